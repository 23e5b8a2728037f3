using Unloop.Core.Scaling.Autoscaling;
using Unloop.Core.Scaling.Loads;
using Unloop.Core.Scaling.Manifests;
using Unloop.Core.Scaling.Obstacles;
using Unloop.Core.Scaling.Sizing;

namespace Unloop.Core.Scaling;

/// <summary>Puts the parts together: what stands in the way, the numbers, the manifests, and the load played against them. Pure.</summary>
public static class ScalingAdvisor
{
    /// <summary>Up to this minor version the controller-manager stabilises by its older rules.</summary>
    private const int OldMinor = 20;

    /// <param name="load">Null: a spike to the peak of the terms.</param>
    public static ScalingAdvice Advise(ScalingFacts facts, ScalingTerms terms, LoadCurve? load = null)
    {
        var obstacles = ObstacleList.Find(facts);
        var curve = load ?? LoadCurve.Named("spike", terms.Peak)!;
        var (arithmetic, usage, startUp) = (new List<Arithmetic>(), UsageSummary.Of(facts), StartUps.Of(facts));
        var isScaled = !obstacles.Any(o => o.Rule is "kind-not-scaled" or "owned-by-another");
        if (!isScaled)
        {
            return new(Scalability.NotNow, Statement(Scalability.NotNow, obstacles, facts), obstacles, [], null, startUp, null, false, curve, null, []);
        }

        var sized = RequestSizing.Size(facts, usage, arithmetic);
        var replicas = ReplicaSizing.Size(facts, terms, sized, usage, arithmetic);
        arithmetic.Add(new("start-up of a pod", Reasoning.Duration.Text(startUp.Median), startUp.How));
        var present = facts.Autoscalers is [var scaling, ..] ? scaling : null;
        var spec = present is not null ? present.Spec : replicas is null ? null : Proposed(replicas, terms);
        var run = spec is not null && replicas is not null && spec.Metrics.Any(m => m is { IsCpu: true, Target: HpaTarget.Utilization })
            ? ScalingSimulation.Run(Model(facts, spec, replicas, startUp), curve)
            : null;
        var answer = obstacles.Any(o => o.Weight == ObstacleWeight.Blocks) ? Scalability.NotNow
            : obstacles.Any(o => o.Weight == ObstacleWeight.First) ? Scalability.AfterMending
            : Scalability.Scalable;
        return new(answer, Statement(answer, obstacles, facts), obstacles, arithmetic, replicas, startUp, spec, present is not null, curve, run, Manifests(facts, sized, present is null ? spec : null, replicas));
    }

    private static HpaSpec Proposed(SizedReplicas replicas, ScalingTerms terms) =>
        new() { MinReplicas = replicas.Min, MaxReplicas = replicas.Max, Metrics = [new("cpu", HpaTarget.Utilization, terms.Target)] };

    private static ScalingModel Model(ScalingFacts facts, HpaSpec spec, SizedReplicas replicas, StartUps startUp)
    {
        var containers = facts.Workload.Containers.Where(c => !c.IsInit).ToList();
        return new()
        {
            // CPU is what this plays; a metric of the program's own would need that metric's answer to the load.
            Autoscaler = spec with { Metrics = [.. spec.Metrics.Where(m => m is { IsCpu: true, Target: HpaTarget.Utilization })] },
            Tuning = new() { IsOld = facts.ServerMinor <= OldMinor },
            Replicas = Math.Clamp(replicas.Now, spec.MinReplicas, Math.Max(spec.MinReplicas, spec.MaxReplicas)),
            CpuRequest = replicas.CpuRequest,
            CpuLimit = containers.TrueForAll(c => c.CpuLimit is > 0) ? containers.Sum(c => c.CpuLimit!.Value) : null,
            CpuAtLoadOne = replicas.CpuNow,
            StartUp = startUp.Median,
            Room = replicas.Room,
        };
    }

    private static IReadOnlyList<ScalingManifest> Manifests(ScalingFacts facts, IReadOnlyList<SizedContainer> sized, HpaSpec? spec, SizedReplicas? replicas) =>
    [
        .. new[]
        {
            ManifestWriter.Template(facts, sized),
            spec is not null ? ManifestWriter.Autoscaler(facts, spec) : null,
            facts.Budgets.Count == 0 && facts.Workload.Selector is not null && replicas is { Min: > 1 } ? ManifestWriter.Budget(facts) : null,
        }.OfType<ScalingManifest>(),
    ];

    private static string Statement(Scalability answer, IReadOnlyList<ScalingObstacle> obstacles, ScalingFacts facts)
    {
        var first = obstacles.Where(o => o.Weight == (answer == Scalability.NotNow ? ObstacleWeight.Blocks : ObstacleWeight.First)).ToList();
        var says = answer switch
        {
            Scalability.Scalable => $"{facts.Workload.Ref} can be scaled out.",
            Scalability.AfterMending => $"{facts.Workload.Ref} can be scaled out once {Things(first.Count)} mended.",
            _ => $"{facts.Workload.Ref} cannot be scaled out as it is: {first[0].Statement}",
        };
        return facts.Autoscalers is [var present, ..]
            ? $"{says} {present.Kind} {present.Name} scales it already{(present.Spec is { } spec ? $", between {spec.MinReplicas} and {spec.MaxReplicas} replicas" : "")}."
            : says;
    }

    private static string Things(int count) => count == 1 ? "one thing is" : $"{count} things are";
}
