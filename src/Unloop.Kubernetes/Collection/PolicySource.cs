using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Collection;

/// <summary>What the namespace allows and fills in: LimitRanges and ResourceQuotas.</summary>
internal sealed class PolicySource : IEvidenceSource
{
    public async Task<Share> CollectAsync(PodCase pod, CancellationToken cancellationToken)
    {
        var limits = pod.Snapshot.ListAsync(ApiRequest.List("limitranges", pod.Namespace), ApiJson.Default.LimitRangeList);
        var quotas = await pod.Snapshot.ListAsync(ApiRequest.List("resourcequotas", pod.Namespace), ApiJson.Default.ResourceQuotaList);
        var ranges = await limits;
        IReadOnlyList<PolicyFact> policies = [.. (ranges.Value ?? []).Select(PolicyMapper.Map), .. (quotas.Value ?? []).Select(PolicyMapper.Map)];
        var gaps = new[] { ranges.Error?.ToGap("the LimitRanges of the namespace"), quotas.Error?.ToGap("the ResourceQuotas of the namespace") };
        return new(evidence => evidence with { Policies = policies }, [.. gaps.OfType<Gap>()]);
    }
}
