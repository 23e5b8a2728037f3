using Unloop.Core.Facts;

namespace Unloop.Core.Stability;

/// <summary>What was seen of one pod of the wanted revision, from look to look.</summary>
internal sealed class PodTrack
{
    private readonly Dictionary<string, ObservedContainer> _containers = [];
    private bool _wasReady;
    private DateTimeOffset? _stamp;

    /// <summary>Of a pod that was there before the first look, what it did until then is the past, unless it is so young that it belongs to this rollout.</summary>
    public PodTrack(ObservedPod pod, TimeSpan elapsed, bool hasPast, TimeSpan credit)
    {
        (_wasReady, _stamp) = (pod.Ready, pod.ReadyChangedAt);
        ReadySince = pod.Ready ? elapsed - credit : null;
        FromStamps = credit > TimeSpan.Zero;
        HasPast = hasPast;
        if (hasPast)
        {
            Remember(pod);
        }
    }

    /// <summary>On the watcher's clock, which may lie before its first look.</summary>
    public TimeSpan? ReadySince { get; private set; }

    public bool FromStamps { get; private set; }

    public bool HasPast { get; }

    public int Breaks { get; private set; }

    /// <summary>The last break that was no loss of readiness.</summary>
    public RolloutFailure? Disturbance { get; private set; }

    /// <summary>Something that may pass: the clock starts again.</summary>
    public void Disturb(RolloutFailure by, TimeSpan elapsed)
    {
        Breaks++;
        Disturbance = by;
        (ReadySince, FromStamps) = (ReadySince is null ? null : elapsed, false);
    }

    /// <summary>Takes in a look; returns the failure that it shows, if any.</summary>
    /// <param name="endsWell">A container may end with exit code 0: the pod is a Job's.</param>
    public RolloutFailure? See(ObservedPod pod, TimeSpan elapsed, bool endsWell)
    {
        var failure = pod.Containers.Where(c => c.Type != ContainerType.Ephemeral).Select(c => Failure(pod, c, endsWell)).FirstOrDefault(f => f is not null);
        Remember(pod);
        SeeReadiness(pod, elapsed);
        return failure;
    }

    private void Remember(ObservedPod pod)
    {
        foreach (var container in pod.Containers)
        {
            _containers[container.Name] = container;
        }
    }

    private void SeeReadiness(ObservedPod pod, TimeSpan elapsed)
    {
        // A flip between two looks shows as another stamp under the same answer.
        var flipped = pod.Ready == _wasReady && _stamp is not null && pod.ReadyChangedAt is not null && pod.ReadyChangedAt != _stamp;
        if ((_wasReady && !pod.Ready) || flipped)
        {
            Breaks++;
        }

        if (!pod.Ready)
        {
            ReadySince = null;
        }
        else if (ReadySince is null || flipped)
        {
            (ReadySince, FromStamps) = (elapsed, false);
        }

        (_wasReady, _stamp) = (pod.Ready, pod.ReadyChangedAt);
    }

    private RolloutFailure? Failure(ObservedPod pod, ObservedContainer container, bool endsWell)
    {
        var known = _containers.GetValueOrDefault(container.Name);
        if (container.State is { Phase: StatePhase.Waiting, Reason: "CrashLoopBackOff" })
        {
            return new(FailureKind.CrashLoop, $"Container {container.Name} of {pod.Name} is in CrashLoopBackOff{How(container.LastState)}.", pod.Name, container.Name);
        }

        var ended = container.State is { Phase: StatePhase.Terminated } end && !(end.ExitCode == 0 && (endsWell || container.Type == ContainerType.Init)) && known?.State != end;
        if (ended)
        {
            return new(FailureKind.ContainerEnded, $"Container {container.Name} of {pod.Name} ended{How(container.State)}.", pod.Name, container.Name);
        }

        // The kubelet may forget a counter; a later start tells then.
        var wasStartedAgain = container.Restarts > (known?.Restarts ?? 0)
            || (known?.State is { Phase: StatePhase.Running, StartedAt: { } started } && container.State is { Phase: StatePhase.Running, StartedAt: { } now } && now > started);
        return wasStartedAgain
            ? new(FailureKind.ContainerEnded, $"Container {container.Name} of {pod.Name} was started again: it ended{How(container.LastState)}.", pod.Name, container.Name)
            : null;
    }

    private static string How(ContainerState? end)
    {
        if (end is not { Phase: StatePhase.Terminated })
        {
            return "";
        }

        var code = end.ExitCode is { } exit ? $" with exit code {exit}" : "";
        var reason = end.Reason is { Length: > 0 } why and not "Error" ? $" ({why})" : "";
        return $"{code}{reason}{(end.Lifetime is { } lived ? $" after {Reasoning.Duration.Text(lived)}" : "")}";
    }
}
