namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>
/// Reads PromQL: what Prometheus 2.42 reads, and what 3 reads beyond it (quoted names, numbers for durations). Expressions of durations, which are experimental, are
/// refused. Never throws; length, depth and the number of errors are bounded.
/// </summary>
public static class ExpressionParser
{
    /// <summary>Characters.</summary>
    public const int Longest = 100_000;

    /// <summary>How deep expressions may be nested in one another, and how long a chain of operators may be: <c>a or b or c</c> has a level for each word.</summary>
    public const int Deepest = 250;

    /// <summary>How deep a tree may be: chains within chains come to more than <see cref="Deepest"/>, and so do subqueries of subqueries.</summary>
    public const int DeepestTree = 2 * Deepest;

    private const int MostErrors = 20;

    public static ParsedExpression Parse(string text)
    {
        if (text.Length > Longest)
        {
            return new(text, null, [new(new(0, 0), $"the expression is longer than {Longest} characters")]);
        }

        try
        {
            var tree = new TreeReader(Lexer.Read(text)).Read();
            return FirstBelow(tree, DeepestTree) is { } deep
                ? new(text, null, [new(deep.Span, $"the expression is nested deeper than {DeepestTree} levels")])
                : new(text, tree, [.. TypeChecker.Check(tree).OrderBy(e => e.Span.Start).Take(MostErrors)]);
        }
        catch (ExpressionException e)
        {
            return new(text, null, [new(e.Span, e.Message)]);
        }
    }

    /// <summary>The first part of a tree that lies deeper; without recursion, as whoever walks the tree afterwards may use it.</summary>
    private static Expression? FirstBelow(Expression tree, int depth)
    {
        var waiting = new Stack<(Expression Node, int Depth)>([(tree, 1)]);
        while (waiting.TryPop(out var next))
        {
            if (next.Depth > depth)
            {
                return next.Node;
            }

            foreach (var child in next.Node.Children)
            {
                waiting.Push((child, next.Depth + 1));
            }
        }

        return null;
    }
}
