using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Alerts.Sources;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks;

/// <summary>An expression that was typed, checked as if it were the only alert: without what only a file can have.</summary>
internal static class TypedQuery
{
    private static readonly string[] OfFiles = ["no-severity", "no-summary", "duplicate-rule", "rule-not-selected"];

    public static RuleFile Read(string text)
    {
        var source = new SourceFile(null, text);
        var expr = new LocatedText(source, new SourceScalar(PlacedText.Of(text), ScalarKind.Text, 0, text.Length));
        var rule = new Rule { Alert = "the query", Expr = text };
        var located = new LocatedRule { Rule = rule, At = new(1, 1), Expr = expr, Parsed = ExpressionParser.Parse(text) };
        return new(source, [new(new() { Name = "", Rules = [rule] }, new(1, 1), null, [located])], []);
    }

    public static IEnumerable<CheckFinding> Check(RuleFile query, RuleCheckOptions options) => RuleCheckList.Check([query], options)
        .Where(f => !OfFiles.Contains(f.Id))
        .Select(f => f with { At = f.At with { File = null } });
}
