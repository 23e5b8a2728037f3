using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Tests.Syntax;

public class ContinuationTests
{
    private static Instruction Run(string text)
    {
        var document = DockerfileDocument.Parse("FROM a\n" + text);
        Assert.Empty(document.Errors);
        return document.Instructions[1];
    }

    [Theory]
    [InlineData("RUN a \\\n    && b\n", "a     && b", 3)]
    [InlineData("RUN a \\  \t\n b\n", "a  b", 3)]
    [InlineData("RUN a \\\r\n b\r\n", "a  b", 3)]
    [InlineData("RUN a \\\n# why\n   # why, too\n b\n", "a  b", 5)]
    [InlineData("RUN a \\\n\n\n b\n", "a  b", 5)]
    [InlineData("RUN a\\\nb\n", "ab", 3)]
    [InlineData("RUN \\\n\\\na\n", "a", 4)]
    [InlineData("RUN a \\", "a", 2)]
    [InlineData("RUN a \\\n", "a", 2)]
    [InlineData("  RUN a\n", "a", 2)]
    [InlineData("RUN echo '#' # stays\n", "echo '#' # stays", 2)]
    public void Lines_are_joined(string text, string arguments, int lastLine)
    {
        var run = Run(text);
        Assert.Equal((arguments, 2, lastLine), (run.Arguments, run.FirstLine, run.LastLine));
    }

    [Fact]
    public void Two_escape_characters_do_not_continue()
    {
        var document = DockerfileDocument.Parse("FROM a\nRUN dir C:\\\\\nRUN b\n");
        Assert.Equal(["a", "dir C:\\\\", "b"], document.Instructions.Select(i => i.Arguments));
    }

    [Fact]
    public void A_comment_does_not_continue() =>
        Assert.Equal(["FROM", "RUN"], DockerfileDocument.Parse("FROM a\n# x \\\nRUN b\n").Instructions.Select(i => i.Keyword));

    [Fact]
    public void With_a_backtick_as_escape_the_backslash_continues_nothing() =>
        Assert.Equal(["a", "dir C:\\", "b   c"], DockerfileDocument.Parse("# escape=`\nFROM a\nRUN dir C:\\\nRUN b `\n  c\n").Instructions.Select(i => i.Arguments));

    [Fact]
    public void An_empty_line_inside_an_instruction_is_a_warning()
    {
        var document = DockerfileDocument.Parse("FROM a\nRUN a \\\n\n b\n");
        Assert.Equal((3, 1), (Assert.Single(document.Warnings).Line, Assert.Single(document.Warnings).Column));
    }

    [Fact]
    public void A_place_in_joined_text_leads_back_to_its_line()
    {
        var run = Run("RUN apk add \\\n  curl \\\n  bash\n");
        Assert.Equal(new TextPosition(4, 3), run.Locate(run.Arguments.IndexOf("bash", StringComparison.Ordinal)));
        Assert.Equal(new TextPosition(2, 5), run.Locate(0));
    }
}
