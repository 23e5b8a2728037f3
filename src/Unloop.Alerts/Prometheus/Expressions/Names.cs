namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>Which names can be written without quotes.</summary>
public static class Names
{
    /// <summary>Words that the parser takes for its own where a metric's name could stand.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "bool", "on", "ignoring", "group_left", "group_right", "atan2", "inf", "nan",
    };

    /// <summary><c>[a-zA-Z_][a-zA-Z0-9_]*</c>.</summary>
    public static bool IsLabel(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>As labels, with colons; none of PromQL's own words.</summary>
    public static bool IsMetric(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':') && !Reserved.Contains(name);
}
