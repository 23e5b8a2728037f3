using Unloop.Alerts.Prometheus.Templates;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Texts;

internal sealed class TemplateDoesNotParse : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "template-does-not-parse", FindingSeverity.Error, "A template in a label or annotation that Prometheus refuses", "template: __alert_A:1: undefined variable \"$label\"",
        "Correct the template; promtool check rules says the same.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Rules.Where(r => r.Located.IsAlert).SelectMany(One);

    private static IEnumerable<RuleFinding> One(SceneRule rule) => rule.Located.Annotations.Concat(rule.Located.Labels).SelectMany(t => TemplateReader.Read(t.Value.Value).Errors.Take(1).Select(e =>
        new RuleFinding(
            rule,
            $"The template of '{t.Key}' does not parse: {e.Text}{(e.Text.EndsWith('?') ? "" : ".")}",
            "Prometheus refuses the whole file: none of its rules is loaded, and after a reload the old ones stay.",
            "Correct it at this place.")
        {
            At = t.Value.PlaceOf(e.Start),
            Length = e.Length,
            Subject = t.Key,
        }));
}
