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

    public IReadOnlyList<Option> Options => [_notify, _cluster, _runbook];

    public void AddTo(Command command)
    {
        // Of the command, not of the flags: those of flags are not asked where the command has an error, and all shall be told at once.
        command.Validators.Add(result =>
        {
            foreach (var error in ChannelParser.Parse(result.GetValue(_notify) ?? []).Errors)
            {
                result.AddError($"--notify: {error}");
            }

            if (result.GetValue(_runbook) is { } url && WrongWith(url) is { } wrong)
            {
                result.AddError($"--runbook-url {wrong}");
            }
        });
        foreach (var option in Options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The address goes into every alert, where everybody reads it.</summary>
    private static string? WrongWith(string runbook) =>
        !Uri.TryCreate(runbook, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") ? $"is an http or https address, not '{runbook}'"
        : address.UserInfo.Length > 0 ? $"holds a user or a password, which every alert would show; leave out what stands before {address.Host}"
        : null;

    public string? Cluster(ParseResult parsed) => parsed.GetValue(_cluster);

    public string? RunbookUrl(ParseResult parsed) => parsed.GetValue(_runbook);

    public IReadOnlyList<NotificationChannel> Channels(ParseResult parsed) => ChannelParser.Parse(parsed.GetValue(_notify) ?? []).Channels;
}
