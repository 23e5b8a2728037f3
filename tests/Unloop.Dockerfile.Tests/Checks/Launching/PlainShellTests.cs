using CsCheck;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Checks.Launching;

public class PlainShellTests
{
    private static readonly string[] Pieces =
        ["a", " ", "'", "\"", "\\", "$", "(", ")", "{", "}", "&", "|", ";", "<", ">", "\n", "#", "`", "case ", " in ", "esac", "if ", "fi", "é"];

    private static string Commands(string text) => string.Join(" / ", PlainShell.Read(text).Commands.Select(c => string.Join(' ', c.Words)));

    [Theory]
    [InlineData("a b && c; d | e", "a b / c / d / e")]
    [InlineData("X=1 Y=2 node server.js", "node server.js")]
    [InlineData("echo 'a b' \"c d\"", "echo a b c d")]
    [InlineData("a > /dev/null 2>&1 && b", "a / b")]
    [InlineData("a \\\n  b\nc # d", "a b / c")]
    [InlineData("x=$(curl a | b) run \"$(dirname \"$0\")/go\"", "run $(dirname $0)/go")]
    [InlineData("case \"$1\" in start) run ;; *) stop ;; esac", "run / stop")]
    [InlineData("for f in a b; do use $f; done", "use $f")]
    [InlineData("curl() { wget \"$1\"; }\ncurl x", "wget $1 / curl x")]
    [InlineData("(cd /a && b)", "cd /a / b")]
    public void Simple_commands_are_found_wherever_they_stand(string text, string commands) => Assert.Equal(commands, Commands(text));

    [Theory]
    [InlineData("a && b", true)]
    [InlineData("a || b", false)]
    [InlineData("if a; then b; fi", false)]
    [InlineData("a\nb", true)]
    [InlineData("while a; do b; done", false)]
    public void Whether_the_last_one_runs_is_known(string text, bool certain) => Assert.Equal(certain, PlainShell.Read(text).Commands[^1].IsCertain);

    [Theory]
    [InlineData("cat <<EOF\nx\nEOF")]
    [InlineData("echo 'open")]
    [InlineData("if a; then b")]
    [InlineData("echo $(a")]
    public void What_cannot_be_read_for_certain_is_said(string text) => Assert.False(PlainShell.Read(text).IsWhole);

    [Fact]
    public void Names_that_the_text_defines_are_known() => Assert.Equal(["curl", "wait_for"], PlainShell.Read("curl() { a; }\nfunction wait_for { b; }").Functions.Order(StringComparer.Ordinal));

    [Fact]
    public void No_text_makes_it_throw() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 60].Select(picks => string.Concat(picks.Select(p => Pieces[p])))
            .ForAll(text => PlainShell.Read(text).Commands.Count <= text.Length + 1);
}
