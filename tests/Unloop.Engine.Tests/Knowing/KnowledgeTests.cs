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
        var check = new KnowledgeCheck(new SignatureIndex(Shipped.Signatures));
        Assert.Empty(Shipped.Cases.SelectMany(c => check.Problems(c).Select(p => $"{c.Signature}.cases.yaml:{c.Line} '{c.Title}': {p}")));
    }

    [Fact]
    public void At_least_150_signatures_count() => Assert.InRange(Shipped.Signatures.Count(s => KnowledgeCheck.Counts(s, Shipped.Cases)), 150, int.MaxValue);

    /// <summary>An over-broad pattern shows up here as a line that changed its winner.</summary>
    [Fact]
    public void Who_wins_each_case_is_as_reviewed()
    {
        var check = new KnowledgeCheck(new SignatureIndex(Shipped.Signatures));
        var snapshot = new StringBuilder();
        foreach (var @case in Shipped.Cases.Where(c => !c.NearMiss).OrderBy(c => c.Signature, StringComparer.Ordinal).ThenBy(c => c.Line))
        {
            var (_, winner, cause) = check.Rank(@case);
            var won = winner == @case.Signature ? "" : $" <- {winner ?? "undetermined"}";
            snapshot.Append(@case.Signature).Append(" | ").Append(@case.Title).Append(" | ")
                .Append(cause is null ? "-" : $"{cause.Category.Token()}, {cause.Confidence.ToString().ToLowerInvariant()}").AppendLine(won);
        }

        Snapshot.Match(snapshot.ToString(), "ranking.snap");
    }

    [Fact]
    public void No_case_is_lost_to_a_wrong_category_at_certain()
    {
        var check = new KnowledgeCheck(new SignatureIndex(Shipped.Signatures));
        var category = Shipped.Signatures.ToDictionary(s => s.Id, s => s.Category);
        Assert.Empty(Shipped.Cases.Where(c => !c.NearMiss).Select(check.Rank)
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
