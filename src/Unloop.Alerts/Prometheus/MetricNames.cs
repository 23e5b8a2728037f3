using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus;

/// <summary>Which metrics an expression looks at, and which it cannot do without. Pure.</summary>
public static class MetricNames
{
    /// <summary>In their order, each once; empty where the expression cannot be read, or selects by other labels alone.</summary>
    public static IReadOnlyList<string> In(string expression) => Valid(expression) is { } tree ? In(tree) : [];

    /// <summary>Those without any one of which it never gives anything: of two that an <c>or</c> joins, neither.</summary>
    public static IReadOnlyList<string> Required(string expression) => Valid(expression) is { } tree ? [.. In(tree).Where(n => IsSilent(tree, m => m == n))] : [];

    /// <summary>Whether it gives nothing, whatever else there is, where these metrics have no series. False where that cannot be told.</summary>
    public static bool IsSilent(string expression, Func<string, bool> isEmpty) => Valid(expression) is { } tree && IsSilent(tree, isEmpty);

    /// <summary>Whether series of it exist only while something is wrong: kube-state-metrics tells a reason only where there is one.</summary>
    public static bool IsSparse(string metric) =>
        metric.StartsWith("kube_", StringComparison.Ordinal) && (metric.EndsWith("_reason", StringComparison.Ordinal) || metric.EndsWith("_exitcode", StringComparison.Ordinal));

    /// <summary>Whether two texts are one expression, however they are laid out.</summary>
    public static bool AreSame(string one, string other) =>
        one == other || (Valid(one) is { } first && Valid(other) is { } second && Printer.Print(first) == Printer.Print(second));

    /// <summary>Null where Prometheus would refuse it.</summary>
    private static Expression? Valid(string expression) => ExpressionParser.Parse(expression) is { IsValid: true, Tree: { } tree } ? tree : null;

    private static IReadOnlyList<string> In(Expression tree) => [.. tree.All().OfType<VectorSelector>().Select(s => s.Name).OfType<string>().Distinct()];

    /// <summary>As deep as the parser lets an expression be.</summary>
    private static bool IsSilent(Expression expression, Func<string, bool> isEmpty) => expression switch
    {
        VectorSelector selector => selector.Name is { } name && isEmpty(name),
        BinaryExpression { Operator: BinaryOperator.Or } or => IsSilent(or.Left, isEmpty) && IsSilent(or.Right, isEmpty),
        BinaryExpression { Operator: BinaryOperator.Unless } unless => IsSilent(unless.Left, isEmpty),
        BinaryExpression binary => IsSilent(binary.Left, isEmpty) || IsSilent(binary.Right, isEmpty),

        // What they give where there is nothing is their purpose.
        FunctionCall { Function.Name: "absent" or "absent_over_time" or "scalar" or "vector" } => false,
        Aggregation aggregation => IsSilent(aggregation.Operand, isEmpty),
        _ => expression.Children.Any(c => IsSilent(c, isEmpty)),
    };
}
