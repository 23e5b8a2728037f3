namespace Unloop.Alerts.Generation;

/// <summary>What single targets need to know beside the alerts; nothing of it is a secret.</summary>
public sealed record TargetSettings
{
    /// <summary>Where the manifests of the operators go; null: their reader decides (kubectl's own namespace).</summary>
    public string? ManifestNamespace { get; init; }

    /// <summary>Labels that the cluster's Prometheus selects PrometheusRules by, as <c>release: kube-prometheus-stack</c>; null: nobody said.</summary>
    public IReadOnlyDictionary<string, string>? RuleLabels { get; init; }

    /// <summary>The folder, where Alertmanager or Grafana runs, that holds one file for each credential; null: <c>/etc/alertmanager/secrets</c>, <c>/etc/grafana/secrets</c>.</summary>
    public string? SecretsFolder { get; init; }

    /// <summary>Older ones do not start with what newer ones know.</summary>
    public Version AlertmanagerVersion { get; init; } = new(0, 28);

    /// <summary><c>host:port</c>.</summary>
    public string? SmtpSmarthost { get; init; }

    public string? SmtpFrom { get; init; }

    /// <summary>The uid of Grafana's Prometheus data source.</summary>
    public string DatasourceUid { get; init; } = "prometheus";

    /// <summary>The folder of Grafana that the rules lie in.</summary>
    public string GrafanaFolder { get; init; } = "Unloop";
}
