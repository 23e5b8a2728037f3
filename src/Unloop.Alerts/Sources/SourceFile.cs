using Unloop.Core.Reports;

namespace Unloop.Alerts.Sources;

/// <summary>A file, or a query that was typed, with its lines.</summary>
public sealed class SourceFile
{
    private readonly List<int> _starts = [0];

    /// <param name="name">As it was named, with slashes; null for a query that stands in no file.</param>
    public SourceFile(string? name, string text)
    {
        Name = name;
        Text = text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                _starts.Add(i + 1);
            }
        }
    }

    public string? Name { get; }

    public string Text { get; }

    public TextPlace At(int offset)
    {
        var found = _starts.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return new(line + 1, offset - _starts[line] + 1);
    }

    /// <param name="line">From 1.</param>
    public string Line(int line)
    {
        var end = line < _starts.Count ? _starts[line] - 1 : Text.Length;
        return Text[_starts[line - 1]..end].TrimEnd('\r');
    }

    /// <summary>The place of a range, cut at the end of its first line.</summary>
    public FindingPlace Place(int start, int end, string? ofObject = null)
    {
        var (line, column) = At(Math.Min(start, Text.Length));
        var width = Math.Max(1, Math.Min(end - start, Line(line).Length + 1 - column));
        return new FindingPlace(Name, line, column, null, ofObject ?? (Name is null ? "query" : null), column + width);
    }

    /// <summary><c>alerts.tf:3:7</c>; for a query <c>query:1:7</c>.</summary>
    public string Where(int offset)
    {
        var (line, column) = At(Math.Min(offset, Text.Length));
        return $"{Name ?? "query"}:{line}:{column}";
    }
}
