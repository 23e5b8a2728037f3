namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>Aggregation operators, and what their parameter is.</summary>
public static class Aggregations
{
    private static readonly Dictionary<string, ValueType?> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sum"] = null, ["avg"] = null, ["count"] = null, ["min"] = null, ["max"] = null, ["group"] = null, ["stddev"] = null, ["stdvar"] = null,
        ["topk"] = ValueType.Scalar, ["bottomk"] = ValueType.Scalar, ["quantile"] = ValueType.Scalar, ["limitk"] = ValueType.Scalar,
        ["limit_ratio"] = ValueType.Scalar, ["count_values"] = ValueType.String,
    };

    public static IReadOnlyCollection<string> Names => Parameters.Keys;

    /// <summary>Names are the same in any case.</summary>
    public static bool Has(string name) => Parameters.ContainsKey(name);

    /// <summary>Null: it takes none.</summary>
    public static ValueType? Parameter(string name) => Parameters[name];
}
