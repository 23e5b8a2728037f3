using System.Text;
using Unloop.Core;
using Unloop.Core.Signatures;
using Unloop.Engine.Knowing;
using Unloop.Knowledge;
using Unloop.Tests;

namespace Unloop.Engine.Tests.Knowing;

/// <summary>Checks all knowledge that ships: every signature, every case, and who wins each case.</summary>
public class KnowledgeTests
{
    private static readonly (IReadOnlyList<Signature> Signatures, IReadOnlyList<SignatureCase> Cases, IReadOnlyList<KnowledgeError> Errors) Shipped = KnowledgeCheck.Read(Files());

    private static readonly KnowledgeCheck Check = new(new SignatureIndex(Shipped.Signatures));

    private static IReadOnlyList<(string Path, string Text)> Files()
    {
        var root = Repository.PathTo("knowledge", "signatures");
        return [.. Directory.EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(f => (Path.GetRelativePath(root, f).Replace('\\', '/'), File.ReadAllText(f)))];
    }

    [Fact]
    public void Every_signature_file_is_well_formed_and_counts() => Assert.Empty(Shipped.Errors.Select(e => e.ToString()));

    [Fact]
    public void Every_case_finds_what_it_says_and_no_near_miss_matches()
    {
        Assert.Empty(Shipped.Cases.SelectMany(c => Check.Problems(c).Select(p => $"{c.Signature}.cases.yaml:{c.Line} '{c.Title}': {p}")));
    }

    [Fact]
    public void At_least_150_signatures_count() => Assert.InRange(Shipped.Signatures.Count(s => KnowledgeCheck.Counts(s, Shipped.Cases)), 150, int.MaxValue);

    /// <summary>An over-broad pattern shows up here as a line that changed its winner.</summary>
    [Fact]
    public void Who_wins_each_case_is_as_reviewed()
    {
        var snapshot = new StringBuilder();
        foreach (var @case in Shipped.Cases.Where(c => !c.NearMiss).OrderBy(c => c.Signature, StringComparer.Ordinal).ThenBy(c => c.Line))
        {
            var (_, winner, cause) = Check.Rank(@case);
            var won = winner == @case.Signature ? "" : $" <- {winner ?? "undetermined"}";
            snapshot.Append(@case.Signature).Append(" | ").Append(@case.Title).Append(" | ")
                .Append(cause is null ? "-" : $"{cause.Category.Token()}, {cause.Confidence.ToString().ToLowerInvariant()}").AppendLine(won);
        }

        Snapshot.Match(snapshot.ToString(), "ranking.snap");
    }

    /// <summary>docs/knowledge.md counts what there is, and shows where signatures stand in each other's way.</summary>
    [Fact]
    public void The_knowledge_is_counted_in_the_documentation()
    {
        var category = Shipped.Signatures.ToDictionary(s => s.Id, s => s.Category);
        var ranks = Shipped.Cases.Where(c => !c.NearMiss && category.ContainsKey(c.Signature)).Select(Check.Rank).ToLookup(r => category[r.Case.Signature]);
        var page = new StringBuilder("# The knowledge, counted\n\nWritten by the tests; do not edit. A case is *lost* when a rule of another category wins it.\n\n");
        page.Append("| category | signatures | cases | near-misses | cases of its own | won by another rule of the category | lost |\n|---|---|---|---|---|---|---|\n");
        foreach (var group in Shipped.Signatures.GroupBy(s => s.Category).OrderBy(g => g.Key))
        {
            var ids = group.Select(s => s.Id).ToHashSet();
            var won = ranks[group.Key].ToList();
            var lost = won.Count(r => r.Cause?.Category != group.Key);
            var shared = won.Count(r => r.Winner != r.Case.Signature) - lost;
            page.Append($"| {group.Key.Token()} | {ids.Count} | {won.Count} | {Shipped.Cases.Count(c => c.NearMiss && ids.Contains(c.Signature))} | {won.Count - shared - lost} | {shared} | {lost} |\n");
        }

        page.Append($"\n{Shipped.Signatures.Count} signatures in {Shipped.Signatures.Select(s => s.Area).Distinct().Count()} areas, {Shipped.Cases.Count(c => !c.NearMiss)} cases, {Shipped.Cases.Count(c => c.NearMiss)} near-misses.\n");
        Snapshot.Match(page.ToString(), Path.Combine("..", "..", "..", "docs", "knowledge.md"));
    }

    [Fact]
    public void The_list_of_conditions_in_the_documentation_is_the_list() =>
        Assert.Equal(
            Conditions.Kinds.Order(StringComparer.Ordinal),
            File.ReadLines(Repository.PathTo("docs", "adding-a-signature.md"))
                .SkipWhile(l => !l.StartsWith("| condition |", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith("| `", StringComparison.Ordinal))
                .Select(l => l.Split('`')[1]).Order(StringComparer.Ordinal));

    [Fact]
    public void The_list_of_categories_in_the_documentation_is_the_list()
    {
        var page = File.ReadAllText(Repository.PathTo("docs", "categories.md"));
        Assert.Empty(Categories.AllTokens.Where(t => !page.Contains($"| {t} |", StringComparison.Ordinal) && !page.Contains($"`{t}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_case_is_lost_to_a_wrong_category_at_certain()
    {
        var category = Shipped.Signatures.ToDictionary(s => s.Id, s => s.Category);
        Assert.Empty(Shipped.Cases.Where(c => !c.NearMiss).Select(Check.Rank)
            .Where(r => r.Cause is { Confidence: Core.Diagnoses.Confidence.Certain } cause && cause.Category != category[r.Case.Signature])
            .Select(r => $"{r.Case} is won by {r.Winner}"));
    }

    /// <summary>The analyzers' own categories have no signature, and the relatives may have.</summary>
    [Fact]
    public void Every_category_is_reachable()
    {
        Category[] byAnalyzer = [Category.ProbeKill, Category.ExitsZero, Category.OomLimit, Category.SidecarOrdering, Category.MountShadowsFiles, Category.NotReady];
        var reachable = Shipped.Signatures.Select(s => s.Category).Concat(byAnalyzer).ToHashSet();
        Assert.Superset(Enum.GetValues<Category>().ToHashSet(), reachable);
    }

    [Fact]
    public void The_embedded_knowledge_is_the_knowledge_folder() =>
        Assert.Equal(Shipped.Signatures.Select(s => s.Id).Order(StringComparer.Ordinal), ShippedKnowledge.Load().Signatures.Select(s => s.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void Missing_modules_are_never_certain_without_a_look_into_the_image() =>
        Assert.Empty(Shipped.Signatures.Where(s => s.Category == Category.MissingModule && (s.Confidence == Core.Diagnoses.Confidence.Certain || s.Corroborate.Count > 0)).Select(s => s.Id));
}
