using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>Changes the conditions of an expression, and leaves the rest of its text as it is.</summary>
internal static class RestartEdits
{
    /// <summary>The whole expression, with <c>&gt;=</c> so many restarts in place of the comparison.</summary>
    public static string? WithThreshold(SceneRule rule, RestartCondition condition, int restarts)
    {
        var comparison = condition.Comparison;
        var count = Constants.Value(comparison.Right) is null ? comparison.Right : comparison.Left;
        var number = new NumberLiteral(Math.Round(restarts * condition.Count.PerRestart, 9));
        return rule.With(comparison.Span, $"{count.Span.Of(rule.Text)} >= {Printer.Print(number)}");
    }

    /// <summary>The whole expression, with every window of the condition's own length put to another.</summary>
    public static string WithWindow(SceneRule rule, RestartCondition condition, TimeSpan window)
    {
        var text = rule.Text;
        var spans = condition.Comparison.All().SelectMany(e => e switch
        {
            RangeSelector r when r.Range == condition.Count.Window => [(r.RangeSpan, $"[{Duration.Print(window)}]")],
            Subquery q when q.Range == condition.Count.Window => [(q.RangeSpan, $"[{Duration.Print(window)}:{(q.Step is { } step ? Duration.Print(step) : "")}]")],
            VectorSelector v when v.Time.Offset == condition.Count.Window => [(v.Span, Printer.Print(v with { Time = v.Time with { Offset = window } }))],
            _ => Array.Empty<(TextSpan, string)>(),
        });
        foreach (var (span, replacement) in spans.OrderByDescending(s => s.Item1.Start))
        {
            text = text[..span.Start] + replacement + text[span.End..];
        }

        return text.TrimEnd();
    }
}
