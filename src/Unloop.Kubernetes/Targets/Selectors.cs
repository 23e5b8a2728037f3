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
