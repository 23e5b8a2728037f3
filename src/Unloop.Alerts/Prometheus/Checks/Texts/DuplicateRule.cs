using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Texts;

internal sealed class DuplicateRule : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "duplicate-rule", FindingSeverity.Warning, "Two alerts ask the same", "Two notifications for one failure", "Delete one of them.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Alerts.GroupBy(Key).Where(g => g.Count() > 1).SelectMany(g => g.Skip(1).Select(r => One(r, g.First())));

    /// <summary>What it asks, however it is written; the severity keeps apart what warns from what pages.</summary>
    private static string Key(SceneRule rule) => string.Join(
        '\n', Printer.Print(Plain(rule.Tree!)), rule.For, string.Join(',', rule.Located.Rule.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}")));

    private static Expression Plain(Expression e) => e switch
    {
        Parenthesis p => Plain(p.Inner),
        VectorSelector v => v with { Matchers = [.. v.Matchers.OrderBy(m => m.Label, StringComparer.Ordinal).ThenBy(m => m.Value, StringComparer.Ordinal)] },
        RangeSelector r => r with { Vector = (VectorSelector)Plain(r.Vector) },
        BinaryExpression b => b with { Left = Plain(b.Left), Right = Plain(b.Right) },
        FunctionCall c => c with { Arguments = [.. c.Arguments.Select(Plain)] },
        Aggregation a => a with { Operand = Plain(a.Operand) },
        _ => e,
    };

    private static RuleFinding One(SceneRule rule, SceneRule first)
    {
        var where = rule.File.File == first.File.File ? $"line {first.Located.At.Line}" : $"{first.File.File}, line {first.Located.At.Line}";
        return new(
            rule,
            $"{rule.Name} asks the same as {first.Name} ({where}), with the same labels.",
            "Both fire and resolve together: every failure is notified twice.",
            rule.Name == first.Name ? "Delete it; two of one name and labels also fail promtool's lint." : "Delete one of the two.");
    }
}
