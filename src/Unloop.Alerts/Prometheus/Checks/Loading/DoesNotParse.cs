using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;
using Unloop.Core.Text;
using ValueType = Unloop.Alerts.Prometheus.Expressions.ValueType;

namespace Unloop.Alerts.Prometheus.Checks.Loading;

internal sealed class DoesNotParse : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "rule-does-not-parse", FindingSeverity.Error, "An expression that Prometheus refuses", "parse error: unknown function with name \"incraese\"", "Correct the expression; promtool check rules says the same.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Rules.SelectMany(One);

    private static IEnumerable<RuleFinding> One(SceneRule rule)
    {
        foreach (var error in rule.Located.Parsed.Errors)
        {
            yield return new(
                rule,
                $"The expression does not parse: {error.Message}{(error.Message.EndsWith('?') ? "" : ".")}",
                "Prometheus refuses the whole file: none of its rules is loaded, and after a reload the old ones stay.",
                "Correct it at this place.")
            {
                Span = error.Span,
                Replacement = Corrected(rule, error),
            };
        }

        if (rule.Tree is { Type: ValueType.RangeVector or ValueType.String } tree)
        {
            var what = tree.Type == ValueType.String ? "a string" : "a range vector";
            yield return new(
                rule,
                $"The expression gives {what}, and a rule needs an instant vector.",
                "promtool takes it, but every evaluation fails with an error, and the rule never fires.",
                tree.Type == ValueType.String ? "Compare a metric with a number." : "Put a function around the range, as increase(…) or max_over_time(…).")
            {
                Span = tree.Span,
            };
        }
    }

    /// <summary>Where a function's name is all that is wrong.</summary>
    private static string? Corrected(SceneRule rule, ExpressionError error)
    {
        if (!error.Message.StartsWith("there is no function", StringComparison.Ordinal)
            || NearestNames.OnlyNear(error.Span.Of(rule.Text), FunctionTable.Names.Concat(Aggregations.Names)) is not { } near)
        {
            return null;
        }

        var corrected = rule.With(error.Span, near);
        return ExpressionParser.Parse(corrected).IsValid ? corrected : null;
    }
}
