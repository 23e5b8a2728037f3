using Unloop.Alerts.Linting.Sources;

namespace Unloop.Alerts.Linting;

/// <summary>What a file holds, told by its content.</summary>
public enum ContentKind
{
    /// <summary>As Datadog's API writes monitors, or its own collections of them.</summary>
    DatadogMonitor,
    DatadogTerraform,

    /// <summary>A DatadogMonitor, or a DatadogGenericResource.</summary>
    DatadogManifest,
    DatadogDashboard,
    PrometheusRules,
    PrometheusRuleManifest,
    PrometheusConfiguration,
    PrometheusUnitTests,
    AlertmanagerConfiguration,
    AlertmanagerManifest,
    GrafanaRules,
    GrafanaDashboard,
    KubernetesManifest,
    OtherTerraform,
    Unknown,
}

public static class ContentKinds
{
    /// <summary>Of each document, each kind once; empty for an empty file.</summary>
    public static IReadOnlyList<ContentKind> Of(SourceTree tree) => [.. tree.Documents.SelectMany(d => Of(d, 0)).Distinct()];

    private static IEnumerable<ContentKind> Of(SourceNode document, int depth)
    {
        if (document is SourceList list)
        {
            return list.Elements.Count == 0 ? [ContentKind.Unknown] : list.Elements.SelectMany(e => depth < 2 ? Of(e, depth + 1) : [ContentKind.Unknown]);
        }

        if (document is not SourceMap map)
        {
            return [ContentKind.Unknown];
        }

        return map.Find("kind")?.Text?.Value is { } kind && map["apiVersion"] is not null
            ? kind.EndsWith("List", StringComparison.Ordinal) && map["items"] is SourceList items ? items.Elements.SelectMany(i => Of(i, depth + 1)) : [OfManifest(kind)]
            : map.Entries.Any(e => e.Value is SourceBlock) ? OfTerraform(map) : [OfKeys(map)];
    }

    private static ContentKind OfManifest(string kind) => kind switch
    {
        "DatadogMonitor" or "DatadogGenericResource" => ContentKind.DatadogManifest,
        "PrometheusRule" => ContentKind.PrometheusRuleManifest,
        "AlertmanagerConfig" => ContentKind.AlertmanagerManifest,
        "GrafanaAlertRuleGroup" => ContentKind.GrafanaRules,
        "DatadogDashboard" => ContentKind.DatadogDashboard,
        _ => ContentKind.KubernetesManifest,
    };

    private static IEnumerable<ContentKind> OfTerraform(SourceMap body)
    {
        var resources = body.Entries.Where(e => e.Key.Value == "resource").Select(e => e.Value).OfType<SourceBlock>();
        return resources.Any(r => r.Labels is [{ Value: "datadog_monitor" or "datadog_monitor_json" }, ..]) ? [ContentKind.DatadogTerraform] : [ContentKind.OtherTerraform];
    }

    private static ContentKind OfKeys(SourceMap map)
    {
        bool Has(string key) => map[key] is not null;
        var rule = map.Find("groups")?.Items is [var first, ..] ? first : null;
        return Has("widgets") || Has("layout_type") ? ContentKind.DatadogDashboard
            : Has("panels") || Has("schemaVersion") ? ContentKind.GrafanaDashboard
            : Has("scrape_configs") || Has("remote_write") ? ContentKind.PrometheusConfiguration
            : Has("tests") && Has("rule_files") ? ContentKind.PrometheusUnitTests
            : Has("route") && Has("receivers") ? ContentKind.AlertmanagerConfiguration
            : Has("contactPoints") || Has("policies") || Has("muteTimes") ? ContentKind.GrafanaRules
            : rule?.Find("folder") is not null || rule?.Find("rules")?.Items.Any(r => r.Find("data") is not null || r.Find("condition") is not null) == true ? ContentKind.GrafanaRules
            : Has("grafana_alert") || (Has("condition") && Has("data")) ? ContentKind.GrafanaRules
            : Has("groups") ? ContentKind.PrometheusRules
            : Has("monitors") || map.Find("definition", "query") is not null || (Has("query") && !Has("expr")) || (Has("type") && Has("options")) ? ContentKind.DatadogMonitor
            : ContentKind.Unknown;
    }

    /// <summary>What it is called, and what takes it.</summary>
    public static string Says(ContentKind kind) => kind switch
    {
        ContentKind.DatadogMonitor or ContentKind.DatadogTerraform or ContentKind.DatadogManifest => "holds monitors of Datadog; check them with --provider datadog",
        ContentKind.PrometheusRules or ContentKind.PrometheusRuleManifest => "holds rules of Prometheus; check them with --provider prometheus",
        ContentKind.DatadogDashboard => "is a dashboard of Datadog; 'monitor lint' takes monitors",
        ContentKind.GrafanaDashboard => "is a dashboard of Grafana; 'monitor lint' takes rules of Prometheus and monitors of Datadog",
        ContentKind.GrafanaRules => "is alerting of Grafana; 'monitor lint' takes rules of Prometheus and monitors of Datadog: export the rule's query and give it with --query",
        ContentKind.PrometheusConfiguration => "is the configuration of Prometheus; give the files that its rule_files names",
        ContentKind.PrometheusUnitTests => "holds unit tests of rules; run them with 'promtool test rules', and give the files that its rule_files names",
        ContentKind.AlertmanagerConfiguration => "is the configuration of Alertmanager; give the rules that it routes too, and check it by itself with 'amtool check-config'",
        ContentKind.AlertmanagerManifest => "is a part of Alertmanager's configuration, for the alerts of its own namespace; give the rules, and Alertmanager's whole configuration",
        ContentKind.KubernetesManifest => "is a manifest, but of no kind that holds alerts: those are DatadogMonitor, DatadogGenericResource and PrometheusRule",
        ContentKind.OtherTerraform => "is Terraform without a datadog_monitor or datadog_monitor_json",
        _ => "is neither a monitor of Datadog (JSON, Terraform, manifest) nor a rule file of Prometheus",
    };
}
