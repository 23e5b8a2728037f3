using System.Text;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Editing;

/// <summary>
/// Edits of whole physical lines. All line numbers are those of the text as it was; what is not touched stays byte for byte, new lines end as most lines do,
/// and the file ends with a newline exactly if it did. Edits of the same lines: the last replacement wins; insertions keep the order in which they were asked for.
/// </summary>
public sealed class LineEditor
{
    private readonly SourceText _source;
    private readonly Dictionary<int, List<string>> _before = [];
    private readonly Dictionary<int, IReadOnlyList<string>> _instead = [];
    private readonly string _newline;

    public LineEditor(SourceText source)
    {
        _source = source;
        _newline = source.LineEnding == LineEnding.CrLf ? "\r\n" : "\n";
    }

    /// <summary>Puts lines before a line; after the last one for <c>LineCount + 1</c>.</summary>
    /// <param name="lines">Without line ends.</param>
    public LineEditor InsertBefore(int line, params IReadOnlyList<string> lines)
    {
        var at = Math.Clamp(line, 1, _source.LineCount + 1);
        if (!_before.TryGetValue(at, out var list))
        {
            _before[at] = list = [];
        }

        list.AddRange(lines.SelectMany(l => l.Split('\n')).Select(l => l.TrimEnd('\r')));
        return this;
    }

    public LineEditor InsertAfter(int line, params IReadOnlyList<string> lines) => InsertBefore(line + 1, lines);

    /// <summary>Puts other lines where the lines from <paramref name="first"/> to <paramref name="last"/> were.</summary>
    public LineEditor Replace(int first, int last, params IReadOnlyList<string> lines)
    {
        for (var number = first; number <= Math.Min(last, _source.LineCount); number++)
        {
            _instead[number] = number == first ? lines : [];
        }

        return this;
    }

    public LineEditor Delete(int first, int last) => Replace(first, last, []);

    /// <summary>Takes lines away and puts them, unchanged, before another line.</summary>
    public LineEditor Move(int first, int last, int before)
    {
        var lines = Enumerable.Range(first, Math.Max(0, Math.Min(last, _source.LineCount) - first + 1)).Select(n => _source.Line(n).ToString()).ToList();
        return Delete(first, last).InsertBefore(before, lines);
    }

    /// <summary>The text with all edits.</summary>
    public string Apply()
    {
        var lines = new List<(string Text, string End)>(_source.LineCount + 8);
        for (var number = 1; number <= _source.LineCount; number++)
        {
            lines.AddRange(Inserted(number));
            if (_instead.TryGetValue(number, out var instead))
            {
                lines.AddRange(instead.Select(l => (l, EndOf(number))));
            }
            else
            {
                lines.Add((_source.Line(number).ToString(), EndOf(number)));
            }
        }

        lines.AddRange(Inserted(_source.LineCount + 1));
        return Join(lines);
    }

    private IEnumerable<(string Text, string End)> Inserted(int before) =>
        _before.TryGetValue(before, out var lines) ? lines.Select(l => (l, _newline)) : [];

    private string EndOf(int number)
    {
        var full = _source.FullLine(number);
        return full[full.TrimEnd("\r\n").Length..].ToString();
    }

    private string Join(List<(string Text, string End)> lines)
    {
        var text = new StringBuilder(_source.Text.Length + 256);
        text.Append(_source.HasByteOrderMark ? "\uFEFF" : "");
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, end) = lines[i];
            var isLast = i == lines.Count - 1;
            text.Append(line);
            text.Append(isLast && !_source.EndsWithNewline && _source.LineCount > 0 ? "" : end.Contains('\n', StringComparison.Ordinal) ? end : end + _newline);
        }

        return text.ToString();
    }
}
