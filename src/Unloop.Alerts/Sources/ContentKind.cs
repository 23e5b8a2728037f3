namespace Unloop.Alerts.Sources;

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

    /// <summary>A list of rules, without the group that they belong in.</summary>
    PrometheusRulesAlone,
    PrometheusConfiguration,
    PrometheusUnitTests,
    VictoriaMetricsManifest,
    AlertmanagerConfiguration,
    AlertmanagerManifest,
    GrafanaAlerting,
    GrafanaDashboard,
    KubernetesManifest,
    OtherTerraform,
    DockerCompose,
    Unknown,
}

public static class ContentKinds
{
    /// <summary>Lists within lists, as kubectl makes none and generators make few.</summary>
    public const int DeepestList = 3;

    private static readonly Dictionary<string, ContentKind> Manifests = new(StringComparer.Ordinal)
    {
        ["DatadogMonitor"] = ContentKind.DatadogManifest,
        ["DatadogGenericResource"] = ContentKind.DatadogManifest,
        ["PrometheusRule"] = ContentKind.PrometheusRuleManifest,
        ["AlertmanagerConfig"] = ContentKind.AlertmanagerManifest,
        ["GrafanaAlertRuleGroup"] = ContentKind.GrafanaAlerting,
        ["DatadogDashboard"] = ContentKind.DatadogDashboard,
        ["VMRule"] = ContentKind.VictoriaMetricsManifest,
    };

    /// <summary>Of each document, each kind once; empty for an empty file.</summary>
    public static IReadOnlyList<ContentKind> Of(SourceTree tree) => [.. tree.Documents.SelectMany(d => Of(d)).Distinct()];

    /// <summary>Of a list and of a List the kinds of what is in it.</summary>
    public static IEnumerable<ContentKind> Of(SourceNode document) => Of(document, 0);

    /// <summary>Whether it is an object of Kubernetes; Grafana's files have an <c>apiVersion</c> too.</summary>
    public static bool IsManifest(SourceNode document) => document is SourceMap map && map["apiVersion"]?.Text is not null && map["kind"]?.Text is not null;

    /// <summary>The items of a List; null for any other object.</summary>
    public static IReadOnlyList<SourceNode>? ItemsOf(SourceMap manifest) =>
        manifest["items"] is SourceList items && manifest["kind"]?.Text?.Value.EndsWith("List", StringComparison.Ordinal) == true ? items.Elements : null;

    private static IEnumerable<ContentKind> Of(SourceNode document, int depth)
    {
        var within = document is SourceList list ? list.Elements : document is SourceMap manifest && IsManifest(manifest) ? ItemsOf(manifest) : null;
        return within switch
        {
            not null when depth == DeepestList => [ContentKind.Unknown],
            [] when document is SourceList => [ContentKind.Unknown],
            not null => within.SelectMany(e => Of(e, depth + 1)),
            _ when document is not SourceMap => [ContentKind.Unknown],
            _ when IsManifest(document) => [OfManifest(((SourceMap)document)["kind"]!.Text!.Value)],
            _ => [OfKeys((SourceMap)document)],
        };
    }

    private static ContentKind OfManifest(string kind) => Manifests.GetValueOrDefault(kind, ContentKind.KubernetesManifest);

    private static ContentKind OfKeys(SourceMap map)
    {
        bool Has(string key) => map[key] is not null;
        return map.Entries.Any(e => e.Value is SourceBlock) ? OfTerraform(map)
            : Has("widgets") || Has("layout_type") ? ContentKind.DatadogDashboard
            : Has("panels") || Has("schemaVersion") ? ContentKind.GrafanaDashboard
            : Has("scrape_configs") || Has("remote_write") ? ContentKind.PrometheusConfiguration
            : Has("rule_files") ? (Has("tests") ? ContentKind.PrometheusUnitTests : ContentKind.PrometheusConfiguration)
            : Has("receivers") && (Has("route") || Has("inhibit_rules")) ? ContentKind.AlertmanagerConfiguration
            : Has("contactPoints") || Has("policies") || Has("muteTimes") || IsOfGrafana(map) ? ContentKind.GrafanaAlerting
            : Has("groups") ? ContentKind.PrometheusRules
            : Has("expr") && (Has("alert") || Has("record")) ? ContentKind.PrometheusRulesAlone
            : Has("monitors") || map.Find("definition", "query") is not null || (Has("query") && !Has("expr")) || (Has("type") && Has("options")) ? ContentKind.DatadogMonitor
            : Has("resource") ? ContentKind.OtherTerraform
            : Has("services") ? ContentKind.DockerCompose
            : ContentKind.Unknown;
    }

    private static ContentKind OfTerraform(SourceMap body)
    {
        var resources = body.Entries.Where(e => e.Key.Value == "resource").Select(e => e.Value).OfType<SourceBlock>();
        return resources.Any(r => r.Labels is [{ Value: "datadog_monitor" or "datadog_monitor_json" }, ..]) ? ContentKind.DatadogTerraform : ContentKind.OtherTerraform;
    }

    private static bool IsOfGrafana(SourceMap map)
    {
        var group = map.Find("groups")?.Items is [var first, ..] ? first : null;
        return group?.Find("folder") is not null || group?.Find("orgId") is not null || map["grafana_alert"] is not null || (map["condition"] is not null && map["data"] is not null)
            || group?.Find("rules")?.Items.Any(r => r.Find("data") is not null || r.Find("condition") is not null) == true;
    }

    /// <summary>What it is called, with an article where it has one.</summary>
    public static string Words(ContentKind kind) => kind switch
    {
        ContentKind.DatadogMonitor => "a monitor of Datadog",
        ContentKind.DatadogTerraform => "Terraform with monitors of Datadog",
        ContentKind.DatadogManifest => "a manifest of a monitor of Datadog",
        ContentKind.DatadogDashboard => "a dashboard of Datadog",
        ContentKind.PrometheusRules or ContentKind.PrometheusRuleManifest => "rules of Prometheus",
        ContentKind.PrometheusRulesAlone => "a list of rules without their group",
        ContentKind.PrometheusConfiguration => "a configuration of Prometheus itself",
        ContentKind.PrometheusUnitTests => "a unit test for promtool",
        ContentKind.VictoriaMetricsManifest => "a VMRule of VictoriaMetrics, whose expressions are MetricsQL",
        ContentKind.AlertmanagerConfiguration => "a configuration of Alertmanager",
        ContentKind.AlertmanagerManifest => "an AlertmanagerConfig, which routes alerts and has no rules",
        ContentKind.GrafanaAlerting => "alerting of Grafana",
        ContentKind.GrafanaDashboard => "a dashboard of Grafana",
        ContentKind.KubernetesManifest => "a manifest, but of no kind that holds alerts",
        ContentKind.OtherTerraform => "Terraform without a datadog_monitor or datadog_monitor_json",
        ContentKind.DockerCompose => "a file of Docker Compose",
        _ => "neither a monitor of Datadog (JSON, Terraform, manifest) nor a rule file of Prometheus",
    };

    /// <summary>The name of a kind of manifest, or what it is where more is known of it.</summary>
    public static string Words(string kind) => OfManifest(kind) is var known and not (ContentKind.KubernetesManifest or ContentKind.DatadogManifest) ? Words(known) : kind;

    /// <summary>What a file of that kind is, and what to do with it: <c>is a dashboard of Datadog; …</c></summary>
    public static string Says(ContentKind kind) =>
        (kind is ContentKind.PrometheusRules or ContentKind.PrometheusRuleManifest ? "holds " : "is ") + Words(kind) + (Advice(kind) is { } advice ? $"; {advice}" : "");

    /// <summary>What to do with it instead; null where nothing can be said.</summary>
    public static string? Advice(ContentKind kind) => kind switch
    {
        ContentKind.DatadogMonitor or ContentKind.DatadogTerraform or ContentKind.DatadogManifest => "check it with --provider datadog",
        ContentKind.PrometheusRules or ContentKind.PrometheusRuleManifest => "check them with --provider prometheus",
        ContentKind.PrometheusRulesAlone => "write them as groups: [{name, rules}]",
        ContentKind.PrometheusConfiguration => "give the files that its rule_files names",
        ContentKind.PrometheusUnitTests => "run it with 'promtool test rules', and give the files that its rule_files names",
        ContentKind.AlertmanagerConfiguration => "give the rules that it routes too, and check it by itself with 'amtool check-config'",
        ContentKind.AlertmanagerManifest => "give the rules, and Alertmanager's whole configuration",
        ContentKind.GrafanaAlerting => "'monitor lint' takes rules of Prometheus and monitors of Datadog: export the rule's query and give it with --query",
        ContentKind.DatadogDashboard or ContentKind.GrafanaDashboard => "'monitor lint' takes rules of Prometheus and monitors of Datadog",
        ContentKind.KubernetesManifest => "those are DatadogMonitor, DatadogGenericResource and PrometheusRule",
        _ => null,
    };
}
