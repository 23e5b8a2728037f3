using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>Changes the conditions of an expression, and leaves the rest of its text as it is.</summary>
internal static class RestartEdits
{
    /// <summary>The whole expression, with <c>&gt;=</c> so many restarts in place of the comparison.</summary>
    public static string WithThreshold(SceneRule rule, RestartCondition condition, int restarts) => With(rule, condition, condition.Count.Window, restarts);

    /// <summary>The whole expression, with every window of the condition's own length put to another.</summary>
    public static string WithWindow(SceneRule rule, RestartCondition condition, TimeSpan window) => With(rule, condition, window, null);

    public static string With(SceneRule rule, RestartCondition condition, TimeSpan window, int? restarts)
    {
        var comparison = condition.Comparison;
        var count = Constants.Value(comparison.Right) is null ? comparison.Right : comparison.Left;
        var spans = comparison.All().SelectMany(e => Windows(e, condition.Count.Window, window)).ToList();

        // A rate that is multiplied by its window's seconds would need another factor.
        var perRestart = condition.Count.PerRestart * (window == condition.Count.Window || condition.Count.Node is not FunctionCall { Function.Name: "rate" } ? 1 : condition.Count.Window / window);
        var text = Edited(rule.Text, count.Span, spans);
        return restarts is { } number
            ? rule.With(comparison.Span, $"{text} >= {Printer.Print(new NumberLiteral(Math.Round(number * perRestart, 9)))}")
            : rule.With(comparison.Span, Edited(rule.Text, comparison.Span, spans));
    }

    private static IEnumerable<(TextSpan Span, string Text)> Windows(Expression e, TimeSpan from, TimeSpan to) => e switch
    {
        _ when from == to => [],
        RangeSelector r when r.Range == from => [(r.RangeSpan, $"[{Duration.Print(to)}]")],
        Subquery q when q.Range == from => [(q.RangeSpan, $"[{Duration.Print(to)}:{(q.Step is { } step ? Duration.Print(step) : "")}]")],
        VectorSelector v when v.Time.Offset == from => [(v.Span, Printer.Print(v with { Time = v.Time with { Offset = to } }))],
        _ => [],
    };

    private static string Edited(string text, TextSpan part, IEnumerable<(TextSpan Span, string Text)> edits)
    {
        var edited = part.Of(text);
        foreach (var (span, replacement) in edits.Where(s => s.Span.Start >= part.Start && s.Span.End <= part.End).OrderByDescending(s => s.Span.Start))
        {
            edited = edited[..(span.Start - part.Start)] + replacement + edited[(span.End - part.Start)..];
        }

        return edited;
    }
}
