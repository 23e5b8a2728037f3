namespace Unloop.Alerts.Datadog.Query;

/// <summary>The words of Datadog's query language: https://docs.datadoghq.com/dashboards/functions/ and the client's description of monitors.</summary>
public static class QueryWords
{
    public static readonly IReadOnlyList<string> TimeAggregators = ["avg", "sum", "max", "min", "percentile"];

    public static readonly IReadOnlyList<string> Changes = ["change", "pct_change"];

    public static readonly IReadOnlyList<string> Operators = [">=", "<=", "==", "!=", ">", "<"];

    public static readonly IReadOnlyList<string> SpaceAggregators = ["avg", "sum", "min", "max", "count", "p50", "p75", "p90", "p95", "p99"];

    public static readonly IReadOnlyList<string> Suffixes = ["as_count", "as_rate", "rollup", "fill", "weighted"];

    /// <summary>Functions that turn a cumulative number into what was added to it.</summary>
    public static readonly IReadOnlyList<string> Differences = ["diff", "monotonic_diff", "derivative", "dt", "per_second", "per_minute", "per_hour"];

    /// <summary>Functions that give the same series of an earlier time, to be subtracted.</summary>
    public static readonly IReadOnlyList<string> EarlierTimes = ["timeshift", "calendar_shift", "hour_before", "day_before", "week_before", "month_before"];

    public static readonly IReadOnlyList<string> Functions =
    [
        .. Differences, .. EarlierTimes,
        "abs", "log2", "log10", "cumsum", "integral", "default_zero", "exclude_null", "default", "fill", "clamp_min", "clamp_max", "cutoff_min", "cutoff_max",
        "anomalies", "outliers", "forecast", "robust_trend", "piecewise_constant",
        "top", "top_offset", "top5", "top10", "top15", "top20", "bottom5", "bottom10", "bottom15", "bottom20",
        "ewma_3", "ewma_5", "ewma_7", "ewma_10", "ewma_20", "median_3", "median_5", "median_7", "median_9", "autosmooth",
        "rollup", "moving_rollup", "throughput", "count_nonzero", "count_not_null", "trend_line", "sum", "avg", "min", "max",
    ];

    /// <summary>The name that was meant, where one is a letter or two away; null where the name may be one that is not known here.</summary>
    public static string? Meant(string word, IEnumerable<string> known) =>
        known.Contains(word, StringComparer.Ordinal) ? null : Core.Text.NearestNames.OnlyNear(word, known);
}
