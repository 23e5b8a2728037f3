using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>How restarts are counted.</summary>
internal enum CountForm
{
    /// <summary>The counter itself: all restarts since the pod was made.</summary>
    Total,

    /// <summary><c>increase(x[10m])</c> or <c>rate(x[10m]) * 600</c>: extrapolated to the window's edges.</summary>
    Extrapolated,

    /// <summary><c>x - x offset 10m</c>: exact; nothing for pods that are younger.</summary>
    Difference,

    /// <summary><c>x - (x offset 10m or …)</c>: exact for young pods too.</summary>
    GuardedDifference,

    /// <summary><c>max_over_time - min_over_time</c>, or <c>changes</c>.</summary>
    Samples,
}

/// <summary>Whose restarts one number counts.</summary>
internal enum CountLevel
{
    Container,
    Pod,

    /// <summary>More than one pod.</summary>
    Several,
}

/// <param name="Window">Zero of a total.</param>
/// <param name="PerRestart">What one restart adds: 1, or for a rate what it was multiplied with over the window's seconds.</param>
/// <param name="Node">What counts, without aggregation.</param>
internal sealed record RestartCount(CountForm Form, TimeSpan Window, double PerRestart, CountLevel Level, string? Aggregator, VectorSelector Counter, Expression Node);

/// <summary>A number of restarts that is compared with a constant.</summary>
/// <param name="Operator">With the count to the left of it.</param>
/// <param name="IsGuarded">Something else must hold too (<c>and</c>, <c>unless</c>).</param>
internal sealed record RestartCondition(BinaryExpression Comparison, RestartCount Count, BinaryOperator Operator, double Threshold, bool IsGuarded)
{
    /// <summary>Holds for more restarts than this; below 0 it always does.</summary>
    public int MoreThan
    {
        get
        {
            var restarts = Threshold / Count.PerRestart;
            return (int)Math.Clamp(Operator == BinaryOperator.GreaterOrEqual ? Math.Ceiling(restarts) - 1 : Math.Floor(restarts), -1, 1_000_000_000);
        }
    }

    public bool IsWindowed => Count.Form != CountForm.Total && Count.Window > TimeSpan.Zero && Count.Window <= RestartArithmetic.LongestWindow;

    public RestartRule Rule(TimeSpan hold) => new(MoreThan, Count.Window, hold);
}
