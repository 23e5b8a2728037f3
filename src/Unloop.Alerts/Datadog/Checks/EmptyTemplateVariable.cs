using System.Text.RegularExpressions;
using Unloop.Alerts.Datadog.Metrics;
using Unloop.Core.Reports;
using Unloop.Core.Text;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed partial class EmptyTemplateVariable : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "empty-template-variable", FindingSeverity.Warning, "the words use a tag that is no group of the query, or a block that is not closed",
        "Pod  in  restarted too often", "Use the tags that the query groups by.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Metric is not null && !monitor.Parse.Errors.Any() && !monitor.Groups.Any(Query.QueryHoles.HasHole))
        {
            foreach (var (field, text) in new[] { ("name", monitor.Monitor.Name), ("message", monitor.Monitor.Message) })
            {
                foreach (var token in MessageTemplate.In(text).Where(t => Variable().IsMatch(t.Text)).DistinctBy(t => t.Text))
                {
                    var tag = token.Text[..^".name".Length];
                    if (!monitor.Groups.Contains(tag))
                    {
                        yield return Empty(monitor, field, token, tag);
                    }
                }
            }
        }

        var (unclosed, unopened) = MessageTemplate.Unbalanced(MessageTemplate.In(monitor.Monitor.Message));
        foreach (var token in unclosed)
        {
            yield return new MonitorFinding(About, $"The block {{{{{token.Text}}}}} is never closed.", monitor.Placed.At("message", token.Start, token.End))
            {
                Subject = token.Word,
                Effect = "Datadog cannot render the message: whoever is notified sees its source, or nothing.",
                Repair = $"Close it with {{{{/{token.Word}}}}}.",
                Fields = ["message"],
                Mend = m => m with { Message = $"{m.Message}{{{{/{token.Word}}}}}" },
            };
        }

        foreach (var token in unopened)
        {
            yield return new MonitorFinding(About, $"{{{{{token.Text}}}}} closes a block that was not opened.", monitor.Placed.At("message", token.Start, token.End))
            {
                Subject = token.Word,
                Effect = "Datadog cannot render the message: whoever is notified sees its source, or nothing.",
                Repair = $"Open it with {{{{#{token.Word}}}}}, or take it out.",
            };
        }
    }

    private MonitorFinding Empty(CheckedMonitor monitor, string field, TemplateToken token, string tag)
    {
        var meant = DatadogTags.Meant(tag) is { } known && monitor.Groups.Contains(known) ? known : monitor.Groups.FirstOrDefault(g => DatadogTags.Is(g, tag)) ?? NearestNames.OnlyNear(tag, monitor.Groups);
        var groups = monitor.Groups.Count == 0 ? "has no groups" : $"groups by {string.Join(", ", monitor.Groups)}";
        return new MonitorFinding(About, $"{{{{{token.Text}}}}} is empty: the query {groups}.", monitor.Placed.At(field, token.Start, token.End))
        {
            Subject = tag,
            Effect = "The notification has a gap where it should say what is broken.",
            Repair = meant is null ? $"Group by {tag} too, or leave it out of the {field}." : $"Write {{{{{meant}.name}}}}.",
            Fields = meant is null ? [] : [field],
            Mend = meant is null ? null : m => QueryEdit.Variable(m, tag, meant),
        };
    }

    /// <summary>Of groups; <c>host.name</c> is there with a group of hosts too.</summary>
    [GeneratedRegex(@"^[a-z][a-z0-9_\-./]*\.name$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Variable();
}
