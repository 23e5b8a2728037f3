using System.CommandLine;
using Unloop.Alerts.Generation.Channels;

namespace Unloop.Cli.Commands;

/// <summary>What alerts say of themselves, and who hears of them.</summary>
internal sealed class AlertFlags
{
    private readonly Option<string[]> _notify = new("--notify")
    {
        Description = "Who is notified: email:ops@example.com, slack:#ops, pagerduty:Checkout, opsgenie:Checkout, teams:Ops or webhook:deploys; may be repeated",
        HelpName = "KIND:ADDRESS",
    };

    private readonly Option<string?> _cluster = new("--cluster") { Description = "The cluster, as Datadog's tag kube_cluster_name has it", HelpName = "NAME" };
    private readonly Option<string?> _runbook = new("--runbook-url") { Description = "Where the runbook is published", HelpName = "URL" };

    public void AddTo(Command command)
    {
        _notify.Validators.Add(result =>
        {
            foreach (var error in ChannelParser.Parse(result.Tokens.Select(t => t.Value)).Errors)
            {
                result.AddError($"--notify: {error}");
            }
        });
        _runbook.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            {
                result.AddError($"--runbook-url is an http or https address, not '{url}'");
            }
        });
        foreach (var option in (Option[])[_notify, _cluster, _runbook])
        {
            command.Options.Add(option);
        }
    }

    public string? Cluster(ParseResult parsed) => parsed.GetValue(_cluster);

    public string? RunbookUrl(ParseResult parsed) => parsed.GetValue(_runbook);

    /// <summary>As they were typed.</summary>
    public IReadOnlyList<string> Notices(ParseResult parsed) => parsed.GetValue(_notify) ?? [];

    public IReadOnlyList<NotificationChannel> Channels(ParseResult parsed) => ChannelParser.Parse(parsed.GetValue(_notify) ?? []).Channels;
}
