namespace Unloop.Evidence.Tables;

/// <summary>A table as kubectl prints it: columns begin where their headings do; where a paste lost that, two blanks part the cells.</summary>
public sealed class TextTable
{
    private const int TabStop = 8;
    private readonly List<(string Name, int Start)> _columns;

    private TextTable(List<(string, int)> columns) => _columns = columns;

    /// <summary>Null when the line is no heading that has all of these columns.</summary>
    public static TextTable? FromHeading(string line, params ReadOnlySpan<string> required)
    {
        line = ExpandTabs(line);
        var columns = new List<(string Name, int Start)>();
        foreach (var (text, start) in Cells(line))
        {
            columns.Add((text, start));
        }

        foreach (var name in required)
        {
            if (!columns.Exists(c => c.Name == name))
            {
                return null;
            }
        }

        return new TextTable(columns);
    }

    public bool Has(string column) => _columns.Exists(c => c.Name == column);

    /// <summary>The row's cells by column, or null when the line is no row.</summary>
    public IReadOnlyDictionary<string, string>? Row(string line)
    {
        line = ExpandTabs(line);
        var row = IsAligned(line) ? ByPosition(line) : ByGaps(line);
        return row;
    }

    public static string ExpandTabs(string line)
    {
        if (!line.Contains('\t', StringComparison.Ordinal))
        {
            return line;
        }

        var expanded = new System.Text.StringBuilder(line.Length + 32);
        foreach (var c in line)
        {
            _ = c == '\t' ? expanded.Append(' ', TabStop - (expanded.Length % TabStop)) : expanded.Append(c);
        }

        return expanded.ToString();
    }

    /// <summary>Every column that the line reaches begins after a blank.</summary>
    private bool IsAligned(string line) =>
        _columns.TrueForAll(c => c.Start == 0 || c.Start >= line.Length || line[c.Start - 1] == ' ') && line.Length > 0 && line[0] != ' ' == (_columns[0].Start == 0);

    private Dictionary<string, string> ByPosition(string line)
    {
        var row = new Dictionary<string, string>();
        for (var i = 0; i < _columns.Count; i++)
        {
            var start = Math.Min(_columns[i].Start, line.Length);
            var end = i + 1 < _columns.Count ? Math.Min(_columns[i + 1].Start, line.Length) : line.Length;
            row[_columns[i].Name] = line[start..end].Trim();
        }

        return row;
    }

    private Dictionary<string, string>? ByGaps(string line)
    {
        var cells = Cells(line).Select(c => c.Text).ToList();
        if (cells.Count < _columns.Count)
        {
            return null;
        }

        // A message may hold double blanks: what is too much belongs to the last column.
        var row = new Dictionary<string, string>();
        for (var i = 0; i < _columns.Count; i++)
        {
            row[_columns[i].Name] = i == _columns.Count - 1 ? string.Join("  ", cells[i..]) : cells[i];
        }

        return row;
    }

    /// <summary>What stands between two or more blanks.</summary>
    private static IEnumerable<(string Text, int Start)> Cells(string line)
    {
        var at = 0;
        while (at < line.Length)
        {
            while (at < line.Length && line[at] == ' ')
            {
                at++;
            }

            if (at == line.Length)
            {
                yield break;
            }

            var end = line.IndexOf("  ", at, StringComparison.Ordinal);
            end = end < 0 ? line.Length : end;
            yield return (line[at..end].TrimEnd(), at);
            at = end;
        }
    }
}
