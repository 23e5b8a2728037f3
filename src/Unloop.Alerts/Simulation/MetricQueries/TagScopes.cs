using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Simulation.MetricQueries;

/// <summary>Whether a series is within what stands in the braces.</summary>
internal static class TagScopes
{
    public static bool Holds(TagScope scope, IReadOnlyDictionary<string, string> tags) => scope switch
    {
        EverythingScope => true,
        TagMatch match => Matches(match, tags) != match.IsExcluded,
        TagIn any => any.Values.Any(v => Matches(v, tags.GetValueOrDefault(any.Key))) != any.IsExcluded,
        NotScope not => !Holds(not.Operand, tags),
        BothScope { IsOr: true } either => Holds(either.Left, tags) || Holds(either.Right, tags),
        BothScope both => Holds(both.Left, tags) && Holds(both.Right, tags),
        GroupedScope grouped => Holds(grouped.Inner, tags),
        VariableScope variable => throw PlayException.NotPlayed($"the variable {variable.Text}"),
        _ => throw PlayException.NotPlayed($"a {scope.GetType().Name}"),
    };

    private static bool Matches(TagMatch match, IReadOnlyDictionary<string, string> tags) =>
        match.Value is { } value ? Matches(value, tags.GetValueOrDefault(match.Key)) : tags.ContainsKey(match.Key);

    /// <summary>Tags are compared without regard to case; <c>*</c> stands for any text.</summary>
    private static bool Matches(string pattern, string? value)
    {
        if (value is null)
        {
            return false;
        }

        var parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return value.Equals(pattern, StringComparison.OrdinalIgnoreCase);
        }

        if (!value.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            if (value.IndexOf(part, at, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var found))
            {
                return false;
            }

            at = found + part.Length;
        }

        return value.Length - at >= parts[^1].Length && value.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }
}
