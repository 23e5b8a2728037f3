using Unloop.Evidence.Api;

namespace Unloop.Kubernetes.Targets;

/// <summary>
/// Tells which pods of many are worth a closer look. Restart counters do not decide: they count from the pod's birth and would accuse a pod
/// for ever after one bad day. Pure.
/// </summary>
internal static class Wellness
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);
    private static readonly TimeSpan SlowStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongUnready = TimeSpan.FromMinutes(5);

    /// <summary>What the kubelet says while it is about to start a container.</summary>
    private static readonly string[] Starting = ["ContainerCreating", "PodInitializing"];

    public static bool IsUnwell(Pod pod, DateTimeOffset now)
    {
        if (pod.Status?.Phase == "Succeeded")
        {
            return false;
        }

        var leaving = pod.Metadata?.DeletionTimestamp is not null;
        return AllStatuses(pod).Any(s => IsStuck(s) || (!leaving && (HasEnded(s, pod) || EndedLately(s, now))))
            || (!leaving && (pod.Status?.Phase == "Failed" || IsLate(pod, now)));
    }

    /// <summary>Whether a container of it ever ended: for pods that the user asked for, also a crash of last week counts.</summary>
    public static bool HasEverEnded(Pod pod) => AllStatuses(pod).Any(s => s.LastState?.Terminated is not null || (s.RestartCount ?? 0) > 0);

    /// <summary>Whether an ordinary container of it is not ready now, however short a time.</summary>
    public static bool IsNotReady(Pod pod) => (pod.Status?.ContainerStatuses ?? []).Any(s => s is { Ready: false, State.Terminated: null });

    public static IEnumerable<ContainerStatus> AllStatuses(Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? [])
            .Concat(pod.Status?.ContainerStatuses ?? [])
            .Concat(pod.Status?.EphemeralContainerStatuses ?? [])
            .Where(s => s?.Name is not null);

    private static bool IsStuck(ContainerStatus status) =>
        status.State?.Waiting?.Reason is { Length: > 0 } reason && !Starting.Contains(reason);

    private static bool HasEnded(ContainerStatus status, Pod pod) => status.State?.Terminated is { } ended
        && (ended.ExitCode is not 0 || (pod.Spec?.RestartPolicy is null or "Always" && (pod.Status?.ContainerStatuses ?? []).Contains(status)));

    private static bool EndedLately(ContainerStatus status, DateTimeOffset now) =>
        status.LastState?.Terminated is { } last && (last.FinishedAt is not { } at || now - at < Recent);

    /// <summary>Not placed, not started or not ready for longer than it should take.</summary>
    private static bool IsLate(Pod pod, DateTimeOffset now)
    {
        if (pod.Status?.Phase == "Pending")
        {
            return pod.Metadata?.CreationTimestamp is { } created && now - created > SlowStart;
        }

        var ready = (pod.Status?.Conditions ?? []).FirstOrDefault(c => c?.Type == "Ready");
        return ready is { Status: "False", LastTransitionTime: { } since } && now - since > LongUnready;
    }
}
