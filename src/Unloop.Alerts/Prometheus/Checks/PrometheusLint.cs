using Unloop.Alerts.Linting;
using Unloop.Alerts.Sources;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Alerts.Prometheus.Routing;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks;

/// <summary>The checks for rules of Prometheus behind the frame that all products share.</summary>
public sealed class PrometheusLint : ILintProvider
{
    public static PrometheusLint Instance { get; } = new();

    public string Name => "prometheus";

    public IReadOnlyList<FindingRule> Rules => [.. RuleCheckList.All.Select(c => c.Describes)];

    public bool Takes(ContentKind kind) => kind is ContentKind.PrometheusRules or ContentKind.PrometheusRuleManifest or ContentKind.AlertmanagerConfiguration;

    /// <summary>Whether it parses; and of what does not, that which has a range or a matcher as no other language writes them.</summary>
    public bool LooksLikeQuery(string text) =>
        ExpressionParser.Parse(text).Tree is not null
        || (!text.Contains("{*}", StringComparison.Ordinal) && !text.Contains("last_", StringComparison.Ordinal) && (text.Contains("=\"", StringComparison.Ordinal) || text.Contains("=~", StringComparison.Ordinal)));

    public LintResult Lint(IReadOnlyList<LintFile> files, LintSurroundings surroundings)
    {
        var problems = new List<Problem>();
        var routing = files.Where(IsRouting).ToList();
        var read = files.Where(f => !f.IsQuery && !routing.Contains(f)).Select(f => RuleFileReader.Read(f.Source, f.Tree)).ToList();
        var queries = files.Where(f => f.IsQuery).Select(f => TypedQuery.Read(f.Text)).ToList();
        var options = new RuleCheckOptions
        {
            Setup = surroundings.Setup,
            KnownMetrics = surroundings.KnownMetrics,
            LoadedRules = surroundings.LoadedRules,
            HasExportedLabels = surroundings.HasExportedLabels,
            Alertmanagers = [.. routing.Select(f => Routing(f, read.Count > 0, problems)).OfType<AlertmanagerConfiguration>()],
        };
        var findings = (read.Count == 0 ? [] : RuleCheckList.Check(read, options)).Concat(queries.SelectMany(q => TypedQuery.Check(q, options)));
        return new(
            [.. findings],
            [.. problems, .. read.SelectMany(f => f.Errors.Select(e => new Problem(ProblemKind.BadInput, $"{f.File}:{e.At.Line}:{e.At.Column}: {e.Message}")))],
            read.Sum(f => f.Rules.Count()) + queries.Count);
    }

    private static bool IsRouting(LintFile file) => !file.IsQuery && ContentKinds.Of(file.Tree) is [ContentKind.AlertmanagerConfiguration];

    /// <summary>It decides who hears of rules, and alone says nothing about any.</summary>
    private static AlertmanagerConfiguration? Routing(LintFile file, bool hasRules, List<Problem> problems)
    {
        if (!hasRules)
        {
            problems.Add(new(ProblemKind.BadInput, $"{file.Name} {ContentKinds.Says(ContentKind.AlertmanagerConfiguration)}"));
            return null;
        }

        var (configuration, errors) = AlertmanagerReader.Read(file.Source, file.Tree);
        problems.AddRange(errors.Select(e => new Problem(ProblemKind.BadInput, $"{file.Source.Where(e.At)}: {e.Message}")));
        return configuration;
    }
}
