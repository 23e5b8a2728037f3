using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Tests.Syntax;

public class HeredocTests
{
    private static Instruction Second(string text) => DockerfileDocument.Parse("FROM a\n" + text).Instructions[1];

    [Theory]
    [InlineData("RUN <<EOF\necho a\nEOF\n", "EOF", true, false, "echo a\n")]
    [InlineData("RUN <<-EOF\n\techo a\n\tEOF\n", "EOF", true, true, "\techo a\n")]
    [InlineData("RUN <<'EOF'\n$a\nEOF\n", "EOF", false, false, "$a\n")]
    [InlineData("RUN <<\"E F\"\n$a\nE F\n", "E F", false, false, "$a\n")]
    [InlineData("RUN <<E'O'F\n$a\nEOF\n", "EOF", false, false, "$a\n")]
    [InlineData("RUN <<$E\na\n$E\n", "$E", true, false, "a\n")]
    [InlineData("RUN << EOF\na\nEOF\n", "EOF", true, false, "a\n")]
    [InlineData("RUN python3 <<EOF\r\na\r\nEOF\r\n", "EOF", true, false, "a\r\n")]
    [InlineData("RUN <<EOF\nEOF\n", "EOF", true, false, "")]
    [InlineData("ONBUILD RUN <<EOF\n# kept\n\nEOF\n", "EOF", true, false, "# kept\n\n")]
    [InlineData("RUN a \\\n <<EOF\nx \\\nEOF\n", "EOF", true, false, "x \\\n")]
    public void A_heredoc_is_read(string text, string name, bool expand, bool strip, string content)
    {
        var heredoc = Assert.Single(Second(text).Heredocs);
        Assert.Equal((name, expand, strip, content), (heredoc.Name, heredoc.Expand, heredoc.StripTabs, heredoc.Content));
    }

    [Fact]
    public void Several_are_read_one_after_the_other()
    {
        var document = DockerfileDocument.Parse("FROM a\nCOPY <<X <<-Y /dest/\nY\nX\n\tX\nY\nRUN b\n");
        var copy = document.Instructions[1];
        Assert.Equal([("X", "Y\n"), ("Y", "X\n")], copy.Heredocs.Select(h => (h.Name, h.Text)));
        Assert.Equal((2, 2, 6), (copy.FirstLine, copy.HeaderLastLine, copy.LastLine));
        Assert.Equal("RUN", document.Instructions[2].Keyword);
        Assert.Empty(document.Errors);
    }

    [Theory]
    [InlineData("ENV A=<<EOF\n")]
    [InlineData("RUN [\"<<EOF\"]\n")]
    [InlineData("RUN \"<<EOF\"\n")]
    [InlineData("RUN cat <<<EOF\n")]
    [InlineData("RUN echo $((1<<2))\n")]
    [InlineData("RUN echo it's <<EOF\n")]
    [InlineData("RUN a<<EOF\n")]
    public void These_are_none(string text)
    {
        var instruction = Second(text);
        Assert.Empty(instruction.Heredocs);
        Assert.Equal(2, instruction.LastLine);
    }

    [Fact]
    public void One_that_is_not_closed_is_an_error_at_its_line()
    {
        var document = DockerfileDocument.Parse("FROM a\nRUN <<EOF\nb\n EOF\n");
        var error = Assert.Single(document.Errors);
        Assert.Equal((2, "The here-document <<EOF is not closed; write EOF alone on a line after it."), (error.Line, error.Message));
        Assert.Equal(4, document.Instructions[1].LastLine);
    }

    [Fact]
    public void As_a_destination_it_is_an_error() =>
        Assert.Contains(DockerfileDocument.Parse("FROM a\nCOPY x <<EOF\nEOF\n").Errors, e => e.Message.Contains("as a source", StringComparison.Ordinal));
}
