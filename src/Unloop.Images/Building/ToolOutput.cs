using System.Text;
using Unloop.Core.Reports;
using Unloop.Engine.Machine;
using Unloop.Evidence.Redaction;

namespace Unloop.Images.Building;

/// <summary>What a tool prints: made fit to be shown, told on as it comes, and its end kept.</summary>
internal sealed class ToolOutput(IProgress<string>? listener) : IProgress<string>
{
    /// <summary>Of two streams that are read side by side, neither pushes the other's last words out.</summary>
    private const int Kept = 400;

    private const int Longest = 400;
    private const char Escape = '\u001b';
    private const char Bell = '\u0007';

    private readonly Queue<string> _last = new();

    /// <summary>The last of them, oldest first.</summary>
    public IReadOnlyList<string> Lines => [.. _last];

    public void Report(string value)
    {
        var line = Clean(value);
        if (line.Length == 0)
        {
            return;
        }

        if (_last.Count == Kept)
        {
            _ = _last.Dequeue();
        }

        _last.Enqueue(line);
        listener?.Report(line);
    }

    /// <summary>Without colours, control characters and secrets; at most 400 characters.</summary>
    public static string Clean(string line)
    {
        var text = new StringBuilder(Math.Min(line.Length, ProcessCommand.LineLimit));
        for (var i = 0; i < line.Length && text.Length < ProcessCommand.LineLimit; i++)
        {
            if (line[i] == Escape)
            {
                i = EndOfSequence(line, i);
            }
            else
            {
                text.Append(line[i]);
            }
        }

        var clean = Redactor.Text(Printable.Line(text.ToString())).TrimEnd();
        return clean.Length <= Longest ? clean : clean[..Longest] + "…";
    }

    /// <summary>The last character of what a terminal would take as a command: a colour, a title, a movement.</summary>
    private static int EndOfSequence(string line, int start)
    {
        var i = start + 1;
        if (i < line.Length && line[i] == '[')
        {
            for (i++; i < line.Length && line[i] is < '@' or > '~'; i++)
            {
            }
        }
        else if (i < line.Length && line[i] == ']')
        {
            for (i++; i < line.Length && line[i] != Bell && line[i] != Escape; i++)
            {
            }
        }

        return i;
    }
}
