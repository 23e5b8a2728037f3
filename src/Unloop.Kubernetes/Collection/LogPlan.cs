using Unloop.Core.Facts;
using Unloop.Evidence.Api;

namespace Unloop.Kubernetes.Collection;

/// <summary>One container instance's log that there is reason to ask for.</summary>
/// <param name="ContainerId">The instance that the kubelet would answer with, by the pod's status.</param>
/// <param name="TailLines">Null: all of it. A container that is well is only glanced at, for what it says of its neighbours.</param>
internal sealed record LogWish(string Container, LogInstance Instance, string? ContainerId, int RestartCount, int? TailLines)
{
    /// <summary>For people: <c>the previous log of container web</c>.</summary>
    public string What => $"the {(Instance == LogInstance.Previous ? "previous" : "current")} log of container {Container}";
}

/// <summary>
/// Which logs a container has. While it waits for its next start, the kubelet answers with its last instance to either question; so only
/// one is asked. Pure.
/// </summary>
internal static class LogPlan
{
    private const int Glance = 500;

    public static IReadOnlyList<LogWish> For(ContainerStatus status)
    {
        var name = status.Name ?? "";
        var restarts = status.RestartCount ?? 0;
        var last = status.LastState?.Terminated;
        if (status.State?.Waiting is not null || status.State is null)
        {
            return last is null ? [] : [new(name, LogInstance.Previous, last.ContainerID, restarts, null)];
        }

        var current = new LogWish(name, LogInstance.Current, status.State.Terminated?.ContainerID ?? status.ContainerID, restarts, IsWell(status) ? Glance : null);
        return last is null && restarts == 0
            ? [current]
            : [new(name, LogInstance.Previous, last?.ContainerID, Math.Max(0, restarts - 1), null), current];
    }

    /// <summary>A container that has never run has no log, and it matters to know that there is nothing to look for.</summary>
    public static Gap? WhyNone(ContainerStatus status) =>
        status.State?.Waiting is { } waiting && status.LastState?.Terminated is null
            ? new()
            {
                What = $"the log of container {status.Name}",
                Reason = GapReason.NotThere,
                Detail = $"it has not been started yet ({waiting.Reason ?? "waiting"})",
                Container = status.Name,
            }
            : null;

    private static bool IsWell(ContainerStatus status) =>
        status.LastState?.Terminated is null && (status is { Ready: true, State.Running: not null } || status.State?.Terminated is { ExitCode: 0 });
}
