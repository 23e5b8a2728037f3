using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Collection;

/// <summary>What the containers use just now, where the cluster serves metrics.k8s.io. Many do not; nothing waits for it.</summary>
internal sealed class UsageSource : IEvidenceSource
{
    public async Task<Share> CollectAsync(PodCase pod, CancellationToken cancellationToken)
    {
        var request = ApiRequest.Get("pods", pod.Namespace, pod.Name, "metrics.k8s.io", "v1beta1") with { Optional = true };
        var result = await pod.Snapshot.GetAsync(request, ApiJson.Default.PodMetrics);
        if (!result.TryGet(out var metrics, out var error))
        {
            return Share.Missing(error, "the pod's use of memory and CPU");
        }

        var usage = (metrics.Containers ?? []).Where(c => c?.Name is not null).DistinctBy(c => c.Name).ToDictionary(c => c.Name!, c => c.Usage);
        return new(evidence => evidence with { Containers = [.. evidence.Containers.Select(c => Add(c, usage.GetValueOrDefault(c.Name)))] }, []);
    }

    private static ContainerFacts Add(ContainerFacts container, IReadOnlyDictionary<string, string?>? usage) => usage is null ? container : container with
    {
        Resources = container.Resources with { CpuUsage = usage.GetValueOrDefault("cpu"), MemoryUsage = usage.GetValueOrDefault("memory") },
    };
}
