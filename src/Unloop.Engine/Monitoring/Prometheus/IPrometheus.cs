using Unloop.Core.Facts;

namespace Unloop.Engine.Monitoring.Prometheus;

/// <summary>
/// One Prometheus by its HTTP API: which rules it has loaded, and whether a series has data. Implemented by <c>Unloop.Monitoring</c>. Only reads, and no member
/// throws for what a server may do.
/// </summary>
public interface IPrometheus
{
    /// <summary>Where it is, without credentials.</summary>
    string Address { get; }

    Task<LoadedRules> RulesAsync(CancellationToken cancellationToken);

    /// <summary>When it last read its configuration and rules; null where it does not tell (Thanos, Mimir).</summary>
    Task<ConfigurationState?> ConfigurationAsync(CancellationToken cancellationToken);

    /// <summary>How many series a selector has now.</summary>
    /// <param name="selector">PromQL: <c>kube_pod_created{namespace="shop"}</c>.</param>
    Task<SeriesCount> CountAsync(string selector, CancellationToken cancellationToken);
}

/// <param name="Problem">Why there is nothing to conclude from what is missing.</param>
public sealed record LoadedRules(IReadOnlyList<LoadedRule> Rules, Problem? Problem = null);

/// <summary>A rule as the server evaluates it.</summary>
public sealed record LoadedRule
{
    public required string Group { get; init; }

    /// <summary>On the server: the operator's name has the namespace and name of the PrometheusRule.</summary>
    public required string File { get; init; }

    /// <summary>Of the alert, or of the series that is recorded.</summary>
    public required string Name { get; init; }

    /// <summary>The expression, as the server writes it.</summary>
    public required string Query { get; init; }

    /// <summary><c>for</c>.</summary>
    public TimeSpan Duration { get; init; }
    public bool IsAlert { get; init; }

    /// <summary><c>inactive</c>, <c>pending</c> or <c>firing</c>; null for a recording rule.</summary>
    public string? State { get; init; }

    /// <summary><c>ok</c>, <c>err</c> or <c>unknown</c> (not evaluated yet).</summary>
    public string Health { get; init; } = "unknown";
    public string? LastError { get; init; }

    /// <summary>How many alerts are pending or firing.</summary>
    public int Alerts { get; init; }
}

/// <param name="IsGood">Whether the last attempt to read it succeeded.</param>
/// <param name="ReadAt">When that which is in force was read.</param>
public sealed record ConfigurationState(bool IsGood, DateTimeOffset? ReadAt);

/// <param name="Count">Null where it could not be found out.</param>
public sealed record SeriesCount(long? Count, Problem? Problem = null);
