using Unloop.Alerts.Prometheus.Checks.Counting;
using Unloop.Alerts.Prometheus.Checks.Joining;
using Unloop.Alerts.Prometheus.Checks.Loading;
using Unloop.Alerts.Prometheus.Checks.Metrics;
using Unloop.Alerts.Prometheus.Checks.Texts;
using Unloop.Alerts.Prometheus.Checks.Waiting;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks;

/// <summary>Every check of rules. A new one is a class, a line here, and its cases; a test finds out what was forgotten.</summary>
public static class RuleCheckList
{
    public static IReadOnlyList<RuleCheck> All { get; } =
    [
        new DoesNotParse(),
        new NotSelected(),
        new NoRoute(),
        new NoSendResolved(),
        new NoMetricsSource(),
        new NoAbsentGuard(),
        new UnknownMetric(),
        new ReasonNeverReported(),
        new CounterAgainstConstant(),
        new OutOfReach(),
        new ForOutlives(),
        new OffByOne(),
        new WindowTooShort(),
        new YoungPods(),
        new RestartRateAlone(),
        new WaitingReasonFlaps(),
        new InitContainersNotSeen(),
        new SeriesMerged(),
        new WrongJoin(),
        new ExportersLabels(),
        new WindowContradictsText(),
        new TemplateDoesNotParse(),
        new LabelNotInResult(),
        new NoSeverity(),
        new NoSummary(),
        new DuplicateRule(),
    ];

    /// <summary>What all checks find in rules that are loaded together, in the order of files and lines. Pure.</summary>
    public static IReadOnlyList<CheckFinding> Check(IReadOnlyList<RuleFile> files, RuleCheckOptions? options = null)
    {
        var order = files.Select((f, i) => (f.File, i)).GroupBy(f => f.File).ToDictionary(g => g.Key, g => g.First().i);
        return [.. Find(files, options).Select(f => f.Finding.Located(f.Rule))
            .OrderBy(f => order.GetValueOrDefault(f.At.File!, int.MaxValue)).ThenBy(f => f.At.Line).ThenBy(f => f.At.Column).ThenByDescending(f => f.Severity).ThenBy(f => f.Id, StringComparer.Ordinal)];
    }

    internal static IEnumerable<(FindingRule Rule, RuleFinding Finding)> Find(IReadOnlyList<RuleFile> files, RuleCheckOptions? options = null)
    {
        var scene = RuleScene.Of(files, options ?? new());
        return All.SelectMany(c => c.Check(scene).Select(f => (c.Describes, f)));
    }
}
