using Unloop.Core.Facts;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Scaling;

/// <summary>What the cluster serves, by discovery, which Kubernetes grants to everybody.</summary>
/// <param name="Minor">The version of Kubernetes as far as what it serves shows: 23, 21, 20 or 18, each meaning that one or (of the first) later, (of the others) little else.</param>
internal sealed record ServedApis(string Autoscaling, string Policy, int Minor, bool? ResourceMetrics, bool CustomMetrics, bool ExternalMetrics, bool Keda)
{
    public static async Task<ServedApis> AskAsync(ApiClient client, List<Gap> gaps, CancellationToken cancellationToken)
    {
        async Task<ApiResult<ApiResourceList>> Ask(string group, string version) =>
            await client.GetAsync(ApiRequest.Discovery(group, version), DiscoveryJson.Default.ApiResourceList, cancellationToken);
        async Task<bool> Serves(string group, string version, string? kind) => (await Ask(group, version)).Value is { } list && (kind is null || list.Of(kind) is not null);

        var (v2, policy) = (await Serves("autoscaling", "v2", "HorizontalPodAutoscaler"), await Serves("policy", "v1", "PodDisruptionBudget"));
        var autoscaling = v2 ? "v2" : await Serves("autoscaling", "v2beta2", "HorizontalPodAutoscaler") ? "v2beta2" : "v1";
        var minor = v2 ? 23 : policy ? 21 : await Serves("events.k8s.io", "v1", "Event") ? 20 : 18;
        var metrics = await Ask("metrics.k8s.io", "v1beta1");
        if (metrics.Error is { Kind: not ApiErrorKind.NotServed } error)
        {
            gaps.Add(error.ToGap("whether the cluster serves metrics.k8s.io"));
        }

        return new(
            autoscaling, policy ? "v1" : "v1beta1", minor,
            metrics.Value is not null ? true : metrics.Error is { Kind: ApiErrorKind.NotServed } ? false : null,
            await Serves("custom.metrics.k8s.io", "v1beta2", null) || await Serves("custom.metrics.k8s.io", "v1beta1", null),
            await Serves("external.metrics.k8s.io", "v1beta1", null),
            await Serves("keda.sh", "v1alpha1", "ScaledObject"));
    }
}
