using Unloop.Core.Facts;
using Unloop.Core.Stability;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Evidence.Redaction;

namespace Unloop.Kubernetes.Verifying;

/// <summary>A pod object as one row of a rollout. Pure.</summary>
internal static class ObservedPods
{
    public static ObservedPod Of(Pod pod, bool isNew)
    {
        var conditions = pod.Status?.Conditions ?? [];
        var ready = conditions.FirstOrDefault(c => c?.Type == "Ready");
        return new()
        {
            Name = pod.Metadata?.Name ?? "",
            Uid = pod.Metadata?.Uid ?? "",
            IsNew = isNew,
            Phase = pod.Status?.Phase,
            Status = PodStatusText.Of(pod),
            Node = pod.Spec?.NodeName is { Length: > 0 } node ? node : null,
            Ready = ready?.Status == "True",
            ReadyChangedAt = ready?.LastTransitionTime,
            CreatedAt = pod.Metadata?.CreationTimestamp,
            Leaving = pod.Metadata?.DeletionTimestamp is not null,
            Unschedulable = conditions.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" })?.Message is { Length: > 0 } why ? Redactor.Text(why) : null,
            Containers = [.. ContainerMapper.Map(pod).Select(Of)],
        };
    }

    private static ObservedContainer Of(ContainerFacts container) => new(
        container.Name, container.Type, container.RestartCount, container.Ready ?? false, container.State, container.LastState, container.ImageId);
}
