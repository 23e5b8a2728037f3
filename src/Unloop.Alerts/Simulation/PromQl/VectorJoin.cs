using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Simulation.PromQl;

/// <summary>How the series of two instant vectors find each other: <c>on</c>, <c>ignoring</c>, <c>group_left</c>, <c>group_right</c>, and the set operators.</summary>
internal static class VectorJoin
{
    private static readonly VectorMatching AllLabels = new(false, []);

    public static VectorValue Set(BinaryExpression expression, VectorValue left, VectorValue right)
    {
        var matching = expression.Matching ?? AllLabels;
        var other = (expression.Operator == BinaryOperator.Or ? left : right).Elements.Select(e => KeyOf(matching, e.Labels)).ToHashSet();
        return expression.Operator switch
        {
            BinaryOperator.And => new VectorValue([.. left.Elements.Where(e => other.Contains(KeyOf(matching, e.Labels)))]),
            BinaryOperator.Unless => new VectorValue([.. left.Elements.Where(e => !other.Contains(KeyOf(matching, e.Labels)))]),
            _ => Evaluator.Distinct([.. left.Elements, .. right.Elements.Where(e => !other.Contains(KeyOf(matching, e.Labels)))]),
        };
    }

    public static VectorValue Match(BinaryExpression expression, VectorValue left, VectorValue right)
    {
        var matching = expression.Matching ?? AllLabels;
        var isSwapped = matching.Group == MatchingGroup.Right;
        var (many, one) = isSwapped ? (right, left) : (left, right);
        var ones = ByKey(matching, one);
        var seen = new HashSet<LabelSet>();
        var elements = new List<Element>();
        foreach (var element in many.Elements)
        {
            if (!ones.TryGetValue(KeyOf(matching, element.Labels), out var partner))
            {
                continue;
            }

            var (a, b) = isSwapped ? (partner.Number, element.Number) : (element.Number, partner.Number);
            var op = expression.Operator;
            if (op.IsComparison() && !expression.ReturnsBool && !BinaryOperations.Holds(op, a, b))
            {
                continue;
            }

            if (!seen.Add(matching.Group == MatchingGroup.None ? KeyOf(matching, element.Labels) : Result(expression, matching, element.Labels, partner.Labels)))
            {
                throw new PlayException(matching.Group == MatchingGroup.None
                    ? "Prometheus refuses it: multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
                    : "Prometheus refuses it: multiple matches for labels: grouping labels must ensure unique matches");
            }

            var number = op.IsComparison() && !expression.ReturnsBool ? a : BinaryOperations.Both(op, a, b);
            elements.Add(new Element(Result(expression, matching, element.Labels, partner.Labels), number));
        }

        return Evaluator.Distinct(elements);
    }

    private static Dictionary<LabelSet, Element> ByKey(VectorMatching matching, VectorValue side)
    {
        var found = new Dictionary<LabelSet, Element>();
        foreach (var element in side.Elements)
        {
            var key = KeyOf(matching, element.Labels);
            if (!found.TryAdd(key, element))
            {
                throw new PlayException(
                    $"Prometheus refuses it: found duplicate series for the match group {key}: many-to-many matching not allowed: matching labels must be unique on one side");
            }
        }

        return found;
    }

    private static LabelSet KeyOf(VectorMatching matching, LabelSet labels) =>
        matching.On ? labels.Only(matching.Labels) : labels.Without([.. matching.Labels, LabelMatcher.MetricName]);

    private static LabelSet Result(BinaryExpression expression, VectorMatching matching, LabelSet many, LabelSet one)
    {
        var labels = expression.Operator.IsComparison() && !expression.ReturnsBool ? many : many.Nameless;
        if (matching.Group == MatchingGroup.None)
        {
            labels = matching.On ? labels.Only(matching.Labels) : labels.Without(matching.Labels);
        }

        foreach (var name in matching.Include ?? [])
        {
            labels = labels.With(name, one[name]);
        }

        return labels;
    }
}
