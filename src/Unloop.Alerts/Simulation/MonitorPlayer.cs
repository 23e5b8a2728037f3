using Unloop.Alerts.Datadog;
using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Simulation.MetricQueries;

namespace Unloop.Alerts.Simulation;

/// <summary>
/// Evaluates a metric monitor again and again as Datadog's documentation describes it (monitors/configuration, monitors/guide/on_missing_data, recovery-thresholds):
/// each minute, every group by itself, and what it says stays until another evaluation says something else.
/// </summary>
internal sealed class MonitorPlayer
{
    /// <summary>Of windows under 24 hours; longer ones are looked at every 10 or 30 minutes.</summary>
    private static readonly TimeSpan[] Frequencies = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30)];

    /// <summary>Minutes of a full window that may be empty.</summary>
    private const int EmptyBuckets = 3;

    private static readonly TimeSpan DefaultNewGroupDelay = TimeSpan.FromSeconds(60);

    private readonly MetricQuery _query;
    private readonly DatadogMonitorOptions _options;
    private readonly TimeSpan _start;
    private readonly TimeSpan _newGroupDelay;
    private readonly Dictionary<LabelSet, Group> _groups = [];

    private MonitorPlayer(MetricQuery query, DatadogMonitorOptions options, TimeSpan start)
    {
        (_query, _options, _start) = (query, options, start);
        var isMulti = query.Groups.Count > 0;
        _newGroupDelay = !isMulti ? TimeSpan.Zero : options.NewGroupDelay is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultNewGroupDelay;
    }

    private sealed class Group(TimeSpan seen, PhaseTrack track)
    {
        public TimeSpan Seen { get; } = seen;
        public PhaseTrack Track { get; } = track;
        public TimeSpan LastData { get; set; } = seen;
        public List<EvaluatedValue> Values { get; } = [];
    }

    /// <summary>How often a monitor with such a window is evaluated.</summary>
    public static TimeSpan FrequencyOf(TimeSpan window) => Frequencies[window < TimeSpan.FromHours(24) ? 0 : window < TimeSpan.FromHours(48) ? 1 : 2];

    /// <exception cref="PlayException">Something cannot be played.</exception>
    public static IReadOnlyList<GroupTimeline> Play(MetricQuery query, DatadogMonitorOptions options, Scenario scenario, SampleSet samples)
    {
        var every = FrequencyOf(query.Aggregation?.Window.Length ?? TimeSpan.Zero);
        var start = TimeSpan.FromTicks((long)Math.Ceiling(scenario.From / every) * every.Ticks);
        var player = new MonitorPlayer(query, options, start);
        var evaluator = new QueryEvaluator(samples);
        var delay = TimeSpan.FromSeconds(options.EvaluationDelay ?? 0);
        for (var time = start; time <= scenario.Until; time += every)
        {
            foreach (var (labels, value, window) in evaluator.Evaluate(query, SimulatedTime.ToMilliseconds(time - delay)))
            {
                player.Evaluate(labels, time, player.IsSkipped(window, time - delay) ? null : value, window.Count > 0);
            }
        }

        if (player._groups.Count == 0)
        {
            return [new GroupTimeline(LabelSet.Empty.ToDictionary(), [new Phase(AlertState.NoData, start, scenario.Until)])];
        }

        return [.. player._groups.Select(g => new GroupTimeline(g.Key.ToDictionary(), g.Value.Track.Close(scenario.Until)) { Values = g.Value.Values }).OrderBy(g => g.Name, StringComparer.Ordinal)];
    }

    /// <summary><c>require_full_window</c>: the first minute of the window must have data, and no more than three others may have none.</summary>
    private bool IsSkipped(IReadOnlyList<Sample> window, TimeSpan time)
    {
        if (_options.RequireFullWindow != true || _query.Aggregation?.Window.Length is not { } length)
        {
            return false;
        }

        var from = SimulatedTime.ToMilliseconds(time - length);
        var filled = window.Select(p => (p.At - from) / 60_000).ToHashSet();
        return !filled.Contains(0) || length.TotalMinutes - filled.Count(b => b < length.TotalMinutes) > EmptyBuckets;
    }

    private void Evaluate(LabelSet labels, TimeSpan time, double? value, bool hasData)
    {
        if (!_groups.TryGetValue(labels, out var group))
        {
            _groups[labels] = group = new Group(time, new PhaseTrack(_start, AlertState.NoData));
        }

        group.Values.Add(new EvaluatedValue(time, value));
        if (hasData)
        {
            group.LastData = time;
        }

        if (time - group.Seen < _newGroupDelay)
        {
            return;
        }

        group.Track.Add(time, value is { } number ? StateOf(number, group.Track.State) : Missing(group, time, hasData), value);
    }

    private AlertState StateOf(double value, AlertState before)
    {
        var thresholds = _options.Thresholds ?? new DatadogThresholds();
        var stays = before == AlertState.Firing && thresholds.CriticalRecovery is { } recovery && Holds(value, recovery);
        if (stays || Holds(value, _query.Comparison!.Value!.Value))
        {
            return AlertState.Firing;
        }

        var warns = before is AlertState.Warning or AlertState.Firing && thresholds.WarningRecovery is { } warningRecovery && Holds(value, warningRecovery);
        return warns || (thresholds.Warning is { } warning && Holds(value, warning)) ? AlertState.Warning : AlertState.Ok;
    }

    private bool Holds(double value, double threshold) => (_query.Comparison! with { Value = threshold }).Holds(value)!.Value;

    /// <summary>An evaluation without data, or one that was skipped. Nothing set is the same as the last status: nobody is told, and an alert stays one.</summary>
    private AlertState Missing(Group group, TimeSpan time, bool hasData)
    {
        var last = group.Track.State;
        var silentFor = time - group.LastData;
        if (hasData)
        {
            return last;
        }

        if (_options.OnMissingData is "show_no_data" or "show_and_notify_no_data"
            || (_options.OnMissingData is null && _options.NotifyNoData == true && silentFor >= NoDataTimeframe))
        {
            return AlertState.NoData;
        }

        return _options.OnMissingData == "resolve" || (_options.TimeoutH is > 0 and var hours && silentFor.TotalHours >= hours) ? AlertState.Ok : last;
    }

    /// <summary>Twice the window where none is set.</summary>
    private TimeSpan NoDataTimeframe => _options.NoDataTimeframe is { } minutes ? TimeSpan.FromMinutes(minutes) : 2 * (_query.Aggregation?.Window.Length ?? TimeSpan.Zero);
}
