using Unloop.Alerts.Generation;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Loading;

internal sealed class NotSelected : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "rule-not-selected", FindingSeverity.Error, "A PrometheusRule that no Prometheus of the cluster takes", "The rule is in the cluster, but not under Status > Rules of Prometheus",
        "Give the object the labels that the ruleSelector wants.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene)
    {
        if (scene.Options.Setup is not { Prometheus.Count: > 0 } setup)
        {
            return [];
        }

        return scene.Rules.Where(r => r.Group.Manifest is not null).DistinctBy(r => r.Group.Manifest).Select(r => One(r, r.Group.Manifest!, setup)).OfType<RuleFinding>();
    }

    private static RuleFinding? One(SceneRule rule, RuleManifest manifest, MonitoringSetup setup)
    {
        // Where the manifest has no namespace, it goes where it is applied: any Prometheus' own will do.
        var selections = setup.Prometheus.Select(p => RuleSelection.For(p, manifest.Namespace ?? p.Namespace, setup.NamespaceLabels)).ToList();
        if (selections.Any(s => s.IsPossible && RuleSelection.Matches(s.Prometheus.RuleSelector, manifest.Labels)))
        {
            return null;
        }

        var best = selections.Find(s => s.IsPossible) ?? selections[0];
        var name = $"PrometheusRule {(manifest.Namespace is null ? "" : manifest.Namespace + "/")}{manifest.Name}";
        var missing = best.Labels.Where(l => manifest.Labels.GetValueOrDefault(l.Key) != l.Value).ToList();
        return new(
            rule,
            best.Obstacle is { } obstacle
                ? $"No Prometheus takes the {name}. {obstacle}"
                : $"The {name} lacks {string.Join(", ", missing.Select(l => $"{l.Key}: {l.Value}"))}, by which Prometheus {best.Prometheus.Namespace}/{best.Prometheus.Name} selects rules.",
            "The API server takes the object, the operator passes it over without a word, and none of its rules is ever evaluated.",
            best.Obstacle is null ? "Add the labels to metadata.labels of the object (labels of the rules are something else)." : "Change what is named here.")
        {
            At = manifest.LabelsAt ?? manifest.NameAt,
            Length = manifest.LabelsAt is null ? manifest.Name?.Length ?? 1 : "labels".Length,
            Subject = manifest.Name,
            Part = RulePart.ManifestLabels,
            Replacement = best.Obstacle is null
                ? "labels:\n" + string.Concat(manifest.Labels.Concat(missing).GroupBy(l => l.Key).Select(l => $"  {Yaml.Inline(l.Key)}: {Yaml.Inline(l.Last().Value)}\n")).TrimEnd('\n')
                : null,
        };
    }
}
