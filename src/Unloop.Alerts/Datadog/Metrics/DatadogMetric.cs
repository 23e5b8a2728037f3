namespace Unloop.Alerts.Datadog.Metrics;

/// <summary>A metric that the Datadog Agent sends about pods; https://docs.datadoghq.com/containers/kubernetes/data_collected/</summary>
/// <param name="Check">The Agent's check that sends it: <c>kubelet</c> on every node, or <c>kubernetes_state_core</c> in the Cluster Agent.</param>
/// <param name="IsCumulative">It only grows as long as the pod lives: a gauge of a counter.</param>
/// <param name="IsSparse">It has points only while the state lasts that it tells of.</param>
/// <param name="Tags">That tell pods and workloads apart; tags of hosts come on top.</param>
/// <param name="Reasons">The only values of the tag <c>reason</c>; null: it has no such tag.</param>
public sealed record DatadogMetric(string Name, string Check, bool IsCumulative, bool IsSparse, IReadOnlyList<string> Tags, IReadOnlyList<string>? Reasons = null)
{
    public bool IsOfKubeState => Check == DatadogMetrics.KubeState;
}

/// <summary>A name that belongs to another product, or is spelt wrongly.</summary>
/// <param name="Name">As it is found in queries.</param>
/// <param name="Product">Whose it is.</param>
/// <param name="Meant">Datadog's name for the same.</param>
/// <param name="MayArrive">Who would have to send it, where such data does reach Datadog in some organisations; null: it never does.</param>
public sealed record LookAlike(string Name, string Product, string Meant, string? MayArrive = null);
