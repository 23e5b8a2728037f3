using Unloop.Core.Scaling.Autoscaling;

namespace Unloop.Core.Scaling.Loads;

/// <summary>
/// Plays a load against an autoscaler and its pods. The load is spread evenly over the ready pods; a pod is ready after the start-up time; the metrics are as old as
/// metrics-server makes them. What is left out: the time of a node's scale-up, queues and caches that warm up, an uneven spread. Pure.
/// </summary>
public static class ScalingSimulation
{
    /// <summary>More looks than this are not drawn by anything: a longer curve is played up to here.</summary>
    private const int MostSteps = 60_000;
    private const string Cpu = "cpu";

    public static ScalingRun Run(ScalingModel model, LoadCurve load)
    {
        var (pods, moments) = (new List<SimulatedPod>(), new List<ScalingMoment>());
        var controller = new HorizontalController(model.Autoscaler, model.Tuning, model.Replicas, TimeSpan.Zero);
        var made = 0;
        Fit(pods, model.Replicas, -Settled(model), ref made);
        var (replicas, changes) = (model.Replicas, 0);
        for (var at = TimeSpan.Zero; at <= load.Length && moments.Count < MostSteps; at += model.Tuning.SyncPeriod)
        {
            var scraped = TimeSpan.FromTicks((long)Math.Floor((double)at.Ticks / model.MetricsResolution.Ticks) * model.MetricsResolution.Ticks);
            var used = Used(scraped, model, pods, load);
            var seen = pods.Select((p, i) => Seen(p, i, at, scraped, used, model)).ToList();
            var decision = controller.Look(at, replicas, seen);
            changes += decision.Desired != replicas ? 1 : 0;
            moments.Add(Moment(at, decision, model, load, ReadyAt(pods, at, model)));
            replicas = decision.Desired;
            Fit(pods, replicas, at, ref made);
        }

        return Sum(moments, model, changes);
    }

    /// <summary>Pods that needed this long to settle are measured like any others.</summary>
    private static TimeSpan Settled(ScalingModel model) => model.StartUp + model.Tuning.CpuInitializationPeriod + TimeSpan.FromHours(1);

    /// <summary>New pods come at once; the youngest go first, as a ReplicaSet's do that are not ready.</summary>
    private static void Fit(List<SimulatedPod> pods, int replicas, TimeSpan at, ref int made)
    {
        while (pods.Count < replicas)
        {
            pods.Add(new($"pod-{++made}", at));
        }

        pods.RemoveRange(replicas, pods.Count - replicas);
    }

    private static int ReadyAt(List<SimulatedPod> pods, TimeSpan at, ScalingModel model) => pods.Where((p, i) => HasPlace(i, model) && p.CreatedAt + model.StartUp <= at).Count();

    private static bool HasPlace(int index, ScalingModel model) => model.Room is not { } room || index < room;

    /// <param name="scraped">When its use was measured.</param>
    /// <param name="used">What each ready pod used then.</param>
    private static HpaPod Seen(SimulatedPod pod, int index, TimeSpan at, TimeSpan scraped, long used, ScalingModel model)
    {
        var requests = new Dictionary<string, long> { [Cpu] = model.CpuRequest };
        if (!HasPlace(index, model))
        {
            return new() { Name = pod.Name, Phase = "Pending", Requests = requests };
        }

        var readyAt = pod.CreatedAt + model.StartUp;
        var measured = scraped - pod.CreatedAt >= model.MetricsResolution;
        return new()
        {
            Name = pod.Name,
            StartedAt = pod.CreatedAt,
            Ready = readyAt <= at,
            ReadySince = readyAt <= at ? readyAt : pod.CreatedAt,
            Requests = requests,
            Samples = measured ? new Dictionary<string, HpaSample> { [Cpu] = new(readyAt > scraped ? 0 : used, scraped, model.MetricsResolution) } : [],
        };
    }

    /// <summary>What a ready pod is measured to use, never more than its limit; one that is not ready uses nothing.</summary>
    private static long Used(TimeSpan at, ScalingModel model, List<SimulatedPod> pods, LoadCurve load) =>
        (long)Math.Min(load.At(at) * model.CpuAtLoadOne / Math.Max(1, ReadyAt(pods, at, model)), model.CpuLimit ?? double.MaxValue);

    private static ScalingMoment Moment(TimeSpan at, HpaDecision decision, ScalingModel model, LoadCurve load, int ready)
    {
        var cpu = load.At(at) * model.CpuAtLoadOne;
        var goal = model.Autoscaler.Metrics.FirstOrDefault(m => m is { IsCpu: true, Target: HpaTarget.Utilization })?.Goal ?? 100;
        var needed = (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Round(cpu / (model.CpuRequest * goal / 100.0), 6)));
        return new(at, load.At(at), needed, decision.Desired, ready, Math.Round(100 * cpu / (Math.Max(1, ready) * model.CpuRequest), 1), decision.Reason);
    }

    private static ScalingRun Sum(List<ScalingMoment> moments, ScalingModel model, int changes)
    {
        var capacity = 100.0 * Math.Min(model.CpuRequest, model.CpuLimit ?? long.MaxValue) / model.CpuRequest;
        var overloaded = TimeSpan.FromTicks(moments.Count(m => m.Utilization > capacity) * model.Tuning.SyncPeriod.Ticks);
        TimeSpan? longest = null;
        TimeSpan? since = null;
        foreach (var moment in moments)
        {
            if (IsShort(moment, capacity))
            {
                since ??= moment.At;
            }
            else if (since is { } began)
            {
                (longest, since) = (longest > moment.At - began ? longest : moment.At - began, null);
            }
        }

        var most = moments.Count == 0 ? 0 : moments.Max(m => m.Desired);
        return new(moments, overloaded, since is { } open ? Longer(longest, moments[^1].At - open) : longest, since is null, most, changes);
    }

    private static TimeSpan Longer(TimeSpan? one, TimeSpan other) => one > other ? one.Value : other;

    /// <summary>The ready pods are asked for more than they may count on.</summary>
    private static bool IsShort(ScalingMoment moment, double capacity) => moment.Utilization > capacity;

    private sealed record SimulatedPod(string Name, TimeSpan CreatedAt);
}
