using Unloop.Alerts.Linting;
using Unloop.Alerts.Sources;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks;

/// <summary>The checks for rules of Prometheus behind the frame that all products share.</summary>
public sealed class PrometheusLint : ILintProvider
{
    public static PrometheusLint Instance { get; } = new();

    public string Name => "prometheus";

    public IReadOnlyList<FindingRule> Rules => [.. RuleCheckList.All.Select(c => c.Describes)];

    public bool Takes(ContentKind kind) => kind is ContentKind.PrometheusRules or ContentKind.PrometheusRuleManifest;

    /// <summary>Whether it parses; and of what does not, that which has a range or a matcher as no other language writes them.</summary>
    public bool LooksLikeQuery(string text) =>
        ExpressionParser.Parse(text).Tree is not null
        || (!text.Contains("{*}", StringComparison.Ordinal) && !text.Contains("last_", StringComparison.Ordinal) && (text.Contains("=\"", StringComparison.Ordinal) || text.Contains("=~", StringComparison.Ordinal)));

    public LintResult Lint(IReadOnlyList<LintFile> files, LintSurroundings surroundings)
    {
        var options = new RuleCheckOptions { Setup = surroundings.Setup, KnownMetrics = surroundings.KnownMetrics };
        var read = files.Where(f => !f.IsQuery).Select(f => RuleFileReader.Read(f.Source, f.Tree)).ToList();
        var queries = files.Where(f => f.IsQuery).Select(f => TypedQuery.Read(f.Text)).ToList();
        var findings = (read.Count == 0 ? [] : RuleCheckList.Check(read, options)).Concat(queries.SelectMany(q => TypedQuery.Check(q, options)));
        return new(
            [.. findings],
            [.. read.SelectMany(f => f.Errors.Select(e => new Problem(ProblemKind.BadInput, $"{f.File}:{e.At.Line}:{e.At.Column}: {e.Message}")))],
            read.Sum(f => f.Rules.Count()) + queries.Count);
    }
}
