using Unloop.Alerts.Backoff;
using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Datadog.Reading;
using Unloop.Alerts.Linting;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>One check; each is a class, one line in <see cref="MonitorChecks"/>, and its cases.</summary>
internal interface IMonitorCheck
{
    FindingRule About { get; }

    IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context);
}

/// <summary>What all monitors of one run have in common; what is asked of all of them is found out once.</summary>
internal sealed class CheckContext(IReadOnlyList<CheckedMonitor> all, LintSurroundings surroundings)
{
    private readonly Lazy<IReadOnlyList<(DatadogMonitor Monitor, QueryParse Parse)>> _existing =
        new(() => [.. (surroundings.ExistingMonitors ?? []).Where(m => m.Query is not null).Select(m => (m, QueryParser.Parse(m.Query!)))]);

    private readonly Lazy<ILookup<string, CheckedMonitor>> _byQuery =
        new(() => all.Select(m => (Monitor: m, Key: DuplicateMonitor.Key(m.Monitor.Query, m.Parse))).Where(m => m.Key is not null).ToLookup(m => m.Key!, m => m.Monitor));

    private Lazy<ILookup<string, DatadogMonitor>>? _existingByQuery;

    private Lazy<bool>? _watchesState, _hasAgentGuard;

    private readonly Dictionary<(RestartRule Rule, string Aggregation), string?> _practices = [];

    public LintSurroundings Surroundings => surroundings;

    /// <summary>All monitors of this run by their query in one spelling, in their order.</summary>
    public ILookup<string, CheckedMonitor> ByQuery => _byQuery.Value;

    /// <summary>The organisation's, likewise.</summary>
    public ILookup<string, DatadogMonitor> ExistingByQuery =>
        (_existingByQuery ??= new(() => _existing.Value.Select(e => (e.Monitor, Key: DuplicateMonitor.Key(e.Monitor.Query, e.Parse))).Where(m => m.Key is not null).ToLookup(m => m.Key!, m => m.Monitor))).Value;

    /// <summary>What the query does for a container that crashes at once, where its alert goes silent although nothing was repaired; otherwise null. Most monitors ask the same.</summary>
    public string? Practice(MetricQuery query, RestartRule rule)
    {
        var key = (rule, query.Aggregation is { } aggregation ? QueryPrinter.Print(aggregation) : "");
        if (!_practices.TryGetValue(key, out var says))
        {
            _practices[key] = says = RestartPractice.GoesSilent(query, rule) ? RestartPractice.Says(query, rule) : null;
        }

        return says;
    }

    /// <summary>The first that looks at a metric of the Agents; null: none does.</summary>
    public CheckedMonitor? FirstOfKubernetes { get; } = all.FirstOrDefault(m => m.Series.Any(s => CheckedMonitor.Meant(s) is not null));

    /// <summary>Whether any monitor, here or in the organisation, sees that the Agents are gone.</summary>
    public bool HasAgentGuard => (_hasAgentGuard ??= new(() => all.Select(m => m.Parse).Concat(_existing.Value.Select(e => e.Parse)).Any(NoAgentGuard.IsGuard))).Value;

    /// <summary>Whether any monitor, here or in the organisation, sees that a container waits in CrashLoopBackOff.</summary>
    public bool WatchesState =>
        (_watchesState ??= new(() => all.Select(m => m.Parse).Concat(_existing.Value.Select(e => e.Parse)).Any(p => p.Query is MetricQuery query && query.Series.Any(RestartRateAlone.IsState)))).Value;
}

/// <summary>A monitor with its query understood.</summary>
internal sealed record CheckedMonitor(PlacedMonitor Placed, QueryParse Parse)
{
    public DatadogMonitor Monitor => Placed.Monitor;

    public DatadogMonitorOptions Options => Placed.Monitor.Options;

    /// <summary>Null: of another kind, or not understood.</summary>
    public MetricQuery? Metric { get; } = Parse.Query as MetricQuery;

    public IReadOnlyList<SeriesExpression> Series { get; } = [.. (Parse.Query as MetricQuery)?.Series ?? []];

    public IReadOnlyList<string> Groups { get; } = [.. (Parse.Query as MetricQuery)?.Groups.Select(g => g.Name) ?? []];

    public bool HasPodGroup => Groups.Any(IsOfPod);

    /// <summary>Whether a tag gives every pod an alert of its own, whoever's word it is.</summary>
    public static bool IsOfPod(string tag) => DatadogTags.Is(tag, "pod_name") || tag == "container_id";

    public static CheckedMonitor Of(PlacedMonitor placed) =>
        new(placed, placed.Monitor.Query is { } query ? QueryParser.Parse(query) : new QueryParse(null, []));

    public FindingPlace At(TextSpan span) => Placed.At("query", span.Start, span.End);

    /// <summary>The metric that is meant, also where the name is another's.</summary>
    public static DatadogMetric? Meant(SeriesExpression series) =>
        DatadogMetrics.Find(series.Metric) ?? DatadogMetrics.Misspelt(series.Metric) ?? (LookAlikes.Find(series.Metric) is { } other ? DatadogMetrics.Find(other.Meant) : null);
}

/// <summary>What a check found in one monitor.</summary>
internal sealed record MonitorFinding(FindingRule Rule, string Statement, FindingPlace At)
{
    /// <summary>Null: the rule's.</summary>
    public FindingSeverity? Severity { get; init; }
    public string? Subject { get; init; }
    public string? Effect { get; init; }

    /// <summary>Null: the rule's.</summary>
    public string? Repair { get; init; }

    /// <summary>The fields that are written anew, by the API's paths; their text is the replacement.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Null: it cannot be mended without knowing more.</summary>
    public Func<DatadogMonitor, DatadogMonitor>? Mend { get; init; }

    /// <summary>A monitor to be made beside this one.</summary>
    public DatadogMonitor? Beside { get; init; }
}
