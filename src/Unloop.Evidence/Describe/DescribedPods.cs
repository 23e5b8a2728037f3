using Unloop.Core.Facts;

namespace Unloop.Evidence.Describe;

/// <summary>Finds the pods in what people paste around <c>kubectl describe pod</c>: several pods, prompts, tables before and after.</summary>
public static class DescribedPods
{
    public static IReadOnlyList<PodEvidence> Read(string text) => Read(Lines(text));

    internal static IReadOnlyList<PodEvidence> Read(string[] lines) =>
        [.. Sections(lines).Select(PodDescription.Read).OfType<PodEvidence>()];

    internal static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    /// <summary>Each from its <c>Name:</c> to the next, without the indentation that a quote or a Markdown list may have added.</summary>
    private static List<IReadOnlyList<string>> Sections(string[] lines)
    {
        var starts = new List<int>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (IsStart(lines, i))
            {
                starts.Add(i);
            }
        }

        var sections = new List<IReadOnlyList<string>>();
        for (var s = 0; s < starts.Count; s++)
        {
            var end = s + 1 < starts.Count ? starts[s + 1] : lines.Length;
            var indent = lines[starts[s]].Length - lines[starts[s]].TrimStart(' ').Length;
            var section = lines[starts[s]..end].Select(l => Outdent(l, indent)).ToList();
            if (IsPod(section))
            {
                sections.Add(section);
            }
        }

        return sections;
    }

    /// <summary>
    /// A name at the least indentation, soon followed by something else that describe prints for a pod at the same indentation. (Volumes have
    /// names too, deeper down.)
    /// </summary>
    private static bool IsStart(string[] lines, int index)
    {
        var line = lines[index];
        var indent = line.Length - line.TrimStart(' ').Length;
        if (indent > 8 || !line.AsSpan(indent).StartsWith("Name:", StringComparison.Ordinal) || line.Length == indent + 5)
        {
            return false;
        }

        for (var i = index + 1; i < Math.Min(lines.Length, index + 12); i++)
        {
            var field = lines[i].AsSpan();
            if (field.Length > indent && field[..indent].Trim(' ').IsEmpty && IsTopField(field[indent..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTopField(ReadOnlySpan<char> field)
    {
        foreach (var name in PodDescription.TopFields)
        {
            if (field.StartsWith(name, StringComparison.Ordinal) && field[name.Length..].StartsWith(":", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Other objects are described alike; only a pod's description has containers and is no template.</summary>
    private static bool IsPod(List<string> section) =>
        section.Exists(l => l.StartsWith("Containers:", StringComparison.Ordinal) || l.StartsWith("Init Containers:", StringComparison.Ordinal))
        && !section.Exists(l => l.StartsWith("Pod Template:", StringComparison.Ordinal));

    private static string Outdent(string line, int indent)
    {
        var blanks = 0;
        while (blanks < indent && blanks < line.Length && line[blanks] == ' ')
        {
            blanks++;
        }

        return line[blanks..].TrimEnd('\r');
    }
}
