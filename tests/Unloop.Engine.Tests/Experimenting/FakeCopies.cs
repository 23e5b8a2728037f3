using System.Text.Json.Nodes;
using Unloop.Core;
using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Experimenting;
using Unloop.Tests;

namespace Unloop.Engine.Tests.Experimenting;

/// <summary>A cluster that makes one copy at a time, whose life is told by the second. Every look at it takes a second, by a clock that stands still otherwise.</summary>
internal sealed class FakeCopies : IPodCopies, IClusterSource
{
    public const string Name = "unloop-try-web-once-k3f9";

    /// <summary>What is seen so many seconds after the first look.</summary>
    public Func<int, CopySight> Look { get; set; } = _ => Running();

    /// <summary>Why the copy is not made; null: it is.</summary>
    public Problem? Refusal { get; init; }

    /// <summary>What removing it comes to; null: it is gone.</summary>
    public Func<CancellationToken, Task<Problem?>> Remove { get; init; } = _ => Task.FromResult<Problem?>(null);

    /// <summary>What is collected about the copy once it was watched.</summary>
    public EvidenceBatch Batch { get; init; } = new();

    /// <summary>What a renewal of the lease comes to, by its number from 1; null: the workload is ours.</summary>
    public Func<int, Problem?> Renew { get; init; } = _ => null;

    /// <summary>Seconds after the first look at which the lease was renewed.</summary>
    public List<int> Renewals { get; } = [];

    /// <summary>What was done, in order, looks left out.</summary>
    public List<string> Calls { get; } = [];

    public List<string> Notes { get; } = [];

    public ManualTime Time { get; } = new();

    public int Seconds { get; private set; }

    public string Server => "https://cluster";

    public static CopySight Running(DateTimeOffset? at = null, DateTimeOffset? started = null) =>
        new() { Phase = "Running", IsScheduled = true, State = new ContainerState { Phase = StatePhase.Running, StartedAt = started }, At = at };

    public static CopySight Waiting(string? reason, string phase = "Pending") =>
        new() { Phase = phase, IsScheduled = true, State = new ContainerState { Phase = StatePhase.Waiting, Reason = reason }, Words = reason };

    public static CopySight Ended(int code, string reason = "Error", string? message = null, DateTimeOffset? started = null, DateTimeOffset? finished = null) => new()
    {
        Phase = "Failed",
        IsScheduled = true,
        State = new ContainerState { Phase = StatePhase.Terminated, ExitCode = code, Reason = reason, Message = message, StartedAt = started, FinishedAt = finished },
        Words = reason,
    };

    public static CopySight Unscheduled => new() { Phase = "Pending", Words = "Unschedulable: 0/1 nodes are available: 1 Insufficient memory" };

    public static CopySight Away => new() { Problem = new(ProblemKind.Unreachable, "no route to host") };

    /// <summary>The life of one copy that is watched for <paramref name="seconds"/>.</summary>
    public Task<CopyOutcome> RunAsync(int seconds = 20, CancellationToken? token = null) => RunOf(seconds).RunAsync(Copy, Experiment(seconds), token ?? TestContext.Current.CancellationToken);

    public CopyRun RunOf(int seconds) => new(Parts, Case, RenewAsync, new Listener(this));

    public static PodCopy Copy => new(Name, [], []);

    public static Experiment Experiment(int seconds) => new() { Kind = ExperimentKind.Once, Question = "Does it end?", Seconds = seconds };

    public Task<CopyMaking> MakeAsync(PodCopy copy, string space, string run, CancellationToken cancellationToken)
    {
        Calls.Add(cancellationToken.CanBeCanceled ? "make, which may be cut off" : "make");
        return Task.FromResult(Refusal is null ? new CopyMaking(new MadeCopy(space, copy.Name, run, "uid")) : new CopyMaking(null, Refusal));
    }

    public Task<CopySight> LookAsync(MadeCopy copy, string container, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Assert.Equal(("shop", Name, "run1", "web"), (copy.Namespace, copy.Name, copy.Run, container));
        var sight = Look(Seconds++);
        Time.Advance(TimeSpan.FromSeconds(1));
        return Task.FromResult(sight);
    }

    public Task<EvidenceBatch> CollectAsync(TargetQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add($"read {Assert.Single(query.Targets)} -n {query.Namespace}");
        return Task.FromResult(Batch);
    }

    public async Task<Problem?> RemoveAsync(MadeCopy copy, CancellationToken cancellationToken)
    {
        Calls.Add(cancellationToken.IsCancellationRequested ? "remove, too late" : "remove");
        return await Remove(cancellationToken);
    }

    private Task<Problem?> RenewAsync(CancellationToken cancellationToken)
    {
        Renewals.Add(Seconds);
        return Task.FromResult(Renew(Renewals.Count));
    }

    /// <summary>Of what tests are made with, a copy's life needs the cluster and the clock alone.</summary>
    private TryParts Parts => new(null!, Cluster: this, null!, null!, Copies: this, null!, null!, null!, Time: Time, Version: "1.2.3");

    private static WorkloadRef Web => new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "uid-web" };

    private static ExperimentCase Case => new()
    {
        Pod = new PodEvidence { Subject = new PodSubject { Pod = "web-1", Namespace = "shop" }, Pod = new PodFacts() },
        Diagnosis = new Diagnosis
        {
            Subject = new ContainerSubject { Pod = "web-1", Container = "web", ContainerType = ContainerType.App },
            State = "CrashLoopBackOff",
            Verdict = Verdict.Undetermined,
        },
        Original = new OriginalPod { Namespace = "shop", Name = "web-1", Template = new JsonObject(), Workload = Web },
        Run = "run1",
        Now = default,
    };

    public Task<OriginalReading> ReadAsync(string space, string pod, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(IReadOnlyList<string> Missing, Problem? Problem)> MissingRightsAsync(string space, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Problem?> HoldAsync(WorkloadRef workload, string run, TimeSpan duration, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ReleaseAsync(WorkloadRef workload, string run, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Sweep> SweepAsync(WorkloadRef workload, string run, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Problem?> RehearseAsync(PodCopy copy, string space, CancellationToken cancellationToken) => throw new NotSupportedException();

    private sealed class Listener(FakeCopies copies) : IProgress<TrySight>
    {
        public void Report(TrySight value) => copies.Notes.Add(Assert.IsType<TryNote>(value).Says);
    }
}
