using Unloop.Core.Facts;

namespace Unloop.Alerts.Prometheus;

/// <summary>
/// Whether a Prometheus of the Prometheus Operator takes a PrometheusRule of some namespace, and which labels the object needs for that: the commonest reason why
/// rules that were applied are never evaluated. Pure.
/// </summary>
/// <param name="Labels">What the object's <c>metadata.labels</c> must have; empty where any will do, or none can.</param>
/// <param name="Obstacle">Why no label can help, in one sentence with what to do; null where the labels are enough.</param>
/// <param name="Namespaces">Namespaces from which it would be taken, where this one is the obstacle and they are known.</param>
public sealed record RuleSelection(PrometheusSetup Prometheus, IReadOnlyDictionary<string, string> Labels, string? Obstacle = null, IReadOnlyList<string>? Namespaces = null)
{
    private const string AnyValue = "unloop";
    private static readonly Dictionary<string, string> NoLabels = [];

    public bool IsPossible => Obstacle is null;

    /// <param name="space">The namespace of the PrometheusRule.</param>
    public static RuleSelection For(PrometheusSetup prometheus, string space, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? namespaceLabels)
    {
        var name = $"Prometheus {prometheus.Namespace}/{prometheus.Name}";
        if (prometheus.RuleSelector is null)
        {
            return new(prometheus, NoLabels, $"{name} has no ruleSelector, and so takes no PrometheusRule at all: set spec.ruleSelector (an empty one takes all).");
        }

        if (NamespaceObstacle(prometheus, name, space, namespaceLabels) is var (obstacle, others))
        {
            return new(prometheus, NoLabels, obstacle, others);
        }

        return Satisfy(prometheus.RuleSelector, out var labels) is { } conflict
            ? new(prometheus, NoLabels, $"{name} selects rules by labels that no object can have ({conflict}): its spec.ruleSelector must be changed.")
            : new(prometheus, labels);
    }

    /// <summary>Of all that there are, the first that takes rules from this namespace; where none does, the first with its obstacle; null where there is none.</summary>
    public static RuleSelection? Among(MonitoringSetup setup, string space)
    {
        var all = setup.Prometheus.Select(p => For(p, space, setup.NamespaceLabels)).ToList();
        return all.Find(s => s.IsPossible) ?? all.FirstOrDefault();
    }

    /// <summary>Whether labels satisfy a selector; null selects nothing, an empty one everything.</summary>
    public static bool Matches(LabelRequirements? selector, IReadOnlyDictionary<string, string> labels) =>
        selector is not null && selector.MatchLabels.All(l => labels.TryGetValue(l.Key, out var value) && value == l.Value) && selector.MatchExpressions.All(e => Holds(e, labels));

    private static bool Holds(LabelExpression expression, IReadOnlyDictionary<string, string> labels)
    {
        var isThere = labels.TryGetValue(expression.Key, out var value);
        return expression.Operator switch
        {
            "In" => isThere && expression.Values.Contains(value),
            "NotIn" => !isThere || !expression.Values.Contains(value),
            "Exists" => isThere,
            "DoesNotExist" => !isThere,
            _ => false,
        };
    }

    /// <returns>Null where rules of the namespace are looked at.</returns>
    private static (string Obstacle, IReadOnlyList<string>? Others)? NamespaceObstacle(
        PrometheusSetup prometheus, string name, string space, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? namespaceLabels)
    {
        if (prometheus.RuleNamespaceSelector is not { } selector)
        {
            return space == prometheus.Namespace ? null
                : ($"{name} takes rules from its own namespace only (it has no ruleNamespaceSelector): put them into namespace {prometheus.Namespace}.", [prometheus.Namespace]);
        }

        if (selector.MatchLabels.Count == 0 && selector.MatchExpressions.Count == 0)
        {
            return null;
        }

        if (namespaceLabels is null || !namespaceLabels.TryGetValue(space, out var labels))
        {
            return ($"{name} takes rules from namespaces with {Shown(selector)}; whether {space} has that could not be seen.", null);
        }

        return Matches(selector, labels) ? null
            : ($"{name} takes rules only from namespaces with {Shown(selector)}, and {space} is none: label the namespace, or put the rules into one that is.",
                [.. namespaceLabels.Where(n => Matches(selector, n.Value)).Select(n => n.Key).Order(StringComparer.Ordinal)]);
    }

    /// <returns>What contradicts what; null where <paramref name="labels"/> satisfy all of it.</returns>
    private static string? Satisfy(LabelRequirements selector, out Dictionary<string, string> labels)
    {
        labels = new(selector.MatchLabels);
        foreach (var key in selector.MatchExpressions.Where(e => e.Operator is "In" or "Exists").Select(e => e.Key).Where(k => !selector.MatchLabels.ContainsKey(k)).Distinct())
        {
            var about = selector.MatchExpressions.Where(e => e.Key == key).ToList();
            var candidates = about.Find(e => e.Operator == "In")?.Values ?? [AnyValue, AnyValue + "-rules"];
            if (candidates.FirstOrDefault(v => about.TrueForAll(e => Holds(e, new Dictionary<string, string> { [key] = v }))) is not { } value)
            {
                return string.Join(" and ", about.Select(Shown));
            }

            labels[key] = value;
        }

        var chosen = labels;
        return selector.MatchExpressions.FirstOrDefault(e => !Holds(e, chosen)) is { } broken
            ? chosen.TryGetValue(broken.Key, out var fixedValue) ? $"{broken.Key}={fixedValue} and {Shown(broken)}" : Shown(broken)
            : null;
    }

    private static string Shown(LabelRequirements selector) =>
        string.Join(", ", selector.MatchLabels.Select(l => $"{l.Key}={l.Value}").Concat(selector.MatchExpressions.Select(Shown)));

    private static string Shown(LabelExpression expression) => expression.Operator switch
    {
        "Exists" => $"the label {expression.Key}",
        "DoesNotExist" => $"no label {expression.Key}",
        "In" => $"{expression.Key} in ({string.Join(", ", expression.Values)})",
        "NotIn" => $"{expression.Key} not in ({string.Join(", ", expression.Values)})",
        var other => $"{expression.Key} {other}",
    };
}
