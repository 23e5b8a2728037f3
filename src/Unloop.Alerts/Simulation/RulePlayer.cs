using Unloop.Alerts.Prometheus;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Simulation.PromQl;

namespace Unloop.Alerts.Simulation;

/// <summary>Evaluates an alerting rule again and again, as Prometheus' rule manager does (rules/alerting.go).</summary>
internal sealed class RulePlayer
{
    /// <summary>No scenario has so many pods: labels that change with time make an alert at each moment.</summary>
    private const int MostAlerts = 100;

    private readonly Dictionary<LabelSet, Active> _active = [];
    private readonly Dictionary<LabelSet, PhaseTrack> _tracks = [];
    private readonly Dictionary<LabelSet, List<EvaluatedValue>> _values = [];
    private readonly List<EvaluatedValue> _highest = [];
    private readonly TimeSpan _for;
    private readonly TimeSpan _keepFiringFor;
    private readonly TimeSpan _start;

    private RulePlayer(TimeSpan holdsFor, TimeSpan keepsFiringFor, TimeSpan start) => (_for, _keepFiringFor, _start) = (holdsFor, keepsFiringFor, start);

    private sealed class Active(TimeSpan since)
    {
        public TimeSpan Since { get; } = since;
        public bool IsFiring { get; set; }
        public TimeSpan? GoneSince { get; set; }
    }

    /// <exception cref="PlayException">Prometheus would refuse it, or it cannot be played.</exception>
    public static IReadOnlyList<GroupTimeline> Play(Rule rule, Expression expression, Scenario scenario, SampleSet samples, TimeSpan interval, Engine engine = Engine.Version3)
    {
        var start = TimeSpan.FromTicks((long)Math.Ceiling(scenario.From / interval) * interval.Ticks);
        var player = new RulePlayer(Span(rule.For, "for"), Span(rule.KeepFiringFor, "keep_firing_for"), start);
        var evaluator = new Evaluator(samples, interval, engine);
        var compared = ComparedValue.Of(expression);
        for (var time = start; time <= scenario.Until; time += interval)
        {
            player.Evaluate(time, evaluator.Evaluate(expression, SimulatedTime.ToMilliseconds(time)));
            if (compared is not null)
            {
                player.Watch(time, evaluator.Evaluate(compared.Side, SimulatedTime.ToMilliseconds(time)));
            }
        }

        if (player._tracks.Count == 0)
        {
            player._tracks[LabelSet.Empty] = new PhaseTrack(start, evaluator.FoundNothing ? AlertState.NoData : AlertState.Ok);
        }

        return [.. player._tracks.Select(t => new GroupTimeline(t.Key.ToDictionary(), t.Value.Close(scenario.Until)) { Values = player._values.GetValueOrDefault(t.Key, player._highest) }).OrderBy(g => g.Name, StringComparer.Ordinal)];
    }

    private static TimeSpan Span(string? text, string field) =>
        text is null ? TimeSpan.Zero : Duration.Parse(text, out var error) ?? throw new PlayException($"{field}: {error}");

    /// <summary>Of every label set, and the highest of all for the rule that never became active.</summary>
    private void Watch(TimeSpan time, VectorValue result)
    {
        foreach (var element in result.Elements)
        {
            if (_values.TryGetValue(element.Labels.Nameless, out var list) || _values.Count < MostAlerts)
            {
                (list ?? (_values[element.Labels.Nameless] = [])).Add(new EvaluatedValue(time, element.Number));
            }
        }

        foreach (var (_, list) in _values.Where(v => v.Value[^1].At < time && v.Value[^1].Value is not null))
        {
            list.Add(new EvaluatedValue(time, null));
        }

        _highest.Add(new EvaluatedValue(time, result.Elements.Count == 0 ? null : result.Elements.Max(e => e.Number)));
    }

    private void Evaluate(TimeSpan time, VectorValue result)
    {
        var values = new Dictionary<LabelSet, double>();
        foreach (var element in result.Elements)
        {
            if (!values.TryAdd(element.Labels.Nameless, element.Number))
            {
                throw new PlayException("Prometheus refuses it: vector contains metrics with the same labelset after applying alert labels");
            }
        }

        foreach (var labels in values.Keys.Where(l => !_active.ContainsKey(l)))
        {
            _active[labels] = new Active(time);
        }

        foreach (var (labels, active) in _active.ToList())
        {
            if (!values.ContainsKey(labels) && !Stays(active, time))
            {
                _active.Remove(labels);
                _tracks[labels].Add(time, AlertState.Ok, null);
                continue;
            }

            active.GoneSince = values.ContainsKey(labels) ? null : active.GoneSince;
            active.IsFiring |= time - active.Since >= _for;
            Track(labels).Add(time, active.IsFiring ? AlertState.Firing : AlertState.Pending, values.TryGetValue(labels, out var value) ? value : null);
        }
    }

    /// <summary>Whether <c>keep_firing_for</c> holds what is no longer there.</summary>
    private bool Stays(Active active, TimeSpan time)
    {
        if (!active.IsFiring || _keepFiringFor == TimeSpan.Zero)
        {
            return false;
        }

        active.GoneSince ??= time;
        return time - active.GoneSince < _keepFiringFor;
    }

    private PhaseTrack Track(LabelSet labels)
    {
        if (_tracks.TryGetValue(labels, out var track))
        {
            return track;
        }

        return _tracks.Count < MostAlerts ? _tracks[labels] = new PhaseTrack(_start) : throw PlayException.NotPlayed($"a rule that makes more than {MostAlerts} alerts");
    }
}
