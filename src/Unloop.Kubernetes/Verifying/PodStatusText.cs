using Unloop.Evidence.Api;

namespace Unloop.Kubernetes.Verifying;

/// <summary>
/// The STATUS that <c>kubectl get pods</c> prints, by the rules of the API server's own printer (<c>printPod</c> in
/// <c>pkg/printers/internalversion/printers.go</c>). Pure.
/// </summary>
internal static class PodStatusText
{
    public static string Of(Pod pod)
    {
        var status = pod.Status;
        var conditions = status?.Conditions ?? [];
        var text = conditions.Any(c => c is { Type: "PodScheduled", Reason: "SchedulingGated" }) ? "SchedulingGated"
            : status?.Reason is { Length: > 0 } reason ? reason
            : status?.Phase ?? "Unknown";
        var initializing = Initializing(pod);
        text = initializing ?? text;
        if (initializing is null || conditions.Any(c => c is { Type: "Initialized", Status: "True" }))
        {
            text = OfContainers(status, conditions, text);
        }

        return pod.Metadata?.DeletionTimestamp is null ? text
            : status?.Reason == "NodeLost" ? "Unknown"
            : status?.Phase is "Succeeded" or "Failed" ? text
            : "Terminating";
    }

    /// <summary>The first init container that is not through; null when all are.</summary>
    private static string? Initializing(Pod pod)
    {
        var specs = (pod.Spec?.InitContainers ?? []).Where(c => c?.Name is not null).ToList();
        var sidecars = specs.Where(c => c.RestartPolicy == "Always").Select(c => c.Name!).ToHashSet();
        var statuses = (pod.Status?.InitContainerStatuses ?? []).OfType<ContainerStatus>().ToList();
        for (var i = 0; i < statuses.Count; i++)
        {
            var (state, isSidecar) = (statuses[i].State, sidecars.Contains(statuses[i].Name ?? ""));
            if (state?.Terminated is { ExitCode: 0 } || (isSidecar && statuses[i].Started == true))
            {
                continue;
            }

            return state switch
            {
                { Terminated: { } ended } => "Init:" + Ended(ended),
                { Waiting.Reason: { Length: > 0 } reason } when reason != "PodInitializing" => "Init:" + reason,
                _ => $"Init:{i}/{specs.Count}",
            };
        }

        return null;
    }

    private static string OfContainers(PodStatus? status, IReadOnlyList<Condition> conditions, string text)
    {
        var hasRunning = false;
        foreach (var container in (status?.ContainerStatuses ?? []).OfType<ContainerStatus>().Reverse())
        {
            switch (container.State)
            {
                case { Waiting.Reason: { Length: > 0 } reason }:
                    text = reason;
                    break;
                case { Terminated: { } ended }:
                    text = Ended(ended);
                    break;
                case { Running: not null } when container.Ready == true:
                    hasRunning = true;
                    break;
                default:
                    break;
            }
        }

        return text != "Completed" || !hasRunning ? text
            : conditions.Any(c => c is { Type: "Ready", Status: "True" }) ? "Running" : "NotReady";
    }

    private static string Ended(TerminatedState ended) =>
        ended.Reason is { Length: > 0 } reason ? reason
        : ended.Signal is { } signal and not 0 ? $"Signal:{signal}"
        : $"ExitCode:{ended.ExitCode ?? 0}";
}
