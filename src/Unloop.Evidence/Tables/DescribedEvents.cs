using Unloop.Core.Facts;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Tables;

/// <summary>The events at the end of <c>kubectl describe</c>, of today and of before 1.8.</summary>
internal static class DescribedEvents
{
    private const int MaximumWrapped = 3;

    public static IEnumerable<EventFact> Read(IReadOnlyList<string> lines, string about)
    {
        TextTable? old = null;
        EventFact? last = null;
        foreach (var raw in lines)
        {
            var line = raw.TrimEnd();
            if (TextTable.FromHeading(line, "FirstSeen", "Reason", "Message") is { } heading)
            {
                old = heading;
                continue;
            }

            if ((old is null ? Today(line) : Old(line, old)) is { } read)
            {
                if (last is not null)
                {
                    yield return Finished(last, about);
                }

                last = read;
            }
            else if (last is not null && line.Trim() is { Length: > 0 } wrapped)
            {
                last = last with { Message = $"{last.Message} {wrapped}" };
            }
        }

        if (last is not null)
        {
            yield return Finished(last, about);
        }
    }

    /// <summary>
    /// Where the output of another command begins that was piped in after a description: more lines after the last event than a terminal's
    /// wrapping makes. The number of lines when there is none.
    /// </summary>
    public static int End(string[] lines)
    {
        var last = Array.FindLastIndex(lines, l => l.StartsWith(' ') && Today(l.TrimEnd()) is not null);
        var hasEvents = last > 0 && Array.FindLastIndex(lines, last, l => l.StartsWith("Events:", StringComparison.Ordinal)) >= 0;
        return hasEvents && lines.Skip(last + 1).Count(l => !string.IsNullOrWhiteSpace(l)) > MaximumWrapped ? last + 1 : lines.Length;
    }

    private static EventFact Finished(EventFact read, string about) =>
        read with { Message = Redactor.Text(read.Message), Object = about };

    /// <summary>
    /// <c>Warning  BackOff  2m (x12 over 10m)  kubelet  Back-off …</c>: read word by word, because pastes keep the blanks only roughly.
    /// </summary>
    private static EventFact? Today(string line)
    {
        var rest = TextTable.ExpandTabs(line).Trim();
        var (type, reason, age) = (Word(ref rest), Word(ref rest), Word(ref rest));
        if (type is not ("Normal" or "Warning") || !Ages.IsAge(age))
        {
            return null;
        }

        if (rest.StartsWith("(x", StringComparison.Ordinal) && rest.IndexOf(')', StringComparison.Ordinal) is var close and > 0)
        {
            age += " " + rest[..(close + 1)];
            rest = rest[(close + 1)..].TrimStart();
        }

        var (from, message) = Source(rest);
        return new EventFact { Type = type, Reason = reason, Message = message, Age = age, Count = Ages.Count(age), Component = from };
    }

    /// <summary>A source is one word, or <c>kubelet, node-1</c>; two blanks end it.</summary>
    private static (string? From, string Message) Source(string rest)
    {
        var gap = rest.IndexOf("  ", StringComparison.Ordinal);
        var word = rest.IndexOf(' ', StringComparison.Ordinal);
        if (word < 0)
        {
            return (rest.Length > 0 ? rest : null, "");
        }

        // "kubelet, node-1": the component is the part before the comma.
        var hasHost = rest[word - 1 < 0 ? 0 : word - 1] == ',';
        var end = hasHost && rest.IndexOf(' ', word + 1) is var second and > 0 ? second : word;
        end = gap >= 0 && gap <= end ? gap : end;
        return (rest[..end].Split(',')[0].Trim(), rest[end..].Trim());
    }

    private static EventFact? Old(string line, TextTable heading)
    {
        var row = heading.Row(line);
        if (row is null || !Ages.IsAge(row["FirstSeen"]) || row["Reason"].Length == 0)
        {
            return null;
        }

        var path = row.GetValueOrDefault("SubObjectPath", "");
        var count = int.TryParse(row.GetValueOrDefault("Count"), out var times) ? Math.Max(1, times) : 1;
        return new EventFact
        {
            Type = row.GetValueOrDefault("Type", "Normal"),
            Reason = row["Reason"],
            Message = row["Message"],
            Count = count,
            Age = count > 1 ? $"{row.GetValueOrDefault("LastSeen")} (x{count} over {row["FirstSeen"]})" : row["FirstSeen"],
            Component = row.GetValueOrDefault("From")?.Trim('{', '}', ' ').Split(' ', ',')[0],
            Container = path.IndexOf('{', StringComparison.Ordinal) is var open and >= 0 ? path[(open + 1)..].TrimEnd('}') : null,
        };
    }

    private static string Word(ref string rest)
    {
        var end = rest.IndexOf(' ', StringComparison.Ordinal);
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? "" : rest[end..].TrimStart();
        return word;
    }
}
