using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;
using Unloop.Core.Text;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class ReasonNeverReported : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "reason-never-reported", FindingSeverity.Error, "a waiting or terminated reason that the Agent never reports",
        "(nothing: the scope matches no series)", "Write one of the reasons that the Agent reports, in lower case.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        foreach (var series in monitor.Series)
        {
            if (CheckedMonitor.Meant(series) is not { } metric)
            {
                continue;
            }

            foreach (var (value, span) in Asked(series.Scope))
            {
                if (metric.Reasons is null)
                {
                    yield return new MonitorFinding(About, $"{metric.Name} has no tag reason.", monitor.At(span)) { Subject = value, Effect = Nothing, Repair = "Take a metric that bears the reason." };
                }
                else if (!metric.Reasons.Contains(value))
                {
                    yield return Unknown(monitor, metric, metric.Reasons, value, span);
                }
            }
        }
    }

    private const string Nothing = "The scope matches no series, so that the monitor never has data and is silent for ever.";

    private MonitorFinding Unknown(CheckedMonitor monitor, DatadogMetric metric, IReadOnlyList<string> reasons, string value, TextSpan span)
    {
        var lower = value.ToLowerInvariant();
        var other = DatadogMetrics.All.FirstOrDefault(m => m.Name == DatadogMetrics.WaitingOfKubelet && m.Reasons!.Contains(lower) && metric.Name == DatadogMetrics.Waiting);
        var meant = reasons.Contains(lower) ? lower : other is null ? NearestNames.OnlyNear(lower, reasons) : null;
        var statement = reasons.Contains(lower)
            ? $"Tags are written in lower case by the Agent: '{value}' is '{lower}'."
            : $"The Agent never reports the reason '{value}' with {metric.Name}; it knows {string.Join(", ", reasons)}.";
        return new MonitorFinding(About, statement, monitor.At(span))
        {
            Subject = value,
            Effect = Nothing,
            Repair = meant is not null ? $"Write reason:{meant}." : other is not null ? $"Take {other.Name}, with which the Agents of the nodes report it." : null,
            Fields = ["query"],
            Mend = meant is not null ? m => QueryEdit.Series(m, s => s with { Scope = Replace(s.Scope, value, meant) })
                : other is not null ? m => QueryEdit.Series(m, s => s.Metric == metric.Name ? s with { Metric = other.Name, Scope = Replace(s.Scope, value, lower) } : s)
                : null,
        };
    }

    /// <summary>The values that must be there; holes and wildcards may be anything.</summary>
    private static IEnumerable<(string Value, TextSpan Span)> Asked(TagScope scope) =>
        Wanted(scope).Where(v => v.Value.Length > 0 && !v.Value.Contains('*') && !v.Value.StartsWith('$') && !QueryHoles.HasHole(v.Value));

    /// <summary>What is excluded may well be a reason that is never there.</summary>
    private static IEnumerable<(string Value, TextSpan Span)> Wanted(TagScope scope) => scope switch
    {
        TagMatch { Key: "reason", IsExcluded: false, Value: { } value } => [(value, scope.Span)],
        TagIn { Key: "reason", IsExcluded: false } many => many.Values.Select(v => (v, scope.Span)),
        BothScope both => Wanted(both.Left).Concat(Wanted(both.Right)),
        GroupedScope grouped => Wanted(grouped.Inner),
        _ => [],
    };

    private static TagScope Replace(TagScope scope, string value, string by) => scope switch
    {
        TagMatch { Key: "reason" } tag when tag.Value == value => tag with { Value = by },
        TagIn { Key: "reason" } many => many with { Values = [.. many.Values.Select(v => v == value ? by : v)] },
        NotScope not => not with { Operand = Replace(not.Operand, value, by) },
        BothScope both => both with { Left = Replace(both.Left, value, by), Right = Replace(both.Right, value, by) },
        GroupedScope grouped => grouped with { Inner = Replace(grouped.Inner, value, by) },
        _ => scope,
    };
}
