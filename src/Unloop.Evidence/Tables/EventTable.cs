using System.Globalization;
using Unloop.Core.Facts;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Tables;

/// <summary>An event of a table, with the namespace that only <c>-A</c> prints.</summary>
public sealed record ListedEvent(string? Namespace, EventFact Event);

/// <summary><c>kubectl get events</c>: plain, wide, of all namespaces, and of before 1.14.</summary>
public static class EventTable
{
    public static bool IsHeading(string line) => Heading(line) is not null;

    public static IReadOnlyList<ListedEvent> Read(IEnumerable<string> lines)
    {
        var events = new List<ListedEvent>();
        TextTable? table = null;
        foreach (var line in lines)
        {
            if (Heading(line) is { } heading)
            {
                table = heading;
            }
            else if (table?.Row(line) is { } row && Event(row) is { } read)
            {
                events.Add(read);
            }
        }

        return events;
    }

    private static TextTable? Heading(string line) =>
        TextTable.FromHeading(line.TrimEnd(), "TYPE", "REASON", "MESSAGE") is { } table
        && (table.Has("LAST SEEN") || table.Has("LASTSEEN")) && (table.Has("OBJECT") || table.Has("KIND")) ? table : null;

    private static ListedEvent? Event(IReadOnlyDictionary<string, string> row)
    {
        var age = row.GetValueOrDefault("LAST SEEN") ?? row.GetValueOrDefault("LASTSEEN") ?? "";
        if (row["REASON"].Length == 0 || !Ages.IsAge(age.Split(' ')[0]))
        {
            return null;
        }

        var count = int.TryParse(row.GetValueOrDefault("COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times > 0 ? times : Ages.Count(age);
        var first = row.GetValueOrDefault("FIRST SEEN") ?? row.GetValueOrDefault("FIRSTSEEN");
        var path = row.GetValueOrDefault("SUBOBJECT", "");
        return new ListedEvent(row.GetValueOrDefault("NAMESPACE"), new EventFact
        {
            Type = row["TYPE"],
            Reason = row["REASON"],
            Message = Redactor.Text(row["MESSAGE"]),
            Count = count,
            Age = count > 1 && first is { Length: > 0 } && !age.Contains("(x", StringComparison.Ordinal) ? $"{age} (x{count} over {first})" : age,
            Object = Object(row),
            Container = path.IndexOf('{', StringComparison.Ordinal) is var open and >= 0 ? path[(open + 1)..].TrimEnd('}') : null,
            Component = row.GetValueOrDefault("SOURCE")?.Split(',')[0] is { Length: > 0 } source ? source : null,
        });
    }

    /// <summary><c>pod/web-1</c> as <c>Pod/web-1</c>; before 1.14 kind and name had columns of their own.</summary>
    private static string? Object(IReadOnlyDictionary<string, string> row)
    {
        if (row.TryGetValue("KIND", out var kind))
        {
            // The old name is the event's, the object's with a dot and a hash appended.
            var name = row.GetValueOrDefault("NAME", "");
            return $"{kind}/{(name.LastIndexOf('.') is var dot and > 0 ? name[..dot] : name)}";
        }

        var about = row.GetValueOrDefault("OBJECT", "");
        var slash = about.IndexOf('/', StringComparison.Ordinal);
        return slash <= 0 ? null : Kinds.Of(about[..slash]) + about[slash..];
    }
}

/// <summary>Kinds as tables print them, in the spelling of the API.</summary>
internal static class Kinds
{
    private static readonly string[] Known =
        ["Pod", "Node", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicationController", "PersistentVolumeClaim", "HorizontalPodAutoscaler"];

    public static string Of(string lower) => Known.FirstOrDefault(k => k.Equals(lower, StringComparison.OrdinalIgnoreCase)) ?? lower;
}
