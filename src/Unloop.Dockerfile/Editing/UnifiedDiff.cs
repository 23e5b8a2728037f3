using System.Text;

namespace Unloop.Dockerfile.Editing;

/// <summary>Writes the difference of two texts as <c>git apply</c> and <c>patch</c> read it.</summary>
public static class UnifiedDiff
{
    private const int ContextLines = 3;

    /// <summary>An empty text when nothing differs. A file that is new (<paramref name="before"/> is null) comes from <c>/dev/null</c>.</summary>
    /// <param name="path">Relative, with slashes: <c>Dockerfile</c>.</param>
    public static string Write(string path, string? before, string after)
    {
        var oldLines = Lines(before ?? "");
        var newLines = Lines(after);
        var changes = LineDifference.Of(oldLines, newLines);
        if (changes.Count == 0)
        {
            return "";
        }

        var diff = new StringBuilder();
        diff.Append("--- ").Append(before is null ? "/dev/null" : Name("a/" + path)).Append('\n');
        diff.Append("+++ ").Append(Name("b/" + path)).Append('\n');
        foreach (var hunk in Hunks(changes))
        {
            WriteHunk(diff, hunk, oldLines, newLines);
        }

        return diff.ToString();
    }

    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var feed = text.IndexOf('\n', start);
            var end = feed < 0 ? text.Length : feed + 1;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }

    /// <summary>As git writes it: quoted when it holds a quote or a control character, followed by a tab when it holds a blank.</summary>
    private static string Name(string path)
    {
        if (!path.Any(c => char.IsControl(c) || c is '"' or '\\'))
        {
            return path.Contains(' ', StringComparison.Ordinal) ? path + "\t" : path;
        }

        var quoted = new StringBuilder("\"");
        foreach (var c in path)
        {
            quoted.Append(c is '"' or '\\' ? $"\\{c}" : char.IsControl(c) ? $"\\{Convert.ToString(c & 0xFF, 8).PadLeft(3, '0')}" : c.ToString());
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Changes whose contexts touch go together.</summary>
    private static List<List<LineChange>> Hunks(IReadOnlyList<LineChange> changes)
    {
        var hunks = new List<List<LineChange>>();
        foreach (var change in changes)
        {
            if (hunks.Count > 0 && change.OldStart - hunks[^1][^1].OldEnd <= 2 * ContextLines)
            {
                hunks[^1].Add(change);
            }
            else
            {
                hunks.Add([change]);
            }
        }

        return hunks;
    }

    private static void WriteHunk(StringBuilder diff, List<LineChange> hunk, List<string> oldLines, List<string> newLines)
    {
        var oldStart = Math.Max(0, hunk[0].OldStart - ContextLines);
        var oldEnd = Math.Min(oldLines.Count, hunk[^1].OldEnd + ContextLines);
        var newStart = hunk[0].NewStart - (hunk[0].OldStart - oldStart);
        var newEnd = hunk[^1].NewEnd + (oldEnd - hunk[^1].OldEnd);
        diff.Append($"@@ -{Range(oldStart, oldEnd)} +{Range(newStart, newEnd)} @@\n");
        var position = oldStart;
        foreach (var change in hunk)
        {
            WriteLines(diff, ' ', oldLines, position, change.OldStart);
            WriteLines(diff, '-', oldLines, change.OldStart, change.OldEnd);
            WriteLines(diff, '+', newLines, change.NewStart, change.NewEnd);
            position = change.OldEnd;
        }

        WriteLines(diff, ' ', oldLines, position, oldEnd);
    }

    /// <summary>First line, 1-based, and count; the count is left out when it is one, and an empty range names the line before it.</summary>
    private static string Range(int start, int end) => (end - start) switch
    {
        0 => $"{start},0",
        1 => $"{start + 1}",
        var count => $"{start + 1},{count}",
    };

    private static void WriteLines(StringBuilder diff, char sign, List<string> lines, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            diff.Append(sign).Append(lines[i]);
            if (!lines[i].EndsWith('\n'))
            {
                diff.Append("\n\\ No newline at end of file\n");
            }
        }
    }
}
