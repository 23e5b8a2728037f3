using Unloop.Alerts.Backoff;
using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>How a query uses a metric that only grows.</summary>
/// <param name="IsDifference">What was added is looked at, not the sum of all time.</param>
/// <param name="Period">Over which restarts are counted; null: not known, or all time.</param>
internal sealed record RestartCount(SeriesExpression Series, bool IsDifference, TimeSpan? Period)
{
    /// <summary>Functions that leave the number what it is.</summary>
    private static readonly string[] Transparent = ["default_zero", "exclude_null", "abs", "default", "fill", "clamp_min", "rollup", "ewma_3"];

    /// <summary>Null: nothing in the query is cumulative, or it is used in a way that is not followed here.</summary>
    public static RestartCount? Of(MetricQuery query)
    {
        var found = Find(query.Expression, isDifference: false);
        if (found is null || query.Aggregation is not { } aggregation)
        {
            return found;
        }

        return aggregation.IsChange ? found with { IsDifference = true, Period = aggregation is { Change: "change", Shift.Length: { } shift } && !found.IsDifference ? shift : null }
            : found.IsDifference && aggregation.Function == "sum" ? found with { Period = aggregation.Window.Length }
            : found;
    }

    private static RestartCount? Find(QueryExpression expression, bool isDifference) => expression switch
    {
        SeriesExpression series => CheckedMonitor.Meant(series) is { IsCumulative: true } ? new RestartCount(series, isDifference, null) : null,
        ParenthesizedExpression grouped => Find(grouped.Inner, isDifference),
        FunctionExpression { Arguments: [var first, ..] } function when QueryWords.Differences.Contains(function.Name) => Find(first.Value, isDifference: true),
        FunctionExpression { Arguments: [var first, ..] } function when Transparent.Contains(function.Name) => Find(first.Value, isDifference),
        BinaryExpression { Operator: '-' } minus when minus.Right.Within().Any(e => e is FunctionExpression f && QueryWords.EarlierTimes.Contains(f.Name)) => Find(minus.Left, isDifference: true),
        _ => null,
    };

    /// <summary>"More than N": the most restarts that do not yet fire; null where the query asks for something else.</summary>
    public static int? MoreThan(QueryComparison? comparison) => comparison switch
    {
        { Operator: ">", Value: >= 0 and < 1_000_000 and var value } => (int)Math.Floor(value),
        { Operator: ">=", Value: > 0 and < 1_000_000 and var value } => (int)Math.Ceiling(value) - 1,
        _ => null,
    };

    /// <summary>The rule of the query; null where it counts nothing in a known time.</summary>
    public RestartRule? Rule(QueryComparison? comparison) =>
        IsDifference && Period is { } period && period > TimeSpan.Zero && period <= TimeSpan.FromDays(1) && MoreThan(comparison) is { } number ? new RestartRule(number, period) : null;
}
