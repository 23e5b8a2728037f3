using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Joining;

internal sealed class WrongJoin : RuleCheck
{
    /// <summary>Several series for one pod are possible.</summary>
    private static readonly string[] Facts = ["kube_pod_owner", "kube_pod_info", "kube_pod_labels", "kube_pod_annotations"];

    public override FindingRule Describes { get; } = new(
        "wrong-join", FindingSeverity.Error, "Two metrics are combined whose labels never agree, or not one to one", "found duplicate series for the match group; many-to-many matching not allowed",
        "Say on which labels they are matched.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) =>
        scene.Rules.Where(r => r.Tree is not null).SelectMany(r => r.Tree!.All().OfType<BinaryExpression>().Select(b => One(r, b)).OfType<RuleFinding>());

    private static RuleFinding? One(SceneRule rule, BinaryExpression b)
    {
        if (b.Operator == BinaryOperator.Or || ResultLabels.Of(b.Left) is not { } left || ResultLabels.Of(b.Right) is not { } right)
        {
            return null;
        }

        return b.Matching switch
        {
            null => Unequal(rule, b, left, right),
            { On: false } m => Unequal(rule, b, left.Except(m.Labels).ToHashSet(), right.Except(m.Labels).ToHashSet()),
            { On: true } m => Missing(rule, b, m, left, right) ?? Many(rule, b, m, left, right),
        };
    }

    private static RuleFinding? Unequal(SceneRule rule, BinaryExpression b, IReadOnlySet<string> left, IReadOnlySet<string> right)
    {
        var only = left.Except(right).Concat(right.Except(left)).OrderBy(l => !ResultLabels.IsOfObject(l)).ThenBy(l => l, StringComparer.Ordinal).ToList();
        if (only.Count == 0)
        {
            return null;
        }

        var common = left.Intersect(right).Where(ResultLabels.IsOfObject).OrderBy(Rank).ThenBy(l => l, StringComparer.Ordinal).ToList();

        // A matching by 'on' that would not be one to one helps nobody.
        var isOneToOne = b.Operator.IsSet() || (left.Count(ResultLabels.IsOfObject) == common.Count && right.Count(ResultLabels.IsOfObject) == common.Count);
        return new(
            rule,
            $"The two sides of '{b.Operator.Text()}' are matched by all their labels, and only one of them has {string.Join(", ", only)}.",
            b.Operator == BinaryOperator.Unless ? "No series of the one is ever matched with one of the other: 'unless' takes nothing away." : "No series of the one is ever matched with one of the other: the result is empty, and the alert never fires.",
            common.Count == 0 ? "Say with on (…) which labels are matched." : $"Match by what both have: on ({string.Join(", ", common)}).")
        {
            Span = b.OperatorSpan,
            Subject = only[0],
            Replacement = common.Count == 0 || !isOneToOne ? null
                : rule.With(b.Matching is { Span.Length: > 0 } m ? b.OperatorSpan.To(m.Span) : b.OperatorSpan, $"{b.Operator.Text()}{(b.ReturnsBool ? " bool" : "")} on ({string.Join(", ", common)})"),
        };
    }

    private static RuleFinding? Missing(SceneRule rule, BinaryExpression b, VectorMatching m, IReadOnlySet<string> left, IReadOnlySet<string> right)
    {
        if (m.Labels.FirstOrDefault(l => left.Contains(l) != right.Contains(l)) is not { } missing)
        {
            return null;
        }

        var rest = m.Labels.Where(l => l != missing).ToList();
        var (at, text) = (m.Span.Start, m.Span.Of(rule.Text));
        var end = text.IndexOf(')', StringComparison.Ordinal);
        return new(
            rule,
            $"'on ({string.Join(", ", m.Labels)})' matches by {missing}, which {(left.Contains(missing) ? "the right" : "the left")} side of '{b.Operator.Text()}' does not have.",
            "The one side's label is compared with nothing: no series is matched, and the result is empty.",
            $"Leave {missing} out.")
        {
            Span = m.Span,
            Subject = missing,
            Replacement = rest.Count == 0 || end < 0 || (!b.Operator.IsSet() && m.Group == MatchingGroup.None) ? null : rule.With(new(at, at + end + 1), $"on ({string.Join(", ", rest)})"),
        };
    }

    /// <summary>The side that must be one has several series: a second owner, or a second kube-state-metrics, and the evaluation fails.</summary>
    private static RuleFinding? Many(SceneRule rule, BinaryExpression b, VectorMatching m, IReadOnlySet<string> left, IReadOnlySet<string> right)
    {
        if (b.Operator.IsSet())
        {
            return null;
        }

        var one = m.Group == MatchingGroup.Right ? b.Left : b.Right;
        if (m.Group != MatchingGroup.None && Selected(one) is { } fact)
        {
            return new(
                rule,
                $"{fact.Metric} stands on the side of '{b.Operator.Text()}' that must be one series for each {string.Join(", ", m.Labels)}, and may be several.",
                "A pod with two owners, or a second kube-state-metrics, makes it many-to-many: the evaluation fails as a whole, for all pods, and nothing fires.",
                "Take one of them: topk by (…) (1, …).")
            {
                Span = one.Span,
                Subject = fact.Metric,
                Severity = FindingSeverity.Warning,
                Replacement = rule.With(one.Span, One(rule, one, m)),
            };
        }

        var isFiner = m.Group == MatchingGroup.None && left.Contains("container") != right.Contains("container") && m.Labels.Contains("pod") && !m.Labels.Contains("container");
        return !isFiner ? null : new(
            rule,
            $"One side of '{b.Operator.Text()}' has a series for each container, the other one for each pod.",
            "For a pod with two containers the match is many-to-one, which must be said: the evaluation fails as a whole, for all pods, and nothing fires.",
            $"Add {(left.Contains("container") ? "group_left" : "group_right")} behind 'on (…)'.")
        {
            Span = m.Span,
            Replacement = rule.With(m.Span, $"{m.Span.Of(rule.Text)} {(left.Contains("container") ? "group_left ()" : "group_right ()")}"),
        };
    }

    private static string One(SceneRule rule, Expression one, VectorMatching m)
    {
        var labels = m.Labels.Concat(m.Include ?? []).Distinct();
        return $"topk by ({string.Join(", ", m.Labels)}) (1, max by ({string.Join(", ", labels)}) ({one.Span.Of(rule.Text)}))";
    }

    private static VectorSelector? Selected(Expression one) => one.Bare() switch
    {
        VectorSelector v when Facts.Contains(v.Metric) => v,
        BinaryExpression { Operator: var op } b when op.IsComparison() && b.Children.Any(c => Constants.Value(c) is not null) => b.Children.Select(Selected).FirstOrDefault(s => s is not null),
        _ => null,
    };

    private static int Rank(string label) => label switch
    {
        "namespace" => 0,
        "pod" => 1,
        "uid" => 2,
        _ => 3,
    };
}
