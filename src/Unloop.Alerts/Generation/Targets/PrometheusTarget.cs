using Unloop.Alerts.Generation.Testing;
using Unloop.Alerts.Generation.Writing;
using Unloop.Alerts.Prometheus;
using YamlDotNet.RepresentationModel;

namespace Unloop.Alerts.Generation.Targets;

/// <summary>A rule file, and its unit tests for promtool.</summary>
internal sealed class PrometheusTarget : AlertTarget
{
    public override string Name => "prometheus";

    public override string Writes => "a rule file, and unit tests of it for promtool";

    public override Generated Write(AlertRequest request, IReadOnlyList<Alert> alerts)
    {
        var rules = $"{request.Scope.Slug}-rules.yaml";
        return new(
            [
                new GeneratedFile(rules, Yaml.Write(Mark(request), Yaml.Map(("groups", Yaml.List([RuleGroups.Of(request, alerts)]))))),
                new GeneratedFile($"{request.Scope.Slug}-test.yaml", Yaml.Write(Mark(request), PromtoolTests.Of(rules, alerts))),
            ],
            PrometheusNotes.Of(alerts));
    }

    public override IReadOnlyList<string> Next(string folder, Generated generated) =>
        [$"promtool check rules {folder}/{generated.Files[0].Path}", $"promtool test rules {folder}/{generated.Files[1].Path}"];
}

/// <summary>What all of Prometheus' targets have to say.</summary>
internal static class PrometheusNotes
{
    public static IReadOnlyList<string> Of(IReadOnlyList<Alert> alerts) =>
    [
        "All rules need Prometheus 2.26 or later, and kube-state-metrics, scraped at least every 2 minutes with honor_labels: true; without that, pod and namespace are its own.",
        .. alerts.SelectMany(a => a.Words.Blind.Prometheus.Select(b => $"{a.Id} does not see: {b}")),
    ];
}

/// <summary>A group of rules as YAML, for files and for manifests.</summary>
internal static class RuleGroups
{
    public static YamlNode Of(AlertRequest request, IReadOnlyList<Alert> alerts) =>
        Yaml.Map(("name", Yaml.Text($"unloop-{request.Scope.Slug}")), ("rules", Yaml.List(alerts.Select(a => Of(a.Prometheus)))));

    private static YamlMappingNode Of(Rule rule) => Yaml.Map(
        ("alert", Yaml.Text(rule.Alert!)),
        ("expr", Yaml.Text(rule.Expr)),
        ("for", rule.For is { } time ? Yaml.Text(time) : null),
        ("labels", Yaml.Texts(rule.Labels)),
        ("annotations", Yaml.Texts(rule.Annotations)));
}
