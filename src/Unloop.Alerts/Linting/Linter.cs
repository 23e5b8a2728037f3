using Unloop.Alerts.Sources;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Linting;

/// <summary>Checks monitors and rules. A provider is one line in <see cref="Providers"/>.</summary>
public static class Linter
{
    public static IReadOnlyList<ILintProvider> Providers { get; } =
    [
        Datadog.Checks.DatadogLint.Instance,
        Prometheus.Checks.PrometheusLint.Instance,
    ];

    /// <summary>Of all providers; what two of them see alike is one rule.</summary>
    public static IReadOnlyList<FindingRule> Rules => [.. Providers.SelectMany(p => p.Rules).DistinctBy(r => r.Id).OrderBy(r => r.Id, StringComparer.Ordinal)];

    /// <summary>All findings in the order of files and lines, and all problems.</summary>
    /// <param name="provider">One of <see cref="Providers"/> by its name; null: told by the content of each file.</param>
    public static LintResult Lint(IReadOnlyList<LintFile> files, string? provider = null, LintSurroundings? surroundings = null)
    {
        var problems = new List<Problem>();
        var taken = files.Select(f => (File: f, By: TakenBy(f, provider, problems))).ToList();
        var results = Providers
            .Select(p => (Provider: p, Files: taken.Where(t => t.By.Contains(p)).Select(t => t.File).ToList()))
            .Where(g => g.Files.Count > 0)
            .Select(g => g.Provider.Lint(g.Files, surroundings ?? LintSurroundings.None))
            .ToList();
        var order = files.Select((f, i) => (Name: f.Name ?? "", Index: i)).GroupBy(f => f.Name).ToDictionary(g => g.Key, g => g.First().Index);
        return new LintResult(
            [.. results.SelectMany(r => r.Items)
                .OrderBy(i => order.GetValueOrDefault(i.At.File ?? "", int.MaxValue)).ThenBy(i => i.At.Line ?? 0).ThenBy(i => i.At.Column ?? 0)
                .ThenByDescending(i => i.Severity).ThenBy(i => i.Id, StringComparer.Ordinal)],
            [.. problems, .. results.SelectMany(r => r.Problems)],
            results.Sum(r => r.Checked));
    }

    private static List<ILintProvider> TakenBy(LintFile file, string? provider, List<Problem> problems)
    {
        var asked = Providers.FirstOrDefault(p => p.Name == provider);
        if (file.IsQuery)
        {
            return [asked ?? Providers.FirstOrDefault(p => p.LooksLikeQuery(file.Text)) ?? Providers[^1]];
        }

        var (source, tree) = (file.Source, file.Tree);
        var kinds = ContentKinds.Of(tree);
        var able = Providers.Where(p => (asked is null || asked == p) && kinds.Any(p.Takes)).ToList();
        if (able.Count > 0)
        {
            return able;
        }

        // A file that cannot be read may be anybody's: its errors are worth more than a guess.
        IReadOnlyList<SourceError> errors = UnrenderedFile.Find(source) is { } unrendered ? [unrendered] : tree.Errors;
        problems.AddRange(errors.Count > 0
            ? errors.Select(e => new Problem(ProblemKind.BadInput, $"{source.Where(e.At)}: {e.Message}"))
            : [new Problem(ProblemKind.BadInput, $"{file.Name} {(kinds.Count == 0 ? "is empty" : ContentKinds.Says(kinds[0]))}")]);
        return [];
    }
}
