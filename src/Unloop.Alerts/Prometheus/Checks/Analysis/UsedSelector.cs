using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>A selector, and how far back what is made of it looks.</summary>
/// <param name="Node">The selector, or the range selector around it.</param>
/// <param name="LookBack">Of a function over time around it; zero: only the moment counts.</param>
internal sealed record UsedSelector(VectorSelector Vector, Expression Node, TimeSpan LookBack)
{
    public static IReadOnlyList<UsedSelector> All(Expression tree)
    {
        var found = new List<UsedSelector>();
        Walk(tree, TimeSpan.Zero, found);
        return found;
    }

    /// <summary>Ranges of centuries within one another are more than can be counted.</summary>
    private static TimeSpan Sum(TimeSpan lookBack, TimeSpan range) => lookBack < Duration.Longest - range ? lookBack + range : Duration.Longest;

    private static void Walk(Expression expression, TimeSpan lookBack, List<UsedSelector> found)
    {
        switch (expression)
        {
            case VectorSelector vector:
                found.Add(new(vector, vector, lookBack));
                break;
            case RangeSelector range:
                found.Add(new(range.Vector, range, Sum(lookBack, range.Range)));
                break;
            case Subquery subquery:
                Walk(subquery.Inner, Sum(lookBack, subquery.Range), found);
                break;
            default:
                foreach (var child in expression.Children)
                {
                    Walk(child, lookBack, found);
                }

                break;
        }
    }
}
