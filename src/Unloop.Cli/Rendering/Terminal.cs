using Spectre.Console;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Cli.Rendering;

/// <summary>The two streams that a command may write to: results on one, everything else on the other.</summary>
internal sealed class Terminal
{
    private const int DefaultWidth = 80;
    private const int DefaultHeight = 24;

    private readonly TextWriter _out;
    private readonly TextWriter _error;
    private readonly TextReader? _answers;
    private readonly bool _coloured;
    private int _drawn;

    public Terminal(TextWriter output, TextWriter error, bool coloured = false, bool watched = false, int width = DefaultWidth, bool redraws = false, TextReader? answers = null)
    {
        _out = output;
        _error = error;
        _answers = answers;
        _coloured = coloured;
        IsWatched = watched;
        Width = width;
        Redraws = redraws;
    }

    public int Width { get; }

    /// <summary>Somebody watches the error stream, on a terminal whose cursor can be moved.</summary>
    public bool Redraws { get; }

    public int Height => Redraws ? WindowSize(() => Console.WindowHeight, DefaultHeight) : DefaultHeight;

    /// <summary>A person sees the error stream as it is written.</summary>
    public bool IsWatched { get; }

    /// <summary>The process's own streams: colour only on a terminal that wants it (<c>NO_COLOR</c>, <c>TERM=dumb</c>).</summary>
    public static Terminal OfProcess()
    {
        var plain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") is null or "dumb";
        var moves = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        return new Terminal(Console.Out, Console.Error, !plain, !Console.IsErrorRedirected, Console.IsOutputRedirected ? DefaultWidth : WindowSize(() => Console.WindowWidth, DefaultWidth), moves, Console.IsInputRedirected ? null : Console.In);
    }

    /// <summary>A result, as it stands.</summary>
    public void Write(string text) => _out.Write(text);

    public void WriteLine(string text = "") => _out.WriteLine(text);

    public void Write(IEnumerable<StyledLine> lines) => Write(lines, _out, _coloured);

    /// <summary>What a person must see before a result: on the error stream.</summary>
    public void Show(IEnumerable<StyledLine> lines) => Write(lines, _error, _coloured && IsWatched);

    /// <summary>Whether a person is there to answer.</summary>
    public bool CanAsk => _answers is not null;

    /// <summary>Asks on the error stream; null when nobody is there to answer. Whoever interrupts is not waited for.</summary>
    public async Task<string?> AskAsync(string question, CancellationToken cancellationToken)
    {
        await _error.WriteAsync(question);
        await _error.FlushAsync(cancellationToken);
        return _answers is null ? null : (await Task.Run(_answers.ReadLine, cancellationToken).WaitAsync(cancellationToken))?.Trim();
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

    /// <summary>What goes on, for whoever reads the error stream later: one line.</summary>
    public void Say(string message) => _error.WriteLine(Printable.Line(message));

    /// <summary>Puts lines on the error stream, in the place of those that stood there before. Only where <see cref="Redraws"/>.</summary>
    public void Redraw(IReadOnlyList<StyledLine> lines)
    {
        if (!Redraws)
        {
            return;
        }

        // A line that wraps would be two to go back over.
        var width = WindowSize(() => Console.WindowWidth, DefaultWidth) - 1;
        _error.Write(_drawn > 0 ? $"\e[{_drawn}A\e[J" : "");
        Write(lines.Select(l => Cut(l, width)), _error, _coloured);
        _drawn = lines.Count;
    }

    private static StyledLine Cut(StyledLine line, int width)
    {
        var spans = new List<Span>();
        foreach (var span in line.Spans)
        {
            var room = width - spans.Sum(s => s.Text.Length);
            spans.Add(span.Text.Length > room ? span with { Text = span.Text[..Math.Max(0, room)] } : span);
        }

        return new StyledLine(spans);
    }

    private static void Write(IEnumerable<StyledLine> lines, TextWriter writer, bool coloured)
    {
        if (!coloured)
        {
            foreach (var line in lines)
            {
                writer.WriteLine(line.ToString());
            }

            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(writer) });
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

    private static int WindowSize(Func<int> ask, int otherwise)
    {
        try
        {
            return ask() is > 0 and var size ? size : otherwise;
        }
        catch (IOException)
        {
            return otherwise;
        }
    }
}
