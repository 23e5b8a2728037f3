using Unloop.Alerts.Generation.Writing;

namespace Unloop.Alerts.Generation.Targets;

/// <summary>A PrometheusRule, with the labels that the cluster's Prometheus selects.</summary>
internal sealed class PrometheusOperatorTarget : AlertTarget
{
    public override string Name => "prometheus-operator";

    public override string Writes => "a PrometheusRule manifest, with the labels that --rule-label gives";

    public override Generated Write(AlertRequest request, IReadOnlyList<Alert> alerts) =>
        new(
            [
                new GeneratedFile(
                    $"{request.Scope.Slug}-prometheusrule.yaml",
                    Yaml.Write(Mark(request), Yaml.Map(
                        ("apiVersion", Yaml.Text("monitoring.coreos.com/v1")),
                        ("kind", Yaml.Text("PrometheusRule")),
                        ("metadata", DatadogOperatorTarget.Metadata(request, "", request.Settings.RuleLabels)),
                        ("spec", Yaml.Map(("groups", Yaml.List([RuleGroups.Of(request, alerts)]))))))),
            ],
            [
                .. request.Settings.RuleLabels is null
                    ? ["Prometheus loads only what its ruleSelector selects, often release=NAME: ask with 'kubectl get prometheus -A -o jsonpath={..ruleSelector}', and give it with --rule-label. A rule that is not selected is silent for ever."]
                    : Array.Empty<string>(),
                .. PrometheusNotes.Of(alerts),
            ]);

    public override IReadOnlyList<string> Next(string folder, Generated generated) => [$"kubectl apply --dry-run=server -f {folder}/{generated.Files[0].Path}"];
}
