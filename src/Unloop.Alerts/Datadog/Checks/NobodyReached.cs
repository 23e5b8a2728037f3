using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class NobodyReached : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "nobody-reached", FindingSeverity.Warning, "the message names nobody, or in a way that Datadog does not read",
        "(the monitor turns red, and nobody is told)", "Name somebody: @slack-channel, @pagerduty-service, an address.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        var handles = MessageHandles.In(monitor.Monitor.Message);
        foreach (var handle in handles.Where(h => h.Before is '(' or '[' or ':' or ',' or ';' || h.After is '(' or ')'))
        {
            yield return Unread(monitor, handle);
        }

        if (handles.Count == 0 && !monitor.Placed.MayHave("message") && !monitor.Placed.IsTemplate && !HasHole(monitor.Monitor.Message) && !HasHole(monitor.Options.EscalationMessage))
        {
            yield return new MonitorFinding(About, "The message names nobody to notify.", monitor.Placed.At("message"))
            {
                Effect = "Unless a notification rule of the organisation matches its tags, the monitor turns red and nobody is told.",
            };
        }

        var notifies = monitor.Options is { NotifyNoData: true } or { OnMissingData: "show_and_notify_no_data" };
        var tokens = MessageTemplate.In(monitor.Monitor.Message);
        if (notifies && handles.Count > 0 && handles.All(h => MessageTemplate.Around(tokens, h.Start).Any(b => b.Text is "#is_alert" or "#is_warning" or "#is_alert_to_warning")))
        {
            yield return new MonitorFinding(About, $"Missing data shall be notified, but {handles[0].Text} stands in a block for alerts only.", monitor.Placed.At("message", handles[0].Start, handles[0].End))
            {
                Subject = handles[0].Text,
                Effect = "When the data is missing nobody is told.",
                Repair = "Name somebody in {{#is_no_data}} too, or outside of every block.",
                Fields = ["message"],
                Mend = m => m with { Message = $"{m.Message} {{{{#is_no_data}}}}{handles[0].Text}{{{{/is_no_data}}}}" },
            };
        }
    }

    private MonitorFinding Unread(CheckedMonitor monitor, MessageHandle handle)
    {
        var wrong = handle.After is '(' or ')' && handle.Before is not ('[' or ':' or ',' or ';') ? "stands in parentheses" : $"has '{handle.Before}' before it in place of a blank";
        return new MonitorFinding(About, $"{handle.Text} {wrong}, and Datadog does not read it as somebody to notify.", monitor.Placed.At("message", handle.Start, handle.End))
        {
            Subject = handle.Text,
            Effect = "The monitor turns red, and they are not told.",
            Repair = $"Put {handle.Text} between blanks.",
            Fields = ["message"],
            Mend = m => m with { Message = Apart(m.Message, handle) },
        };
    }

    private static string? Apart(string? message, MessageHandle handle)
    {
        if (message is null || MessageHandles.In(message).FirstOrDefault(h => h.Text == handle.Text && h.Before == handle.Before && h.After == handle.After) is not { } found)
        {
            return message;
        }

        var (before, after) = (message[..found.Start], message[found.End..]);
        return $"{(found.Before == '(' ? before[..^1] : before).TrimEnd(' ')} {found.Text} {(found.After == ')' ? after[1..] : after).TrimStart(' ')}".Trim();
    }

    /// <summary>Terraform's; what Datadog fills in itself looks like Helm's.</summary>
    private static bool HasHole(string? text) =>
        text is not null && (text.Contains("${", StringComparison.Ordinal) || text.Contains("%{", StringComparison.Ordinal) || text.Contains(".Values.", StringComparison.Ordinal));
}
