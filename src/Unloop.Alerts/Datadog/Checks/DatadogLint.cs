using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Datadog.Reading;
using Unloop.Alerts.Linting;
using Unloop.Alerts.Sources;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>The checks for monitors of Datadog.</summary>
public sealed class DatadogLint : ILintProvider
{
    public static DatadogLint Instance { get; } = new();

    public string Name => "datadog";

    public IReadOnlyList<FindingRule> Rules => [.. MonitorChecks.All.Select(c => c.About)];

    public bool Takes(ContentKind kind) => kind is ContentKind.DatadogMonitor or ContentKind.DatadogTerraform or ContentKind.DatadogManifest;

    /// <summary>A time aggregation, or an aggregation of series before a metric with braces.</summary>
    public bool LooksLikeQuery(string text)
    {
        var parsed = QueryParser.Parse(text);
        return parsed.Query switch
        {
            MetricQuery metric => metric.Aggregation is not null || metric.Series.Any(s => s.Aggregator is not null),
            OtherQuery => true,
            _ => text.Contains("(last_", StringComparison.Ordinal) || QueryWords.SpaceAggregators.Any(a => text.TrimStart().StartsWith($"{a}:", StringComparison.Ordinal)),
        };
    }

    public LintResult Lint(IReadOnlyList<LintFile> files, LintSurroundings surroundings)
    {
        var problems = new List<Problem>();
        var monitors = new List<CheckedMonitor>();
        foreach (var file in files)
        {
            if (file.IsQuery)
            {
                monitors.Add(CheckedMonitor.Of(MonitorReader.Query(file.Text)));
                continue;
            }

            var read = MonitorReader.Read(file.Source, file.Tree);
            problems.AddRange(read.Problems);
            monitors.AddRange(read.Monitors.Select(CheckedMonitor.Of));
        }

        var context = new CheckContext(monitors, surroundings);
        return new LintResult([.. monitors.SelectMany(m => MonitorRepair.Findings(m, context))], problems, monitors.Count);
    }
}
