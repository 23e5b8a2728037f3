using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus;

/// <summary>Which metrics an expression looks at. Pure.</summary>
public static class MetricNames
{
    /// <summary>In their order, each once; empty where the expression cannot be read, or selects by other labels alone.</summary>
    public static IReadOnlyList<string> In(string expression) =>
        [.. (ExpressionParser.Parse(expression).Tree?.All() ?? []).OfType<VectorSelector>().Select(s => s.Name).OfType<string>().Distinct()];

    /// <summary>Whether series of it exist only while something is wrong: kube-state-metrics tells a reason only where there is one.</summary>
    public static bool IsSparse(string metric) =>
        metric.StartsWith("kube_", StringComparison.Ordinal) && (metric.EndsWith("_reason", StringComparison.Ordinal) || metric.EndsWith("_exitcode", StringComparison.Ordinal));

    /// <summary>Whether two texts are one expression, however they are laid out.</summary>
    public static bool AreSame(string one, string other) =>
        one == other || (ExpressionParser.Parse(one).Tree is { } first && ExpressionParser.Parse(other).Tree is { } second && Printer.Print(first) == Printer.Print(second));
}
