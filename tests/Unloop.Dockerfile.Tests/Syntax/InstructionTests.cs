using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Tests.Syntax;

public class InstructionTests
{
    private static Instruction Second(string text)
    {
        var document = DockerfileDocument.Parse("FROM a\n" + text + "\n");
        Assert.Empty(document.Errors);
        return document.Instructions[1];
    }

    [Fact]
    public void The_case_of_the_keyword_is_kept()
    {
        var run = Second("rUn x");
        Assert.Equal(("RUN", "rUn"), (run.Keyword, run.KeywordAsWritten));
    }

    [Fact]
    public void Flags_are_split_off()
    {
        var copy = Second("COPY --from=build --link --chown=\"a:b\" --exclude=*.md --exclude=x src/ dst/");
        Assert.Equal([new("from", "build"), new("link", null), new("chown", "a:b"), new("exclude", "*.md"), new("exclude", "x")], copy.Flags);
        Assert.Equal(("src/ dst/", "build", "true", null), (copy.Arguments, copy.Flag("from"), copy.Flag("link"), copy.Flag("chmod")));
    }

    [Fact]
    public void What_follows_two_dashes_is_no_flag() => Assert.Equal("--network x", Second("RUN -- --network x").Arguments);

    [Theory]
    [InlineData("CMD [\"node\", \"a b\"]", "node|a b")]
    [InlineData("CMD [ \"a\" ] ", "a")]
    [InlineData("CMD []", "")]
    [InlineData("ENTRYPOINT [\"\\u0041\\n\", \"\\ud800\"]", "A\n|\uFFFD")]
    [InlineData("HEALTHCHECK --interval=3s CMD [\"curl\"]", "curl")]
    [InlineData("COPY [\"a b\", \"c\"]", "a b|c")]
    [InlineData("CMD [\"a\", \\\n # why\n \"b\"]", "a|b")]
    public void A_JSON_array_is_the_exec_form(string text, string elements) => Assert.Equal(elements, string.Join('|', Second(text).ExecForm!));

    [Theory]
    [InlineData("CMD ['node', 'x.js']")]
    [InlineData("CMD [\"node\" \"x.js\"]")]
    [InlineData("CMD [\"node\", \"x.js\",]")]
    [InlineData("CMD [\"node\", \"x.js\"")]
    [InlineData("CMD [node, x.js]")]
    [InlineData("CMD [“node”, “x.js”]")]
    [InlineData("CMD [\"node\", \"x.js\"] # comment")]
    public void What_only_looks_like_one_is_noted(string text)
    {
        var document = DockerfileDocument.Parse("FROM a\n" + text + "\n");
        Assert.True(document.Instructions[1].LooksLikeExecForm);
        Assert.Null(document.Instructions[1].ExecForm);
        Assert.Single(document.Warnings);
        Assert.Empty(document.Errors);
    }

    [Theory]
    [InlineData("RUN [ -f /x ] && y")]
    [InlineData("RUN [ -f /x ]")]
    [InlineData("RUN [ \"$A\" = \"b\" ]")]
    [InlineData("RUN [[ -z $A ]]")]
    [InlineData("CMD node x.js")]
    public void The_command_of_the_shell_is_not_taken_for_one(string text)
    {
        Assert.False(Second(text).LooksLikeExecForm);
        Assert.Null(Second(text).ExecForm);
    }

    [Fact]
    public void An_array_of_anything_else_is_an_error() =>
        Assert.Equal("A JSON array may hold only strings here; put every element in double quotes.", Assert.Single(DockerfileDocument.Parse("FROM a\nCMD [\"a\", 1]\n").Errors).Message);

    [Theory]
    [InlineData("ENV A=1 B=\"x y\" C=a\\ b", "A=1|B=\"x y\"|C=a\\ b")]
    [InlineData("ENV A  b  c", "A b  c")]
    [InlineData("ENV A= B=", "A=|B=")]
    [InlineData("ENV A=x=y", "A=x=y")]
    [InlineData("LABEL \"a b\"=c", "\"a b\"=c")]
    [InlineData("ARG A B=2 C=", "A|B=2|C=")]
    public void Pairs_are_read_in_both_forms(string text, string pairs) =>
        Assert.Equal(pairs, string.Join('|', Second(text).KeyValues.Select(p => p.HasEquals ? $"{p.Key}={p.Value}" : p.Value is null ? p.Key : $"{p.Key} {p.Value}")));

    [Fact]
    public void Stages_have_base_platform_and_name()
    {
        var from = DockerfileDocument.Parse("FROM --platform=linux/amd64 node:${V} as Build\n").Instructions[0];
        Assert.Equal(("node:${V}", "build", "linux/amd64"), (from.BaseName, from.StageName, from.Flag("platform")));
    }

    [Fact]
    public void Copies_have_sources_and_a_destination()
    {
        var copy = Second("COPY a\t b   c/");
        Assert.Equal(["a", "b"], copy.Sources);
        Assert.Equal("c/", copy.Destination);
    }

    [Fact]
    public void Onbuild_has_an_instruction_inside()
    {
        var onbuild = Second("ONBUILD copy --chown=a x \\\n  y");
        Assert.Equal(("COPY", "copy", "y", "a"), (onbuild.Inner!.Keyword, onbuild.Inner.KeywordAsWritten, onbuild.Inner.Destination, onbuild.Inner.Flag("chown")));
        Assert.Equal((2, 3), (onbuild.Inner.FirstLine, onbuild.Inner.LastLine));
    }

    [Fact]
    public void A_healthcheck_has_a_type_and_a_command() => Assert.Equal(["CMD", "curl -f  http://x"], Second("HEALTHCHECK CMD curl -f  http://x").Words);
}
