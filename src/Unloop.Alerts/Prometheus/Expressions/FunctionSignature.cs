using static Unloop.Alerts.Prometheus.Expressions.ValueType;

namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>What a function takes and gives (https://prometheus.io/docs/prometheus/latest/querying/functions/).</summary>
/// <param name="Optional">How many of the last arguments may be left out, or, where more of the last kind may follow, how many of them: negative is any number.</param>
/// <param name="Note">What is to be known before it is used: from which version on, or behind which feature; null where it always was.</param>
public sealed record FunctionSignature(string Name, IReadOnlyList<ValueType> Arguments, int Optional, ValueType Returns, string? Note = null)
{
    public int Least => Optional == 0 ? Arguments.Count : Arguments.Count - 1;

    /// <summary>Null: without limit.</summary>
    public int? Most => Optional < 0 ? null : Least + Optional;
}

public static class FunctionTable
{
    private const string Experimental = "only with --enable-feature=promql-experimental-functions";

    private static readonly Dictionary<string, FunctionSignature> Functions = Build();

    public static IReadOnlyCollection<string> Names => Functions.Keys;

    /// <summary>Null: there is no such function; names are case-sensitive.</summary>
    public static FunctionSignature? Find(string name) => Functions.GetValueOrDefault(name);

    private static Dictionary<string, FunctionSignature> Build()
    {
        var table = new Dictionary<string, FunctionSignature>(StringComparer.Ordinal);
        Add(null, "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp", InstantVector);
        Add(null, "absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time min_over_time "
            + "present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time", RangeVector);
        Add("from Prometheus 2.40 on", "histogram_count histogram_sum", InstantVector);
        Add("from Prometheus 2.48 on", "histogram_stddev histogram_stdvar", InstantVector);
        Add("from Prometheus 3.0 on", "histogram_avg", InstantVector);
        Add(Experimental, "mad_over_time first_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time", RangeVector);
        foreach (var name in "days_in_month day_of_month day_of_week day_of_year hour minute month year".Split(' '))
        {
            table[name] = new(name, [InstantVector], 1, InstantVector);
        }

        foreach (var signature in Others())
        {
            table[signature.Name] = signature;
        }

        return table;

        void Add(string? note, string names, params ValueType[] arguments)
        {
            foreach (var name in names.Split(' '))
            {
                table[name] = new(name, arguments, 0, InstantVector, note);
            }
        }
    }

    private static IEnumerable<FunctionSignature> Others() =>
    [
        new("clamp", [InstantVector, Scalar, Scalar], 0, InstantVector),
        new("clamp_max", [InstantVector, Scalar], 0, InstantVector),
        new("clamp_min", [InstantVector, Scalar], 0, InstantVector),
        new("histogram_fraction", [Scalar, Scalar, InstantVector], 0, InstantVector),
        new("histogram_quantile", [Scalar, InstantVector], 0, InstantVector),
        new("histogram_quantiles", [InstantVector, ValueType.String, Scalar, Scalar], 9, InstantVector, Experimental),
        new("holt_winters", [RangeVector, Scalar, Scalar], 0, InstantVector, "gone from Prometheus 3.0 on: double_exponential_smoothing"),
        new("double_exponential_smoothing", [RangeVector, Scalar, Scalar], 0, InstantVector, Experimental),
        new("info", [InstantVector, InstantVector], 1, InstantVector, Experimental),
        new("integral", [RangeVector, Scalar], 1, InstantVector, Experimental),
        new("label_replace", [InstantVector, ValueType.String, ValueType.String, ValueType.String, ValueType.String], 0, InstantVector),
        new("label_join", [InstantVector, ValueType.String, ValueType.String, ValueType.String], -1, InstantVector),
        new("pi", [], 0, Scalar),
        new("predict_linear", [RangeVector, Scalar], 0, InstantVector),
        new("quantile_over_time", [Scalar, RangeVector], 0, InstantVector),
        new("round", [InstantVector, Scalar], 1, InstantVector),
        new("scalar", [InstantVector], 0, Scalar),
        new("sort_by_label", [InstantVector, ValueType.String], -1, InstantVector, Experimental),
        new("sort_by_label_desc", [InstantVector, ValueType.String], -1, InstantVector, Experimental),
        new("time", [], 0, Scalar),
        new("vector", [Scalar], 0, InstantVector),
        new("start", [], 0, Scalar, Experimental),
        new("end", [], 0, Scalar, Experimental),
        new("step", [], 0, Scalar, Experimental),
        new("range", [], 0, Scalar, Experimental),
    ];
}
