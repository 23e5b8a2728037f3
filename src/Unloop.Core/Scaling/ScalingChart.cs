using Unloop.Core.Charts;
using Unloop.Core.Reasoning;
using Unloop.Core.Scaling.Autoscaling;
using Unloop.Core.Scaling.Loads;
using Unloop.Core.Scaling.Sizing;

namespace Unloop.Core.Scaling;

/// <summary>Draws a load, and what the autoscaler and the pods make of it. Pure.</summary>
public static class ScalingChart
{
    /// <summary>Null where nothing was played.</summary>
    public static Chart? Of(ScalingAdvice advice, string title)
    {
        if (advice.Run is not { } run || run.Moments.Count == 0)
        {
            return null;
        }

        var capacity = advice.Autoscaler?.Metrics.FirstOrDefault(m => m is { IsCpu: true, Target: HpaTarget.Utilization })?.Goal;
        return new(title, Words(advice, run), TimeSpan.Zero, run.Moments[^1].At,
        [
            new StepLine("load (× now)", Steps(run, m => Math.Round(m.Load, 2))),
            new StepLine("desired", Steps(run, m => m.Desired)),
            new StepLine("ready", Steps(run, m => m.Ready)),
            new StepLine("% of request", Steps(run, m => Math.Round(m.Utilization)), capacity),
        ])
        {
            Captions = [Words(advice, run)],
        };
    }

    /// <summary>What the run shows, in one paragraph.</summary>
    public static string Words(ScalingAdvice advice, ScalingRun run)
    {
        var highest = run.Moments.MaxBy(m => m.Utilization)!;
        var start = $"At {Amounts.Number(advice.Load.Peak)} times the load of now it goes to {run.Most} replicas ({(run.Changes == 1 ? "one change" : $"{run.Changes} changes")}).";
        var lag = run switch
        {
            { CatchUp: null } => "The ready pods are never asked for more than they may count on.",
            { CaughtUp: true } => $"It catches up in {Duration.Text(run.CatchUp.Value)}: until then the ready pods are asked for up to {highest.Utilization:0} % of what they request, {Duration.Text(run.Overloaded)} in all.",
            _ => $"It does not catch up: the ready pods are asked for up to {highest.Utilization:0} % of what they request, {Duration.Text(run.Overloaded)} in all, and still at the end.",
        };
        return $"{start} {lag} A pod is ready {Duration.Text(advice.StartUp.Median)} after it is made ({(advice.StartUp.Measured > 0 ? "measured here" : "assumed")}).";
    }

    /// <summary>Only where something changes: a day is thousands of looks.</summary>
    private static List<ChartStep> Steps(ScalingRun run, Func<ScalingMoment, double> of)
    {
        var steps = new List<ChartStep>();
        foreach (var moment in run.Moments)
        {
            var value = of(moment);
            if (steps.Count == 0 || steps[^1].Value != value)
            {
                steps.Add(new(moment.At, value));
            }
        }

        return steps;
    }
}
