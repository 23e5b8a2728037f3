using Unloop.Alerts.Backoff;
using Unloop.Core.Charts;

namespace Unloop.Alerts.Simulation;

/// <summary>Draws what containers do, and below what alerts make of it.</summary>
public static class SimulationChart
{
    private static readonly ChartState Running = new("running", '=', ChartTone.Good);
    private static readonly ChartState Waiting = new("waiting (CrashLoopBackOff)", 'x', ChartTone.Bad);

    private static readonly Dictionary<AlertState, ChartState> States = new()
    {
        [AlertState.Ok] = new("ok", '.', ChartTone.Calm),
        [AlertState.Warning] = new("warning", 'w', ChartTone.Waiting),
        [AlertState.Pending] = new("pending", 'p', ChartTone.Waiting),
        [AlertState.Firing] = new("firing", '#', ChartTone.Bad),
        [AlertState.Resolved] = new("resolved", '-', ChartTone.Good),
        [AlertState.NoData] = new("no data", '?', ChartTone.Absent),
    };

    /// <param name="alerts">Each with a short name for its rows; an empty one where there is only one alert.</param>
    public static Chart Of(Scenario scenario, IReadOnlyList<(string Name, Timeline Timeline)> alerts)
    {
        // A little of what was before, where there was something.
        var from = scenario.From < TimeSpan.Zero ? Later(scenario.From, -scenario.Until / 12) : TimeSpan.Zero;
        return new Chart(Title(scenario), Description(alerts), from, scenario.Until, [.. Containers(scenario), .. alerts.SelectMany(a => Alerts(a.Name, a.Timeline))])
        {
            Markers = scenario.Broken.To is { } well ? [new ChartMarker(TimeSpan.Zero, "first crash"), new ChartMarker(well, "runs well again")] : [new ChartMarker(TimeSpan.Zero, "first crash")],
            Captions = [.. alerts.Select(a => $"{(a.Name.Length == 0 ? "" : $"{a.Name}: ")}{a.Timeline.Query}: {a.Timeline.Statement}")],
        };
    }

    private static string Title(Scenario scenario) => $"{scenario.Name}: {scenario.Pods[0].Pod.Pod} {scenario.Summary}";

    private static string Description(IReadOnlyList<(string Name, Timeline Timeline)> alerts) =>
        string.Join(' ', alerts.Select(a => $"{a.Timeline.Query}: {a.Timeline.Statement}"));

    /// <summary>Those that do the same at the same times are one row.</summary>
    private static IEnumerable<ChartRow> Containers(Scenario scenario)
    {
        foreach (var alike in scenario.Pods.GroupBy(p => string.Join(' ', p.Container.Runs.Select(r => $"{r.Started} {r.Ended}"))))
        {
            var (series, number) = (alike.First().Container, alike.Count());
            yield return new StateBand(number == 1 ? "container" : $"{number} containers", Spans(series));
            yield return new EventRow("restarts", [.. series.Restarts]);
        }
    }

    /// <summary>A run that ends at once takes no time, and parts no wait from the next.</summary>
    private static List<StateSpan> Spans(RestartSeries series)
    {
        var spans = new List<StateSpan>();
        for (var i = 0; i < series.Runs.Count; i++)
        {
            var (run, next) = (series.Runs[i], i + 1 < series.Runs.Count ? series.Runs[i + 1].Started : series.Until);
            Add(Running, run.Started, run.Ended ?? series.Until);
            Add(Waiting, run.Ended ?? series.Until, next);
        }

        return spans;

        void Add(ChartState state, TimeSpan from, TimeSpan to)
        {
            if (spans.Count > 0 && spans[^1].State == state && from < to)
            {
                spans[^1] = spans[^1] with { To = to };
            }
            else if (from < to)
            {
                spans.Add(new StateSpan(state, from, to));
            }
        }
    }

    /// <summary>One curve, of the group that fires first; and a band for all groups that do the same.</summary>
    private static IEnumerable<ChartRow> Alerts(string name, Timeline timeline)
    {
        var prefix = name.Length == 0 ? "" : $"{name}: ";
        if (timeline.Groups.OrderBy(FirstFiring).FirstOrDefault() is { Values.Count: > 0 } first && first.Values.Any(v => v.Value is not null))
        {
            yield return new StepLine($"{prefix}value", [.. first.Values.Select(v => new ChartStep(v.At, v.Value))], timeline.Threshold);
        }

        foreach (var alike in timeline.Groups.GroupBy(g => string.Join(' ', g.Phases.Select(p => $"{p.State} {p.From}"))))
        {
            yield return new StateBand(alike.Count() == 1 ? $"{prefix}alert" : $"{prefix}{alike.Count()} alerts", [.. alike.First().Phases.Select(p => new StateSpan(States[p.State], p.From, p.To))]);
        }
    }

    private static TimeSpan FirstFiring(GroupTimeline group) => group.Phases.FirstOrDefault(p => p.State == AlertState.Firing)?.From ?? TimeSpan.MaxValue;

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
