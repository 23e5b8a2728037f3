using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Prometheus.Templates;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Texts;

internal sealed class LabelNotInResult : RuleCheck
{
    /// <summary>Labels of objects; what a scrape or a relabelling adds is not known here.</summary>
    private static readonly HashSet<string> OfObjects =
        ["namespace", "pod", "container", "uid", "reason", "phase", "node", "deployment", "statefulset", "job_name", "owner_kind", "owner_name", "condition"];

    public override FindingRule Describes { get; } = new(
        "label-not-in-result", FindingSeverity.Warning, "A text asks for a label that the expression's result does not have", "'Pod  is crash-looping', without a name", "Group by the label, or leave it out of the text.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Alerts.SelectMany(One);

    private static IEnumerable<RuleFinding> One(SceneRule rule)
    {
        if (ResultLabels.Of(rule.Tree!) is not { } result)
        {
            yield break;
        }

        foreach (var (name, text) in rule.Located.Annotations.Concat(rule.Located.Labels))
        {
            if (TemplateReader.Read(text.Value).Labels.FirstOrDefault(l => OfObjects.Contains(l.Text) && !result.Contains(l.Text)) is not { } missing)
            {
                continue;
            }

            yield return new(
                rule,
                $"The {name} asks for $labels.{missing.Text}, and the result of the expression has {(!result.Any(ResultLabels.IsOfObject) ? "no label of an object" : $"only {string.Join(", ", result.Where(ResultLabels.IsOfObject).Order(StringComparer.Ordinal))}")}.",
                $"Nothing stands in its place: whoever reads the alert does not learn which {missing.Text.Replace("_name", "", StringComparison.Ordinal)} it is about.",
                $"Group by {missing.Text}, or leave it out of the text.")
            {
                At = text.PlaceOf(missing.Start),
                Length = missing.Length,
                Subject = missing.Text,
                Part = RulePart.Expr,
                Replacement = Grouped(rule, missing.Text),
            };
            yield break;
        }
    }

    /// <summary>Where an aggregation is what drops it, and what is below has it.</summary>
    private static string? Grouped(SceneRule rule, string label)
    {
        var (aggregation, changed) = rule.Tree!.All().OfType<Aggregation>().Where(a => a.Grouping is { Without: false } g && !g.Labels.Contains(label) && ResultLabels.Of(a.Operand)?.Contains(label) == true)
            .Select(a => (a, $"by ({string.Join(", ", a.Grouping!.Labels.Append(label))})")).FirstOrDefault();
        return aggregation is null || rule.Tree!.All().OfType<Aggregation>().Count() > 1 ? null : rule.With(aggregation.Grouping!.Span, changed);
    }
}
