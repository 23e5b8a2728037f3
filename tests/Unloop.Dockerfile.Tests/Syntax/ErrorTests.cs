using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Tests.Syntax;

public class ErrorTests
{
    [Theory]
    [InlineData("COPPY a b", "There is no instruction 'COPPY'. Did you mean COPY?")]
    [InlineData("&& make", "There is no instruction '&&'. Is a continuation missing at the end of the line before it?")]
    [InlineData("COPY a", "COPY needs a source and a destination.")]
    [InlineData("COPY --form=x a b", "COPY has no flag --form; it takes --chown, --from, --chmod, --link, --exclude, --parents.")]
    [InlineData("WORKDIR --x /a", "WORKDIR takes no flags, but has --x.")]
    [InlineData("COPY --from a b", "--from of COPY needs a value: --from=….")]
    [InlineData("COPY --link=maybe a b", "--link of COPY takes true or false.")]
    [InlineData("COPY --chown=a --chown=b a b", "--chown stands twice in one COPY; keep one of them.")]
    [InlineData("FROM a b", "FROM takes an image, or an image, AS and a name; a comment cannot stand on the same line.")]
    [InlineData("FROM a # note", "FROM takes an image, or an image, AS and a name; a comment cannot stand on the same line.")]
    [InlineData("FROM a AS 1x", "A stage cannot be called '1x'; use a letter, then letters, digits, '-', '_' and '.'.")]
    [InlineData("ENV A", "ENV has no value for 'A'; write name=value, with quotes around blanks.")]
    [InlineData("ENV A=1 B", "ENV has no value for 'B'; write name=value, with quotes around blanks.")]
    [InlineData("ENV", "ENV needs name=value.")]
    [InlineData("ENV =a", "ENV has a value without a name before the equals sign.")]
    [InlineData("ARG", "ARG needs a name.")]
    [InlineData("WORKDIR", "WORKDIR needs an argument.")]
    [InlineData("VOLUME [\"\"]", "VOLUME has an empty path; remove it.")]
    [InlineData("SHELL bash -c", "SHELL needs a JSON array: SHELL [\"executable\", \"parameters\"].")]
    [InlineData("HEALTHCHECK", "HEALTHCHECK needs CMD and a command, or NONE.")]
    [InlineData("HEALTHCHECK curl", "HEALTHCHECK begins with CMD or NONE, not 'curl'.")]
    [InlineData("HEALTHCHECK CMD", "HEALTHCHECK CMD needs a command.")]
    [InlineData("HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments.")]
    [InlineData("ONBUILD FROM x", "FROM is not allowed after ONBUILD; register another instruction.")]
    [InlineData("ONBUILD ONBUILD RUN x", "ONBUILD is not allowed after ONBUILD; register another instruction.")]
    [InlineData("ONBUILD", "ONBUILD needs an argument.")]
    [InlineData("ENV A=\"b", "'\"b' cannot be expanded: a double quote is not closed.")]
    [InlineData("WORKDIR ${A", "'${A' cannot be expanded: syntax error: missing '}'.")]
    [InlineData("WORKDIR ${}", "'${}' cannot be expanded: syntax error: bad substitution.")]
    [InlineData("WORKDIR ${A=b}", "'${A=b}' cannot be expanded: unsupported modifier in substitution.")]
    public void An_instruction_that_BuildKit_refuses_is_an_error(string text, string message)
    {
        var error = Assert.Single(DockerfileDocument.Parse("FROM a\n\n  " + text + "\n").Errors);
        Assert.Equal((3, message), (error.Line, error.Message));
    }

    [Theory]
    [InlineData("", 1, "The file holds no instruction; begin with FROM.")]
    [InlineData("# only\n\n", 2, "The file holds no instruction; begin with FROM.")]
    [InlineData("ARG A\n", 1, "There is no FROM; name the base image first.")]
    [InlineData("ARG A\nRUN x\nFROM a\n", 2, "RUN stands before the first FROM, where only ARG may; move it behind.")]
    public void A_file_without_a_stage_is_an_error(string text, int line, string message)
    {
        var error = Assert.Single(DockerfileDocument.Parse(text).Errors);
        Assert.Equal((line, message), (error.Line, error.Message));
    }

    [Fact]
    public void All_errors_are_told_at_once_in_the_order_of_the_file()
    {
        var document = DockerfileDocument.Parse("FROM a\nCOPPY a b\nRUN ok\nUSER\nCOPY x\nENV \\\n  A=1 \\\n  B\n");
        Assert.Equal([(2, 1), (4, 1), (5, 1), (8, 3)], document.Errors.Select(e => (e.Line, e.Column)));
        Assert.Equal(6, document.Instructions.Count);
    }

    [Fact]
    public void A_line_longer_than_BuildKit_reads_is_an_error() =>
        Assert.Equal((2, 65_536), DockerfileDocument.Parse($"FROM a\nRUN {new string('x', 70_000)}\n").Errors.Select(e => (e.Line, e.Column)).Single());

    [Fact]
    public void Hostile_text_does_not_reach_a_message() =>
        Assert.DoesNotContain(Assert.Single(DockerfileDocument.Parse("FROM a\n\u001b[31mX\a\n").Errors).Message, char.IsControl);
}
