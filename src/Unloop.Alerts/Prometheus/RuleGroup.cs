namespace Unloop.Alerts.Prometheus;

/// <summary>A group of a rule file, and of a PrometheusRule, which are written alike. Durations are Prometheus' own text: <c>10m</c>, <c>1h30m</c>.</summary>
public sealed record RuleGroup
{
    public required string Name { get; init; }

    /// <summary>Null: the server's <c>evaluation_interval</c>.</summary>
    public string? Interval { get; init; }

    /// <summary>At how many alerts the group fails instead; null and 0: never.</summary>
    public int? Limit { get; init; }

    /// <summary>From Prometheus 2.53 on.</summary>
    public string? QueryOffset { get; init; }

    /// <summary>Of all its rules; from Prometheus 3.0 on.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<Rule> Rules { get; init; } = [];
}

/// <summary>An alerting rule, or a recording rule where <see cref="Record"/> is given.</summary>
public sealed record Rule
{
    public string? Alert { get; init; }
    public string? Record { get; init; }

    /// <summary>PromQL.</summary>
    public required string Expr { get; init; }
    public string? For { get; init; }

    /// <summary>From Prometheus 2.42 on.</summary>
    public string? KeepFiringFor { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}
