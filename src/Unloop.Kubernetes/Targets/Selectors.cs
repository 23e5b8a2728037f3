using Unloop.Evidence.Api;

namespace Unloop.Kubernetes.Targets;

/// <summary>A workload's selector as the text of a query.</summary>
internal static class Selectors
{
    /// <summary>Null when there is none; then nothing may be concluded from labels.</summary>
    public static string? Text(LabelSelector? selector)
    {
        var labels = (selector?.MatchLabels ?? new Dictionary<string, string?>()).Select(l => $"{l.Key}={l.Value}");
        var requirements = (selector?.MatchExpressions ?? []).Select(Requirement).OfType<string>();
        return string.Join(',', labels.Concat(requirements)) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Whether it selects something with these labels; an empty selector selects all.</summary>
    public static bool Selects(LabelSelector? selector, IReadOnlyDictionary<string, string?> labels) =>
        (selector?.MatchLabels ?? new Dictionary<string, string?>()).All(l => labels.TryGetValue(l.Key, out var value) && value == l.Value)
        && (selector?.MatchExpressions ?? []).OfType<LabelRequirement>().All(r => Holds(r, labels));

    private static bool Holds(LabelRequirement requirement, IReadOnlyDictionary<string, string?> labels)
    {
        var there = labels.TryGetValue(requirement.Key ?? "", out var value);
        var listed = there && (requirement.Values ?? []).Contains(value);
        return requirement.Operator switch
        {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => there,
            "DoesNotExist" => !there,
            _ => false,
        };
    }

    private static string? Requirement(LabelRequirement? requirement)
    {
        var values = string.Join(',', (requirement?.Values ?? []).OfType<string>());
        return requirement switch
        {
            { Key: { } key, Operator: "In" } => $"{key} in ({values})",
            { Key: { } key, Operator: "NotIn" } => $"{key} notin ({values})",
            { Key: { } key, Operator: "Exists" } => key,
            { Key: { } key, Operator: "DoesNotExist" } => "!" + key,
            _ => null,
        };
    }
}
