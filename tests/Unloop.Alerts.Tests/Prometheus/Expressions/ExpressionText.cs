using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Tests.Prometheus.Expressions;

/// <summary>The shape of a tree, without places: every operation in parentheses of its own.</summary>
internal static class ExpressionText
{
    public static string Shape(Expression e) => e switch
    {
        Parenthesis p => Shape(p.Inner),
        UnaryExpression u => $"({(u.Negates ? "-" : "+")} {Shape(u.Operand)})",
        BinaryExpression b => $"({Shape(b.Left)} {b.Operator.Text()}{(b.ReturnsBool ? " bool" : "")}{Shape(b.Matching)} {Shape(b.Right)})",
        FunctionCall c => $"{c.Function.Name}({string.Join(", ", c.Arguments.Select(Shape))})",
        Aggregation a => $"{a.Operator}{(a.Grouping is { } g ? $" {(g.Without ? "without" : "by")} [{string.Join(", ", g.Labels)}]" : "")}({string.Join(", ", a.Children.Select(Shape))})",
        Subquery q => $"sub({Shape(q.Inner)}, {q.Range}, {q.Step}, {q.Time})",
        RangeSelector r => $"range({Shape(r.Vector)}, {r.Range})",
        VectorSelector v => $"{v.Name}{{{string.Join(", ", v.Matchers.Select(m => $"{m.Label} {m.Operator} {m.Value}"))}}} {v.Time}",
        NumberLiteral n => FormattableString.Invariant($"{n.Value:R}"),
        StringLiteral s => $"'{s.Value}'",
        _ => throw new ArgumentOutOfRangeException(nameof(e)),
    };

    private static string Shape(VectorMatching? m) =>
        m is null ? "" : $" {(m.On ? "on" : "ignoring")} [{string.Join(", ", m.Labels)}] {m.Group} [{string.Join(", ", m.Include ?? [])}]";
}
