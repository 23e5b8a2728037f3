using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Monitoring;

/// <summary>Looks what watches the cluster: workloads by their labels and images, the Prometheus Operator's objects, and what the API serves.</summary>
internal sealed class MonitoringView(ApiClient client) : IMonitoringView
{
    public const string PrometheusGroup = "monitoring.coreos.com";
    private const string DatadogGroup = "datadoghq.com";

    public async Task<MonitoringSight> LookAsync(CancellationToken cancellationToken)
    {
        var gaps = new List<Gap>();
        var operators = ServedAsync(PrometheusGroup, "v1", cancellationToken);
        var monitors = ServedAsync(DatadogGroup, "v1alpha1", cancellationToken);
        var lists = await Task.WhenAll(
            ListAsync("daemonsets", "daemonset", cancellationToken),
            ListAsync("deployments", "deployment", cancellationToken),
            ListAsync("statefulsets", "statefulset", cancellationToken));
        var (prometheus, datadog) = (await operators, await monitors);
        var errors = lists.Select(l => l.Error).Append(prometheus.Error).Append(datadog.Error).OfType<ApiError>().ToList();
        if (errors.Find(e => e.Kind is ApiErrorKind.Unauthorised or ApiErrorKind.Unreachable or ApiErrorKind.TimedOut or ApiErrorKind.Tls or ApiErrorKind.NotKubernetes) is { } unreachable)
        {
            return new(null, unreachable.ToProblem());
        }

        foreach (var (list, what) in lists.Zip((string[])["the DaemonSets of the Datadog Agent", "the Deployments of the Cluster Agent and of kube-state-metrics", "the StatefulSets of kube-state-metrics"]))
        {
            if (list.Error is { } error)
            {
                gaps.Add(error.ToGap(what));
            }
        }

        AddGap(gaps, prometheus, "whether the API serves PrometheusRules");
        AddGap(gaps, datadog, "whether the API serves DatadogMonitors");
        var workloads = lists.SelectMany(l => l.Value ?? []).ToList();
        var instances = prometheus.Value?.Of("Prometheus") is null ? [] : await PrometheusesAsync(gaps, cancellationToken);
        return new(new()
        {
            Datadog = DatadogParts.Detect(workloads, datadog.Value?.Of("DatadogMonitor") is not null, sawDeployments: lists[1].Error is null),
            Prometheus = instances,
            HasPrometheusRules = prometheus.Value?.Of("PrometheusRule") is not null,
            KubeStateMetrics = KubeStateMetrics.Detect(workloads),
            NamespaceLabels = instances.Any(p => p.RuleNamespaceSelector is { MatchLabels.Count: > 0 } or { MatchExpressions.Count: > 0 }) ? await NamespacesAsync(gaps, cancellationToken) : null,
            Gaps = gaps,
        });
    }

    private Task<ApiResult<ApiResourceList>> ServedAsync(string group, string version, CancellationToken cancellationToken) =>
        client.GetAsync(ApiRequest.Discovery(group, version), DiscoveryJson.Default.ApiResourceList, cancellationToken);

    private Task<ApiResult<List<WatchingWorkload>>> ListAsync(string plural, string kind, CancellationToken cancellationToken) =>
        client.ListAsync(ApiRequest.List(plural, null, "apps"), ApiJson.Default.WorkloadList, (workload, _) => WatchingWorkload.Of(kind, workload), cancellationToken);

    private async Task<IReadOnlyList<PrometheusSetup>> PrometheusesAsync(List<Gap> gaps, CancellationToken cancellationToken)
    {
        var request = ApiRequest.List("prometheuses", null, PrometheusGroup);
        var result = await client.ListAsync<PrometheusObject, PrometheusSetup>(request, PrometheusJson.Default.PrometheusList, (item, _) => item.ToSetup(), cancellationToken);
        if (result.TryGet(out var found, out var error))
        {
            return [.. found.OrderBy(p => p.Namespace, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal)];
        }

        gaps.Add(error.ToGap("which labels and namespaces Prometheus selects rules by"));
        return [];
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>?> NamespacesAsync(List<Gap> gaps, CancellationToken cancellationToken)
    {
        var request = ApiRequest.List("namespaces", null) with { MetadataOnly = true };
        var result = await client.ListAsync(request, ApiJson.Default.PartialObjectList, cancellationToken);
        if (result.TryGet(out var found, out var error))
        {
            return found.Where(n => n.Metadata?.Name is not null).GroupBy(n => n.Metadata!.Name!).ToDictionary(
                n => n.Key,
                IReadOnlyDictionary<string, string> (n) => (n.First().Metadata!.Labels ?? new Dictionary<string, string?>()).ToDictionary(l => l.Key, l => l.Value ?? ""));
        }

        gaps.Add(error.ToGap("the labels of namespaces, by which Prometheus selects rules"));
        return null;
    }

    /// <summary>What is not served is an answer, and no gap.</summary>
    private static void AddGap(List<Gap> gaps, ApiResult<ApiResourceList> served, string what)
    {
        if (served.Error is { Kind: not ApiErrorKind.NotServed } error)
        {
            gaps.Add(error.ToGap(what));
        }
    }
}
