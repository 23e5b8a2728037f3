using System.Text.RegularExpressions;
using Unloop.Alerts.Marked;

namespace Unloop.Alerts.Prometheus.Reading;

/// <summary>Tells what a file is that holds no Prometheus rules.</summary>
public static partial class OtherFiles
{
    /// <summary>What stands at the top, and what that makes of the file; the first whose fields are all there.</summary>
    private static readonly (string[] Fields, string What)[] Known =
    [
        (["route", "receivers"], "a configuration of Alertmanager"),
        (["receivers", "inhibit_rules"], "a configuration of Alertmanager"),
        (["scrape_configs"], "a configuration of Prometheus itself"),
        (["rule_files", "tests"], "a unit test for promtool"),
        (["rule_files"], "a configuration of Prometheus itself"),
        (["contactPoints"], "provisioning of Grafana (contact points)"),
        (["policies", "apiVersion"], "provisioning of Grafana (notification policies)"),
        (["panels", "title"], "a dashboard of Grafana"),
        (["query", "type", "options"], "a monitor of Datadog"),
        (["query", "type", "message"], "a monitor of Datadog"),
        (["query", "type", "name"], "a monitor of Datadog"),
        (["definition", "title"], "a monitor of Datadog, as its integrations ship them"),
        (["resource"], "Terraform in JSON"),
        (["services"], "a file of Docker Compose"),
    ];

    private static readonly Dictionary<string, string> KnownKinds = new(StringComparer.Ordinal)
    {
        ["DatadogMonitor"] = "a DatadogMonitor, which is checked as such",
        ["VMRule"] = "a VMRule of VictoriaMetrics, whose expressions are MetricsQL",
        ["AlertmanagerConfig"] = "an AlertmanagerConfig, which routes alerts and has no rules",
    };

    /// <summary>Whether a document is an object of Kubernetes.</summary>
    public static bool IsManifest(MarkedNode document) =>
        document is MarkedMapping mapping && mapping.Field("apiVersion") is MarkedScalar { IsNull: false, Value: not "1" } && mapping.Field("kind") is MarkedScalar;

    /// <summary>With an article, without full stop; null where it is nothing that is known.</summary>
    public static string? Recognise(MarkedNode document)
    {
        if (document is MarkedSequence { Items: [MarkedMapping first, ..] })
        {
            return first.Field("alert") is not null || first.Field("record") is not null ? "a list of rules without their group (groups: [{name, rules}])" : Recognise(first) is { } one ? $"a list, of {one}" : null;
        }

        if (document is not MarkedMapping mapping)
        {
            return null;
        }

        if (mapping.Field("groups") is MarkedSequence { Items: [MarkedMapping group, ..] } && (group.Field("folder") is not null || group.Field("orgId") is not null))
        {
            return "provisioning of Grafana (alert rules)";
        }

        return Known.FirstOrDefault(k => k.Fields.All(f => mapping.Field(f) is not null)).What;
    }

    /// <summary>What kinds a file of manifests holds, in words.</summary>
    internal static string Kinds(IReadOnlyList<MarkedNode> documents)
    {
        var kinds = documents.OfType<MarkedMapping>().Select(d => d.Text("kind")).OfType<string>().Distinct().Select(k => KnownKinds.GetValueOrDefault(k, k)).ToList();
        return kinds.Count <= 4 ? string.Join(", ", kinds) : $"{string.Join(", ", kinds.Take(3))} and {kinds.Count - 3} other kinds";
    }

    /// <summary>A file that becomes rules only when another program has run over it.</summary>
    internal static YamlError? Template(string file, string text)
    {
        if (HasEnding(file, ".tf"))
        {
            return new(new(1, 1), "this is Terraform, no file of Prometheus rules");
        }

        if (HasEnding(file, ".jsonnet", ".libsonnet") || Jsonnet().Match(text) is { Success: true })
        {
            return new(Place(text, Jsonnet().Match(text)), "this is jsonnet, which becomes rules only when it is evaluated: write what 'jsonnet FILE' prints into a file, and check that");
        }

        return Helm().Match(text) is { Success: true } helm
            ? new(Place(text, helm), "this is a template of Helm, which becomes rules only when it is rendered: check what 'helm template RELEASE CHART' prints")
            : null;
    }

    private static bool HasEnding(string file, params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (file.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static TextPlace Place(string text, Match match) => match.Success ? new LineIndex(text).At(match.Index) : new(1, 1);

    /// <summary>What no YAML has outside strings: <c>local x =</c> at a line's beginning, <c>+::</c>, <c>|||</c>, the mixins' <c>$._config</c>.</summary>
    [GeneratedRegex(@"^[ \t]*local [A-Za-z_]+ *=|\+::|:::|\|\|\||\$\._config|%\([A-Za-z]+\)[sdg]", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Jsonnet();

    /// <summary>
    /// What Prometheus' own templates have not, which annotations hold: <c>.Values</c> and its like, <c>include</c>, and braces that are quoted to come through Helm (<c>{{`{{ $value }}`}}</c>);
    /// a raw string without them is a text of Prometheus' own.
    /// </summary>
    [GeneratedRegex(@"\{\{-?[^}\n]*(\.Values\b|\.Release\.|\.Chart\.|\.Capabilities\.|\binclude ""|\btoYaml\b)|\{\{-? *`[^`\n]*\{\{|^\{\{-? *(if|define|range|with) ", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Helm();
}
