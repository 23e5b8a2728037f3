using Unloop.Core.Facts;

namespace Unloop.Alerts.Prometheus;

/// <summary>Where PrometheusRules go in a cluster, with which labels, and what one sees of Prometheus there; one sentence each. Pure.</summary>
public sealed record RulePlace(string Namespace, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<string> Sights, IReadOnlyList<string> Warnings)
{
    /// <param name="wanted">The namespace that somebody asked for; null: where what is watched is, if some Prometheus looks there.</param>
    /// <param name="watched">The namespace of what is watched; null: the whole cluster.</param>
    /// <param name="fallback">The context's own namespace.</param>
    public static RulePlace Of(MonitoringSetup setup, string? wanted, string? watched, string fallback)
    {
        var space = wanted ?? watched ?? setup.Prometheus.Select(p => p.Namespace).FirstOrDefault() ?? fallback;
        var selection = RuleSelection.Among(setup, space);
        if (wanted is null && selection is { IsPossible: false, Namespaces: [var other, ..] } && RuleSelection.Among(setup, other) is { IsPossible: true } elsewhere)
        {
            (space, selection) = (other, elsewhere);
        }

        return new(space, selection?.Labels ?? new Dictionary<string, string>(), [.. Seen(setup, selection, space)], [.. Doubts(setup, selection)]);
    }

    private static IEnumerable<string> Seen(MonitoringSetup setup, RuleSelection? selection, string space)
    {
        if (selection is { IsPossible: true } possible)
        {
            var labels = possible.Labels.Count == 0 ? "with any labels" : $"with {string.Join(", ", possible.Labels.Select(l => $"{l.Key}={l.Value}"))}";
            yield return $"Prometheus {possible.Prometheus.Namespace}/{possible.Prometheus.Name} takes rules from namespace {space} {labels}.";
        }

        yield return setup.KubeStateMetrics is { } metrics ? $"kube-state-metrics{(metrics.Version is { } version ? $" {version}" : "")}: {metrics.Workload} in namespace {metrics.Namespace}."
            : setup.Gaps.Count > 0 ? "No kube-state-metrics was seen, and not everything could be looked at."
            : "There is no kube-state-metrics in this cluster, without which none of the rules has data. Install it: 'helm repo add prometheus-community https://prometheus-community.github.io/helm-charts && helm install kube-state-metrics prometheus-community/kube-state-metrics -n monitoring --create-namespace'";
        foreach (var gap in setup.Gaps)
        {
            yield return $"Not seen: {gap.What} ({gap.Detail}).";
        }
    }

    private static IEnumerable<string> Doubts(MonitoringSetup setup, RuleSelection? selection)
    {
        if (selection is null && setup.HasPrometheusRules)
        {
            yield return "No Prometheus object was seen: nothing says which labels rules need to be loaded.";
        }

        if (selection?.Obstacle is { } obstacle)
        {
            yield return $"The rules would not be loaded. {obstacle}";
        }
    }
}
