using Unloop.Core.Facts;

namespace Unloop.Evidence.Offline;

/// <summary>What the files do not hold, with the command that would get it.</summary>
internal static class OfflineGaps
{
    public static IEnumerable<Gap> Of(PodEvidence pod)
    {
        var target = pod.Subject.Namespace is { } space ? $"{pod.Subject.Pod} -n {space}" : pod.Subject.Pod;
        if (pod.Containers.All(c => c.State is null && c.LastState is null))
        {
            yield return Missing("status of the containers", null, $"kubectl get pod {target} -o yaml");
        }

        foreach (var container in pod.Containers.Where(IsUnwell))
        {
            if (!pod.LogsOf(container.Name).Any() && (container.Termination is not null || container.RestartCount > 0))
            {
                yield return Missing($"previous log of container {container.Name}", container.Name, $"kubectl logs {target} -c {container.Name} --previous");
            }

            if (!container.OutlineKnown && !container.SpecKnown)
            {
                yield return Missing($"spec of container {container.Name}", container.Name, $"kubectl get pod {target} -o yaml");
            }
        }

        if (pod.Events.Count == 0)
        {
            yield return Missing("events of the pod", null, $"kubectl get events --field-selector involvedObject.name={target}");
        }

        foreach (var log in pod.Logs.Where(l => l.Truncated))
        {
            var word = log.Instance == LogInstance.Previous ? "previous" : "current";
            yield return new Gap { What = $"end of the {word} log of container {log.Container}", Reason = GapReason.Truncated, Container = log.Container, Detail = $"only its first {log.TotalBytes} bytes were read" };
        }
    }

    private static bool IsUnwell(ContainerFacts container) =>
        container.RestartCount > 0 || container.LastState is not null
        || container.WaitingReason is not (null or "PodInitializing" or "ContainerCreating") || container.State is { Phase: StatePhase.Terminated, ExitCode: not 0 };

    private static Gap Missing(string what, string? container, string command) =>
        new() { What = what, Reason = GapReason.NotThere, Container = container, Detail = "not among the files", Command = command };
}
