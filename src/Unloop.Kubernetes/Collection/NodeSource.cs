using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Collection;

/// <summary>The node that the pod is on: its conditions, architecture and versions.</summary>
internal sealed class NodeSource : IEvidenceSource
{
    public async Task<Share> CollectAsync(PodCase pod, CancellationToken cancellationToken)
    {
        if (pod.Pod.Spec?.NodeName is not { Length: > 0 } name)
        {
            return Share.Nothing;
        }

        var result = await pod.Snapshot.GetAsync(ApiRequest.Get("nodes", null, name), ApiJson.Default.Node);
        return result.TryGet(out var node, out var error)
            ? new(evidence => evidence with { Node = NodeMapper.Map(node) }, [])
            : Share.Missing(error, $"the node {name}");
    }
}
