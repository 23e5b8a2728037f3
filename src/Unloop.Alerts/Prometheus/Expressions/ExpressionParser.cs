namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>
/// Reads PromQL: what Prometheus 2.42 reads, and what 3 reads beyond it (quoted names, numbers for durations). Expressions of durations, which are experimental, are
/// refused. Never throws; length and depth are bounded.
/// </summary>
public static class ExpressionParser
{
    /// <summary>Characters.</summary>
    public const int Longest = 100_000;

    /// <summary>How deep a tree may be; <c>a or b or c</c> has a level for each word.</summary>
    public const int Deepest = 250;

    public static ParsedExpression Parse(string text)
    {
        if (text.Length > Longest)
        {
            return new(text, null, [new(new(0, 0), $"the expression is longer than {Longest} characters")]);
        }

        try
        {
            var tree = new TreeReader(Lexer.Read(text)).Read();
            return new(text, tree, [.. TypeChecker.Check(tree).OrderBy(e => e.Span.Start)]);
        }
        catch (ExpressionException e)
        {
            return new(text, null, [new(e.Span, e.Message)]);
        }
    }
}
