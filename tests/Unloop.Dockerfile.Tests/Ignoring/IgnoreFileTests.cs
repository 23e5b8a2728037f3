using CsCheck;
using Unloop.Dockerfile.Ignoring;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Ignoring;

public class IgnoreFileTests
{
    [Theory]
    [InlineData("node_modules", "node_modules", true)]
    [InlineData("node_modules", "node_modules/a/b.js", true)]
    [InlineData("node_modules", "sub/node_modules/a", false)]
    [InlineData("**/node_modules", "sub/node_modules/a", true)]
    [InlineData("**/node_modules", "node_modules", true)]
    [InlineData("/foo/", "foo/x", true)]
    [InlineData("./foo", "foo", true)]
    [InlineData("foo/../bar", "bar", true)]
    [InlineData("*.md", "a.md", true)]
    [InlineData("*.md", "docs/a.md", false)]
    [InlineData("*/*.md", "docs/a.md", true)]
    [InlineData("**/*.md", "a/b/c.md", true)]
    [InlineData("**/*.md", "c.md", true)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a/**/z", "a/bz", false)]
    [InlineData("**", "anything/at/all", true)]
    [InlineData("**.log", "x.log", true)]
    [InlineData("fo?", "foo", true)]
    [InlineData("fo?", "fo/", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData("[^a-c]x", "dx", true)]
    [InlineData("\\*x", "*x", true)]
    [InlineData("\\*x", "ax", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("# comment\n foo ", "foo", true)]
    [InlineData(" # no comment", "# no comment", true)]
    [InlineData("\uFEFFfoo", "foo", true)]
    [InlineData("foo\r\nbar\r\n", "bar", true)]
    [InlineData("*\n!keep", "keep", false)]
    [InlineData("*\n!keep", "keep/below", false)]
    [InlineData("*\n!keep", "other", true)]
    [InlineData("*\n!keep/x\n", "keep/x", false)]
    [InlineData("*\n!keep/x\n", "keep/y", true)]
    [InlineData("!a\na", "a", true)]
    [InlineData("*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true)]
    [InlineData("*.md\n!README*.md\nREADME-secret.md", "README-x.md", false)]
    [InlineData("*.md\nREADME-secret.md\n!README*.md", "README-secret.md", false)]
    [InlineData("**/*.log\n!dir", "dir/x.log", true)]
    [InlineData("! /keep\n", "keep", false)]
    [InlineData("*", ".", false)]
    [InlineData("*", "", false)]
    public void Paths_are_ignored_as_moby_does_it(string file, string path, bool ignored) => Assert.Equal(ignored, IgnoreFile.Parse(file).IsIgnored(path));

    [Fact]
    public void The_pattern_that_decides_is_named()
    {
        var file = IgnoreFile.Parse("# a\n*.json\n!package.json\n*.json\n");
        Assert.Equal((4, "*.json"), (file.Deciding("package.json")!.Line, file.Deciding("package.json")!.Text));
        Assert.Equal(2, file.Deciding("tsconfig.json")!.Line);
        Assert.Null(file.Deciding("index.js"));
        Assert.True(file.HasExceptions);
    }

    [Theory]
    [InlineData("!")]
    [InlineData("a[")]
    [InlineData("[]")]
    [InlineData("a\\")]
    public void A_malformed_line_is_an_error_with_its_number(string line)
    {
        var file = IgnoreFile.Parse("ok\n" + line + "\n");
        Assert.Equal(2, Assert.Single(file.Errors).Line);
        Assert.Single(file.Patterns);
    }

    [Fact]
    public void No_file_and_no_path_makes_it_throw() =>
        Gen.Select(Gen.String[Gen.Char["ab/*?[]!\\-^.\n#"], 0, 30], Gen.String[Gen.Char["ab/."], 0, 12]).ForAll((file, path) => { _ = IgnoreFile.Parse(file).IsIgnored(path); }, cases: 5_000);

    [Fact]
    public void A_pattern_of_many_stars_takes_no_longer_than_its_length_times_the_path()
    {
        var file = IgnoreFile.Parse(string.Concat(Enumerable.Repeat("*a", 2_000)) + "b");
        Assert.False(file.IsIgnored(new string('a', 4_000)));
    }
}
