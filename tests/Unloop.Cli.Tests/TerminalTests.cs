using Unloop.Cli.Rendering;
using Unloop.Core.Reports;

namespace Unloop.Cli.Tests;

public class TerminalTests
{
    private static string Written(bool coloured, params StyledLine[] lines)
    {
        using var output = new StringWriter();
        new Terminal(output, TextWriter.Null, coloured).Write(lines);
        return output.ToString();
    }

    [Fact]
    public void Without_colour_not_one_escape_sequence_is_written() =>
        Assert.Equal("bad good\n", Written(false, new StyledLine([new Span("bad ", Tone.Bad), new Span("good", Tone.Good)])).ReplaceLineEndings("\n"));

    [Fact]
    public void With_colour_the_words_are_the_same()
    {
        var text = Written(true, new StyledLine([new Span("bad", Tone.Bad)]));
        Assert.Contains("\u001b[", text, StringComparison.Ordinal);
        Assert.Contains("bad", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_command_is_never_broken()
    {
        var command = "kubectl " + new string('x', 300);
        Assert.Contains(command, Written(true, new StyledLine([new Span(command, Tone.Command)])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_complaint_is_one_clean_line()
    {
        using var error = new StringWriter();
        new Terminal(TextWriter.Null, error).Complain("bad\n\u001b[31mred");
        Assert.Equal("unloop: bad ·[31mred", error.ToString().TrimEnd());
    }

    [Fact]
    public void Progress_is_for_people_only()
    {
        using var error = new StringWriter();
        new Terminal(TextWriter.Null, error, watched: false).Progress("reading");
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task Work_takes_no_other_thread_where_nobody_watches()
    {
        var here = Environment.CurrentManagedThreadId;
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, watched: false);
        Assert.Equal(here, await Waiting.WithProgress(() => Environment.CurrentManagedThreadId, "reading", terminal, TestContext.Current.CancellationToken));
    }
}
