using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Prometheus;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Facts;

namespace Unloop.Engine.Monitoring.Prometheus;

/// <summary>What a Prometheus makes of PrometheusRules: whether each rule is loaded and why not, whether it is evaluated without error, and whether it has data.</summary>
/// <param name="prometheus">Null: nobody said where it is.</param>
public sealed class RuleWatch(IPrometheus? prometheus, MonitoringSetup setup)
{
    private const string NotLoaded = "not loaded";
    private const int MaximumCounts = 100;

    private readonly ConcurrentDictionary<string, SeriesCount> _counts = new(StringComparer.Ordinal);

    /// <summary>One answer for each metric; nobody to ask is no answer.</summary>
    public async Task<IReadOnlyList<DataCheck>> ProveAsync(IReadOnlyList<DesiredMonitor> desired, CancellationToken cancellationToken)
    {
        var checks = new List<DataCheck>();
        foreach (var need in desired.SelectMany(d => d.Needs).GroupBy(n => n.Metric).Select(n => n.First()))
        {
            checks.Add(prometheus is null ? WithoutPrometheus(need) : await ProveAsync(prometheus, need, cancellationToken));
        }

        return checks;
    }

    public async Task<MonitorStates> LookAsync(IReadOnlyList<ExistingMonitor> monitors, CancellationToken cancellationToken)
    {
        if (prometheus is null)
        {
            return new([.. monitors.Select(m => new MonitorState(m.Id ?? "", m.Reference, m.Name, "unknown", false,
                $"{WhyNotSelected(m) ?? "It is in the cluster."} Whether it is loaded was not asked: give --prometheus-url."))]);
        }

        var loaded = await prometheus.RulesAsync(cancellationToken);
        if (loaded.Problem is not null)
        {
            return new([], loaded.Problem);
        }

        var configuration = await prometheus.ConfigurationAsync(cancellationToken);
        var states = new List<MonitorState>();
        foreach (var monitor in monitors)
        {
            foreach (var (group, rule) in RuleObject.Groups(monitor.Body).SelectMany(g => g.Rules.Where(r => r.Alert is not null).Select(r => (g.Name, r))))
            {
                states.Add(await StateAsync(prometheus, monitor, group, rule, loaded.Rules, configuration, cancellationToken));
            }
        }

        return new(states);
    }

    private async Task<MonitorState> StateAsync(
        IPrometheus server, ExistingMonitor monitor, string group, Rule rule, IReadOnlyList<LoadedRule> loaded, ConfigurationState? configuration, CancellationToken cancellationToken)
    {
        MonitorState State(string state, bool isWatching, string? says) => new(monitor.Id ?? "", monitor.Reference, rule.Alert!, state, isWatching, says);

        var named = loaded.Where(l => l.IsAlert && l.Name == rule.Alert && l.Group == group).ToList();
        var own = named.Where(l => l.File.Contains(monitor.Reference.Replace('/', '-'), StringComparison.Ordinal)).ToList();
        named = own.Count > 0 ? own : named;
        if (named.Count == 0)
        {
            return State(NotLoaded, false, WhyNotLoaded(server, monitor, configuration));
        }

        if (named.Find(l => IsSame(l, rule)) is not { } found)
        {
            return State(NotLoaded, false, $"{server.Address} still evaluates an older text of it. {WhenReread(configuration)}");
        }

        if (found.Health == "err")
        {
            return State("error", false, $"It is loaded, and its evaluation fails: {found.LastError}");
        }

        var missing = await MissingAsync(server, rule.Expr, cancellationToken);
        return State(found.State ?? "unknown", missing is null && found.Health == "ok", missing ?? (found.Health == "ok" ? null : "It is loaded, and was not evaluated yet."));
    }

    /// <returns>Null where there is data, or it could not be found out that there is none.</returns>
    private async Task<string?> MissingAsync(IPrometheus server, string expression, CancellationToken cancellationToken)
    {
        var empty = new List<string>();
        foreach (var metric in MetricNames.In(expression).Where(m => !MetricNames.IsSparse(m)))
        {
            var count = await CountAsync(server, metric, cancellationToken);
            if (count.Count == 0)
            {
                empty.Add(metric);
            }
        }

        return empty.Count == 0 ? null : $"It is loaded, and has nothing to look at: there is no series of {string.Join(" nor of ", empty)}. {Source()}";
    }

    private async Task<DataCheck> ProveAsync(IPrometheus server, NeededSeries need, CancellationToken cancellationToken)
    {
        var scope = need.Scope is "*" or "" ? "" : need.Scope;
        var all = await CountAsync(server, need.Metric + (scope.Length == 0 ? "" : $"{{{scope}}}"), cancellationToken);
        if (all.Count is not { } count)
        {
            return new(need.Metric, DataState.Unknown, $"Whether there is data could not be found out: {all.Problem!.Message}");
        }

        if (count == 0)
        {
            return need.IsSparse
                ? new(need.Metric, DataState.Unknown, "There is no series now; it has some only while something is wrong.")
                : new(need.Metric, DataState.Absent, $"{server.Address} has no series of {need.Metric}{(scope.Length == 0 ? "" : $" with {scope}")}.", Source());
        }

        foreach (var tag in need.Tags)
        {
            var tagged = await CountAsync(server, $"{need.Metric}{{{scope}{(scope.Length == 0 ? "" : ",")}{tag}!=\"\"}}", cancellationToken);
            if (tagged.Count == 0)
            {
                return new(need.Metric, DataState.Absent, $"None of the {count} series of {need.Metric} has the label {tag}.", "Is kube-state-metrics scraped with honorLabels: true? Otherwise its labels are called exported_….");
            }
        }

        return new(need.Metric, DataState.Present, $"{count} series.");
    }

    private async Task<SeriesCount> CountAsync(IPrometheus server, string selector, CancellationToken cancellationToken)
    {
        if (_counts.TryGetValue(selector, out var known))
        {
            return known;
        }

        return _counts.Count >= MaximumCounts ? new(null, new(ProblemKind.Refused, "More metrics than are asked for at a time.")) : _counts[selector] = await server.CountAsync(selector, cancellationToken);
    }

    private DataCheck WithoutPrometheus(NeededSeries need) => setup.KubeStateMetrics is { } found
        ? new(need.Metric, DataState.Unknown, $"kube-state-metrics runs ({found.Workload} in namespace {found.Namespace}); whether it is scraped was not asked.", "Give --prometheus-url.")
        : new(need.Metric, DataState.Unknown, "Whether there is data was not asked.", $"Give --prometheus-url. {Source()}");

    private string Source() => setup.KubeStateMetrics is { } found
        ? $"kube-state-metrics runs ({found.Workload} in namespace {found.Namespace}): is it scraped?"
        : setup.Gaps.Count == 0 ? "There is no kube-state-metrics in the cluster: install it, and let Prometheus scrape it." : "No kube-state-metrics was seen in the cluster, but not everything could be looked at.";

    /// <summary>By the labels that the object really has; null where some Prometheus takes it, or there is none to ask.</summary>
    private string? WhyNotSelected(ExistingMonitor monitor)
    {
        var space = monitor.Reference.Split('/')[0];
        var labels = (monitor.Normal["labels"] as JsonObject ?? []).ToDictionary(l => l.Key, l => l.Value?.ToString() ?? "");
        var selections = setup.Prometheus.Select(p => RuleSelection.For(p, space, setup.NamespaceLabels)).ToList();
        if (selections.Count == 0 || selections.Exists(s => s.IsPossible && RuleSelection.Matches(s.Prometheus.RuleSelector, labels)))
        {
            return null;
        }

        return selections.Find(s => s.IsPossible) is { } possible
            ? $"Prometheus {possible.Prometheus.Namespace}/{possible.Prometheus.Name} does not select it: it wants {string.Join(", ", possible.Labels.Select(l => $"{l.Key}={l.Value}"))}."
            : selections[0].Obstacle;
    }

    private string WhyNotLoaded(IPrometheus server, ExistingMonitor monitor, ConfigurationState? configuration) => WhyNotSelected(monitor)
        ?? (configuration is { IsGood: false } || (configuration?.ReadAt is { } read && read < Written(monitor)) ? $"{server.Address} does not have it. {WhenReread(configuration)}"
            : setup.Prometheus.Count > 0 ? $"It is selected by its labels, and {server.Address} does not have it: is that the Prometheus of this cluster?"
            : $"{server.Address} does not have it, and no Prometheus object was seen in the cluster that could select it.");

    private static string WhenReread(ConfigurationState? configuration) => configuration switch
    {
        { IsGood: false } => "Its last reload failed, so that what was read before is still in force: its log names the file.",
        { ReadAt: { } read } => $"It has read its rules at {read.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; the operator needs up to some minutes to bring new ones.",
        _ => "The operator needs up to some minutes to bring new ones.",
    };

    /// <summary>When the object was written last, by any of its writers.</summary>
    private static DateTimeOffset? Written(ExistingMonitor monitor)
    {
        var metadata = monitor.Body["metadata"] as JsonObject ?? [];
        var times = (metadata["managedFields"] as JsonArray ?? []).OfType<JsonObject>().Select(f => f["time"]).Append(metadata["creationTimestamp"]);
        return times.Select(t => DateTimeOffset.TryParse(t?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null).Max();
    }

    private static bool IsSame(LoadedRule loaded, Rule rule) =>
        MetricNames.AreSame(loaded.Query, rule.Expr) && loaded.Duration == (Duration.Parse(rule.For) ?? TimeSpan.Zero);
}
