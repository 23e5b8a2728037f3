using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning;

/// <summary>Which containers of a pod need a diagnosis: those that fail, not those that wait for them.</summary>
public static class Wellness
{
    /// <summary>A container that came back is still of interest for this long after its last end.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private static readonly string[] Preparing = ["ContainerCreating", "PodInitializing"];

    /// <summary>The containers that fail; when none does but the pod cannot start, the first one that is held up.</summary>
    public static IReadOnlyList<ContainerFacts> Unwell(PodEvidence pod)
    {
        var unwell = pod.Containers.Where(c => IsUnwell(pod, c)).ToList();
        if (unwell.Count == 0 && IsHeldUp(pod) && pod.Containers.FirstOrDefault(c => c.State is not { Phase: StatePhase.Terminated }) is { } first)
        {
            unwell.Add(first);
        }

        return unwell;
    }

    /// <summary>True when the container has ended at least once and is expected not to.</summary>
    public static bool IsCrashLooping(ContainerFacts container) =>
        container.RestartCount > 0 || container.WaitingReason == "CrashLoopBackOff" || container.Termination is { ExitCode: not 0 };

    private static bool IsUnwell(PodEvidence pod, ContainerFacts container) => container.State switch
    {
        { Phase: StatePhase.Waiting } waiting => !Preparing.Contains(waiting.Reason, StringComparer.Ordinal) && (waiting.Reason is not null || container.LastState is not null),
        { Phase: StatePhase.Terminated } ended => EndedUnexpectedly(pod, container, ended),
        { Phase: StatePhase.Running } => CameBackRecently(pod, container) || IsNotReady(pod, container),
        // A log without any status: somebody handed it over because the container fails.
        _ => container.LastState is { Phase: StatePhase.Terminated } || pod.LogsOf(container.Name).Any(),
    };

    private static bool EndedUnexpectedly(PodEvidence pod, ContainerFacts container, ContainerState ended) =>
        ended.ExitCode is not 0
        || (container.Type is ContainerType.App or ContainerType.Sidecar && pod.Pod.RestartPolicy is null or "Always" && pod.Pod.Phase != "Succeeded");

    private static bool CameBackRecently(PodEvidence pod, ContainerFacts container)
    {
        // An init container is run again also where it ended well, as after a restart of the whole pod.
        if (container.RestartCount == 0 || container.LastState is not { Phase: StatePhase.Terminated } last || (container.Type is ContainerType.Init && last.ExitCode is 0))
        {
            return false;
        }

        return pod.ObservedAt is not { } now || last.FinishedAt is not { } finished || now - finished < Memory;
    }

    /// <summary>Runs, but its readiness probe keeps failing.</summary>
    private static bool IsNotReady(PodEvidence pod, ContainerFacts container) =>
        container.Ready is false && container.Type is ContainerType.App
        && pod.Events.Any(e => e.Reason == "Unhealthy" && e.Message.StartsWith("Readiness", StringComparison.Ordinal) && (e.Container is null || e.Container == container.Name));

    private static bool IsHeldUp(PodEvidence pod) =>
        pod.Pod.Phase is "Pending" or "Failed" or null && pod.Containers.All(c => c.State is not { Phase: StatePhase.Running })
        && (pod.Pod.Phase == "Failed" || pod.Events.Any(e => e.Type == "Warning") || pod.Pod.Conditions.Any(c => c is { Type: "PodScheduled", Status: "False" }));
}
