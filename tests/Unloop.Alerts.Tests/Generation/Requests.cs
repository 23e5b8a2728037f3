using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Channels;
using Unloop.Core;

namespace Unloop.Alerts.Tests.Generation;

/// <summary>Requests that several tests share.</summary>
internal static class Requests
{
    /// <summary>What a hostile program may print, in hope that it ends up in an alert.</summary>
    public const string Hostile = "Cannot find module '@nestjs/core' {{ $labels.pod }} {{#is_alert}} @all @slack-board ${file(\"/etc/passwd\")} %{ if true } <!channel> \"quoted\" \\ back\nEOT\n---\u001b[31m";

    public static AlertRequest Workload(params IEnumerable<KnownCause> causes) => new()
    {
        Scope = new AlertScope("prod", "shop", "Deployment", "web"),
        Causes = [.. causes],
        Channels = [Channel("email:ops@example.com"), Channel("slack:#ops"), Channel("pagerduty:Checkout")],
        RunbookUrl = "https://wiki.example.com/runbooks/web",
        Settings = new TargetSettings { SmtpSmarthost = "mail.example.com:587", SmtpFrom = "alerts@example.com", RuleLabels = new Dictionary<string, string> { ["release"] = "monitoring" } },
    };

    /// <summary>The one that the snapshots are of.</summary>
    public static AlertRequest Reference => Workload(Cause(Category.OomLimit, "The kernel's OOM killer ended web when it reached its memory limit of 128Mi."));

    public static KnownCause Cause(Category category, string statement = "It fails.") =>
        new(category, statement, ["Raise the limit above 128Mi."], ["Alert at 90 % of the limit."], "web");

    public static NotificationChannel Channel(string text) => Assert.Single(ChannelParser.Parse([text]).Channels);

    public static AlertRequest Of(AlertScope scope) => new() { Scope = scope };

    /// <summary>One of every kind.</summary>
    public static IEnumerable<AlertScope> Scopes =>
        [new("prod"), new(), new("prod", "shop"), .. AlertScope.Kinds.Select(k => new AlertScope("prod", "shop", k, "web"))];
}
