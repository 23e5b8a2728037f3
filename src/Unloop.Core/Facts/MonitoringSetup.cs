namespace Unloop.Core.Facts;

/// <summary>What watches a cluster, as far as the API server tells. No credential is read.</summary>
public sealed record MonitoringSetup
{
    /// <summary>Null: no Datadog Agent was found.</summary>
    public DatadogSetup? Datadog { get; init; }

    /// <summary>The Prometheus objects of the Prometheus Operator; empty where it is not installed, or has none.</summary>
    public IReadOnlyList<PrometheusSetup> Prometheus { get; init; } = [];

    /// <summary>Whether the API serves <c>monitoring.coreos.com/v1</c> PrometheusRules.</summary>
    public bool HasPrometheusRules { get; init; }

    /// <summary>Null: no kube-state-metrics was found.</summary>
    public KubeStateMetricsSetup? KubeStateMetrics { get; init; }

    /// <summary>By namespace, for <see cref="PrometheusSetup.RuleNamespaceSelector"/>; null where no Prometheus asks for them, or they could not be read.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? NamespaceLabels { get; init; }

    /// <summary>What could not be seen, and so may be there.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

/// <summary>What there is of Datadog; a part that was not found is null.</summary>
/// <param name="Namespace">Empty where nothing but the custom resources was found.</param>
/// <param name="Agents">The node Agents' DaemonSet; where there are several (one for each system), that of the most nodes.</param>
/// <param name="DesiredAgents">Nodes that should have one, of all the DaemonSets.</param>
/// <param name="ClusterAgent">The Cluster Agent's Deployment; null where there is none, and then no <c>kubernetes_state.*</c> metric either.</param>
/// <param name="HasKubeStateCore">Whether the <c>kubernetes_state_core</c> check is on; null where that cannot be told.</param>
/// <param name="Site"><c>DD_SITE</c> of the Agent; null is <c>datadoghq.com</c>.</param>
/// <param name="ClusterName"><c>DD_CLUSTER_NAME</c> of the Agent; without it most clusters have no <c>kube_cluster_name</c>.</param>
/// <param name="Version">Of the image's tag, as it stands there; null where the image is named by digest alone.</param>
/// <param name="HasMonitorResources">Whether the API serves DatadogMonitors.</param>
/// <param name="ClusterChecksRunner">The Deployment that runs cluster checks; null: the node Agents do.</param>
public sealed record DatadogSetup(
    string Namespace, string? Agents, int DesiredAgents, int ReadyAgents, string? ClusterAgent, bool? HasKubeStateCore, string? Site, string? ClusterName,
    string? Version, bool HasMonitorResources, string? ClusterChecksRunner = null);

/// <summary>One Prometheus of the Prometheus Operator.</summary>
/// <param name="RuleSelector">Labels that a PrometheusRule must have; null: none is selected; empty: all are.</param>
/// <param name="RuleNamespaceSelector">Labels that its namespace must have; null: only the Prometheus' own namespace; empty: all.</param>
/// <param name="ScrapeInterval">As written: <c>30s</c>; null is the operator's default.</param>
public sealed record PrometheusSetup(
    string Namespace, string Name, LabelRequirements? RuleSelector, LabelRequirements? RuleNamespaceSelector, string? ScrapeInterval, string? EvaluationInterval);

/// <summary>A label selector as the API writes it.</summary>
public sealed record LabelRequirements(IReadOnlyDictionary<string, string> MatchLabels, IReadOnlyList<LabelExpression> MatchExpressions);

/// <param name="Operator"><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</param>
public sealed record LabelExpression(string Key, string Operator, IReadOnlyList<string> Values);

/// <param name="Workload">As it is typed: <c>deployment/kube-state-metrics</c>.</param>
public sealed record KubeStateMetricsSetup(string Namespace, string Workload, string? Version);
