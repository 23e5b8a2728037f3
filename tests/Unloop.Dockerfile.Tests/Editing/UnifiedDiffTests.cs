using CsCheck;
using Unloop.Dockerfile.Editing;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Editing;

public class UnifiedDiffTests
{
    private static readonly Gen<string> Text =
        Gen.Select(Gen.OneOf<string>("a", "b", "c", "", " d", "\\ e", "-f", "+g", "@@"), Gen.OneOf<string>("\n", "\n", "\r\n"), (l, e) => l + e).List[0, 25]
            .Select(Gen.Bool, (lines, final) => final ? string.Concat(lines) : string.Concat(lines).TrimEnd('\r', '\n'));

    [Fact]
    public void Applying_it_gives_the_new_text() =>
        Gen.Select(Text, Text).ForAll((before, after) => Assert.Equal(after, DiffApplier.Apply(before, UnifiedDiff.Write("x", before, after))), cases: 3_000);

    [Fact]
    public void Texts_that_are_equal_have_none() => Assert.Equal("", UnifiedDiff.Write("x", "a\nb", "a\nb"));

    [Fact]
    public void It_has_three_lines_of_context_and_names_both_sides() =>
        Assert.Equal(
            "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n",
            UnifiedDiff.Write("Dockerfile", "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nnew\n5\n6\n7\n8\n"));

    [Fact]
    public void Changes_far_apart_are_hunks_of_their_own()
    {
        var before = string.Concat(Enumerable.Range(1, 20).Select(n => $"{n}\n"));
        var diff = UnifiedDiff.Write("x", before, before.Replace("\n2\n", "\ntwo\n", StringComparison.Ordinal).Replace("19", "nineteen", StringComparison.Ordinal));
        Assert.Equal(["@@ -1,5 +1,5 @@", "@@ -16,5 +16,5 @@"], diff.Split('\n').Where(l => l.StartsWith("@@", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_missing_newline_at_the_end_is_marked() =>
        Assert.Equal("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n", UnifiedDiff.Write("x", "a", "a\n"));

    [Fact]
    public void Carriage_returns_are_kept() =>
        Assert.Equal("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n", UnifiedDiff.Write("x", "a\r\nb\r\n", "a\r\nc\r\n"));

    [Fact]
    public void A_new_file_comes_from_nowhere() =>
        Assert.Equal("--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1 @@\n+node_modules\n", UnifiedDiff.Write(".dockerignore", null, "node_modules\n"));

    [Theory]
    [InlineData("my app/Dockerfile", "+++ b/my app/Dockerfile\t")]
    [InlineData("a\nb", "+++ \"b/a\\012b\"")]
    public void Strange_names_are_written_as_git_does(string path, string line) => Assert.Equal(line, UnifiedDiff.Write(path, "a\n", "b\n").Split('\n')[1]);

    [Fact]
    public void A_file_of_many_lines_that_all_differ_still_has_one()
    {
        var before = string.Concat(Enumerable.Range(0, 20_000).Select(n => $"{n}\n"));
        var after = string.Concat(Enumerable.Range(0, 20_000).Select(n => $"x{n}\n"));
        Assert.Equal(after, DiffApplier.Apply(before, UnifiedDiff.Write("x", before, after)));
    }
}
