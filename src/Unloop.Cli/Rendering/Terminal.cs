using Spectre.Console;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Cli.Rendering;

/// <summary>The two streams that a command may write to: results on one, everything else on the other.</summary>
internal sealed class Terminal
{
    private const int DefaultWidth = 80;

    private readonly TextWriter _out;
    private readonly TextWriter _error;
    private readonly bool _coloured;

    public Terminal(TextWriter output, TextWriter error, bool coloured = false, bool watched = false, int width = DefaultWidth)
    {
        _out = output;
        _error = error;
        _coloured = coloured;
        IsWatched = watched;
        Width = width;
    }

    public int Width { get; }

    /// <summary>A person sees the error stream as it is written.</summary>
    public bool IsWatched { get; }

    /// <summary>The process's own streams: colour only on a terminal that wants it (<c>NO_COLOR</c>, <c>TERM=dumb</c>).</summary>
    public static Terminal OfProcess()
    {
        var plain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") is null or "dumb";
        return new Terminal(Console.Out, Console.Error, !plain, !Console.IsErrorRedirected, Console.IsOutputRedirected ? DefaultWidth : WindowWidth());
    }

    /// <summary>A result, as it stands.</summary>
    public void Write(string text) => _out.Write(text);

    public void WriteLine(string text = "") => _out.WriteLine(text);

    public void Write(IEnumerable<StyledLine> lines)
    {
        if (!_coloured)
        {
            foreach (var line in lines)
            {
                _out.WriteLine(line.ToString());
            }

            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(_out) });
        // Lines are already broken where they should be; commands must stay whole to be copied.
        console.Profile.Width = int.MaxValue;
        foreach (var line in lines)
        {
            foreach (var span in line.Spans)
            {
                console.Write(new Text(span.Text, StyleOf(span.Tone)));
            }

            console.WriteLine();
        }
    }

    /// <summary>Something that went wrong: one line, on the error stream.</summary>
    public void Complain(string message) => _error.WriteLine($"unloop: {Printable.Line(message)}");

    public void Complain(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
        {
            Complain(problem.Message);
        }
    }

    /// <summary>What is going on, for a person who waits; nobody else sees it.</summary>
    public void Progress(string message)
    {
        if (IsWatched)
        {
            _error.WriteLine($"… {Printable.Line(message)}");
        }
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Heading => new Style(decoration: Decoration.Bold | Decoration.Underline),
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Bad => new Style(Color.Red),
        Tone.Good => new Style(Color.Green),
        Tone.Dim => new Style(decoration: Decoration.Dim),
        Tone.Command => new Style(Color.Aqua),
        _ => Style.Plain,
    };

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
