using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Stability;
using Unloop.Engine.Verifying;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>What ails the pods of a template.</summary>
internal enum Ailment
{
    None,
    Module,
    Memory,
}

/// <summary>The one pod that a world's template makes, and where it lingers the one of before, for those who collect its evidence and those who watch it. A look takes a second.</summary>
internal sealed class FakePods(FakeWorld world, Func<JsonObject, Ailment> ailing) : IClusterSource, IRolloutView
{
    private int _looks;
    private int _collections;

    /// <summary>Called before each look, with its number from 1.</summary>
    public Action<int>? BeforeLook { get; init; }

    /// <summary>The pod of the template of before is still going, and fails as ever.</summary>
    public bool OldPodLingers { get; init; }

    /// <summary>How often the pods of a template that ails look well to those who collect, while the watchers are warned about them as before.</summary>
    public int WellAtFirst { get; init; }

    public Task<EvidenceBatch> CollectAsync(TargetQuery query, CancellationToken cancellationToken) =>
        world.Step(() => world.Away() is { } away ? new EvidenceBatch { Problems = [away] } : new EvidenceBatch { Pods = Pods(query) }, cancellationToken);

    public Task<Sight> LookAsync(WorkloadRef workload, CancellationToken cancellationToken) => world.Step(() =>
    {
        _looks++;
        BeforeLook?.Invoke(_looks);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        return world.Away() is { } away ? new Sight(null, away)
            : world.IsDeleted || world.Ref.Uid != workload.Uid ? new Sight(null, new Problem(ProblemKind.NoMatch, $"{workload} is gone."))
            : new Sight(Snapshot(WellAtFirst > 0 || ailing(world.Template) is Ailment.None));
    }, cancellationToken);

    private RolloutSnapshot Snapshot(bool isWell) => new()
    {
        At = world.Time.GetUtcNow(),
        Workload = world.Ref,
        Generation = world.Generation,
        ObservedGeneration = world.Generation,
        Revision = CanonicalJson.Hash(world.Template),
        Desired = 1,
        Warnings = WellAtFirst > 0 ? [Warning(_looks)] : [],
        Pods =
        [
            new ObservedPod
            {
                Name = "web-1",
                Uid = $"pod-{world.Generation}",
                IsNew = true,
                Phase = "Running",
                Status = isWell ? "Running" : "CrashLoopBackOff",
                Ready = isWell,
                CreatedAt = world.WrittenAt,
                ReadyChangedAt = world.WrittenAt,
                Containers = [new("web", ContainerType.App, isWell ? 0 : 3, isWell, isWell ? new() { Phase = StatePhase.Running, StartedAt = world.WrittenAt } : Waiting, null, null)],
            },
        ],
    };

    private static ContainerState Waiting => new() { Phase = StatePhase.Waiting, Reason = "CrashLoopBackOff" };

    private IReadOnlyList<PodEvidence> Pods(TargetQuery query)
    {
        var pod = Evidence("web-1", IsStillWell() ? Ailment.None : ailing(world.Template));
        return OldPodLingers && query.Targets is not ["pod/web-1"] ? [Evidence("web-0", ailing(FakeWorld.Before())), pod] : [pod];
    }

    private bool IsStillWell() => world.Generation > 1 && ++_collections <= WellAtFirst;

    private PodEvidence Evidence(string name, Ailment ailment) => new()
    {
        Subject = new PodSubject { Pod = name, Namespace = "shop", Workload = $"{world.Ref.Kind}/web" },
        ObservedAt = world.Time.GetUtcNow(),
        Pod = new PodFacts { Phase = "Running", RestartPolicy = "Always" },
        Workload = new WorkloadFacts { Kind = world.Ref.Kind, Name = "web" },
        Containers =
        [
            new ContainerFacts
            {
                Name = "web",
                Image = "registry.example.com/web:latest",
                SpecKnown = true,
                OutlineKnown = true,
                RestartCount = ailment is Ailment.None ? 0 : 5,
                Ready = ailment is Ailment.None,
                Resources = new ResourceFacts { MemoryLimit = "48Mi" },
                State = ailment is Ailment.None ? new ContainerState { Phase = StatePhase.Running, StartedAt = world.WrittenAt } : Waiting,
                LastState = ailment switch
                {
                    Ailment.None => null,
                    Ailment.Memory => Ended("OOMKilled", 137),
                    _ => Ended("Error", 1),
                },
            },
        ],
        Events = WellAtFirst > 0 ? [Warning(1)] : [],
        Logs = ailment is Ailment.Module ? [Log("Error: Cannot find module 'express'")] : [],
    };

    private ContainerState Ended(string reason, int code) => new()
    {
        Phase = StatePhase.Terminated,
        Reason = reason,
        ExitCode = code,
        StartedAt = world.Time.GetUtcNow().AddSeconds(-5),
        FinishedAt = world.Time.GetUtcNow().AddSeconds(-3),
    };

    private static EventFact Warning(int count) => new() { Type = "Warning", Reason = "FailedMount", Message = "MountVolume.SetUp failed", Object = "Pod/web-1", Count = count };

    private static LogWindow Log(string line) => new() { Container = "web", Instance = LogInstance.Previous, TotalLines = 1, Lines = [new LogLine(1, line)] };
}
