using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Stability;

namespace Unloop.Core.Tests.Stability;

/// <summary>Looks at a rollout, for tests.</summary>
internal static class Rollout
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static WorkloadRef Workload(string kind = "Deployment") =>
        new() { ApiVersion = kind is "Job" or "CronJob" ? "batch/v1" : "apps/v1", Kind = kind, Namespace = "shop", Name = "web", Uid = "uid-web" };

    public static RolloutSnapshot Look(double seconds, int desired, params ObservedPod[] pods) => new()
    {
        At = At(seconds),
        Workload = Workload(),
        Generation = 2,
        ObservedGeneration = 2,
        Revision = "web-new",
        Desired = desired,
        Pods = pods,
    };

    /// <param name="readySince">Seconds from the start; null: not ready.</param>
    public static ObservedPod Pod(string name, double? readySince, bool isNew = true, double created = 0, params ObservedContainer[] containers) => new()
    {
        Name = name,
        Uid = $"uid-{name}",
        IsNew = isNew,
        Phase = "Running",
        Status = "Running",
        Node = "node-1",
        Ready = readySince is not null,
        ReadyChangedAt = At(readySince ?? created),
        CreatedAt = At(created),
        Containers = containers.Length > 0 ? containers : [Runs(created)],
    };

    public static ObservedContainer Runs(double since = 0, int restarts = 0, ContainerState? last = null, string name = "web") =>
        new(name, ContainerType.App, restarts, true, new ContainerState { Phase = StatePhase.Running, StartedAt = At(since) }, last, null);

    public static ObservedContainer Waits(string reason, string? message = null, int restarts = 0, ContainerState? last = null) =>
        new("web", ContainerType.App, restarts, false, new ContainerState { Phase = StatePhase.Waiting, Reason = reason, Message = message }, last, null);

    public static ContainerState Ended(int exitCode, double from, double to, string reason = "Error") =>
        new() { Phase = StatePhase.Terminated, ExitCode = exitCode, Reason = reason, StartedAt = At(from), FinishedAt = At(to) };

    public static ObservedContainer Dead(int exitCode, double from, double to, ContainerType type = ContainerType.App) =>
        new("web", type, 0, false, Ended(exitCode, from, to), null, null);

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static JudgeTerms Terms(int window = 60, int max = 600, double? lifetime = null, bool trustsStamps = false) => new()
    {
        Proof = new ProofTerms(TimeSpan.FromSeconds(window), TimeSpan.FromSeconds(max), lifetime is { } lived ? TimeSpan.FromSeconds(lived) : null),
        TrustsStamps = trustsStamps,
    };

    /// <summary>Judges the looks at the server's times since <see cref="Start"/>; returns the last verdict.</summary>
    public static StabilityVerdict Judged(JudgeTerms terms, params IEnumerable<RolloutSnapshot> looks)
    {
        var judge = new StabilityJudge(terms);
        StabilityVerdict? last = null;
        foreach (var look in looks)
        {
            last = judge.Look(look, look.At!.Value - Start);
        }

        return last!;
    }
}
