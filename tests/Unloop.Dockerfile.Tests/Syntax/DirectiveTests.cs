using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Tests.Syntax;

public class DirectiveTests
{
    [Fact]
    public void Directives_stand_at_the_very_top()
    {
        var document = DockerfileDocument.Parse("#syntax=docker/dockerfile:1.9\n# Escape = `\n# check=skip=all\nFROM a\n");
        Assert.Equal([new("syntax", "docker/dockerfile:1.9", 1), new("escape", "`", 2), new("check", "skip=all", 3)], document.Directives);
        Assert.Equal('`', document.Escape);
    }

    [Theory]
    [InlineData("\n# escape=`\nFROM a\n")]
    [InlineData("# a comment\n# escape=`\nFROM a\n")]
    [InlineData("# unknown=1\n# escape=`\nFROM a\n")]
    [InlineData("FROM a\n# escape=`\n")]
    [InlineData("# escape\nFROM a\n")]
    public void After_anything_else_it_is_a_comment(string text)
    {
        var document = DockerfileDocument.Parse(text);
        Assert.Empty(document.Directives);
        Assert.Equal('\\', document.Escape);
        Assert.Empty(document.Errors);
    }

    [Fact]
    public void A_byte_order_mark_before_the_first_directive_does_not_hide_it()
    {
        var document = DockerfileDocument.Parse("\uFEFF# escape=`\r\nFROM a\r\nRUN x `\r\n  y\r\n");
        Assert.Equal('`', document.Escape);
        Assert.Equal("x   y", document.Instructions[1].Arguments);
        Assert.True(document.Source.HasByteOrderMark);
        Assert.Equal(LineEnding.CrLf, document.LineEnding);
    }

    [Theory]
    [InlineData("# escape=x\nFROM a\n", 1, "The escape character can be \\ or `, not 'x'.")]
    [InlineData("# syntax=a\n# syntax=b\nFROM a\n", 2, "The parser directive syntax stands twice; keep one of them.")]
    public void Wrong_directives_are_errors(string text, int line, string message)
    {
        var error = Assert.Single(DockerfileDocument.Parse(text).Errors);
        Assert.Equal((line, message), (error.Line, error.Message));
    }
}
