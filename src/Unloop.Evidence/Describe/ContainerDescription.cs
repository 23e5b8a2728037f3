using Unloop.Core.Facts;

namespace Unloop.Evidence.Describe;

/// <summary>
/// The containers of one section. Fields stand at fixed depths, but messages and probe commands may hold line breaks, after which anything
/// may stand anywhere; so only keys that describe knows, at their depth, begin a field, and all else goes on with the one above.
/// </summary>
internal static class ContainerDescription
{
    private static readonly string[] Fields =
    [
        "Container ID", "Image", "Image ID", "Port", "Ports", "Host Port", "Host Ports", "SeccompProfile", "Command", "Args", "State", "Last State",
        "Ready", "Restart Count", "Limits", "Requests", "Liveness", "Readiness", "Startup", "Environment", "Environment Variables", "Environment Variables from",
        "Mounts", "Volume Mounts", "Devices", "Restart Policy",
    ];

    private static readonly string[] StateFields = ["Reason", "Message", "Exit Code", "Signal", "Started", "Finished"];

    public static IEnumerable<ContainerFacts> Read(List<string> lines, ContainerType type)
    {
        var starts = Enumerable.Range(0, lines.Count).Where(i => IsHeading(lines, i)).ToList();
        for (var s = 0; s < starts.Count; s++)
        {
            var end = s + 1 < starts.Count ? starts[s + 1] : lines.Count;
            var fields = Split(lines[(starts[s] + 1)..end]);
            yield return ContainerFields.Read(lines[starts[s]].Trim().TrimEnd(':'), type, fields);
        }
    }

    /// <summary><c>  web:</c>, and a field of a container below it.</summary>
    private static bool IsHeading(List<string> lines, int index)
    {
        var line = lines[index].TrimEnd();
        if (line.Length < 4 || line[^1] != ':' || Depth(line) is not (2 or 1) || line.TrimStart().Contains(' ', StringComparison.Ordinal))
        {
            return false;
        }

        var next = lines.Skip(index + 1).FirstOrDefault(l => !string.IsNullOrWhiteSpace(l));
        return next is not null && Field.Of(TabsAsBlanks(next)) is { } field && field.Indent > Depth(line) && Fields.Contains(field.Key);
    }

    /// <summary>Each field's value, and the lines that belong to it: the fields of a state are keyed <c>State/Reason</c>.</summary>
    private static Dictionary<string, List<string>> Split(IReadOnlyList<string> lines)
    {
        var fields = new Dictionary<string, List<string>>();
        List<string>? current = null;
        string? state = null;
        var (depth, stateDepth) = (0, 0);
        foreach (var raw in lines)
        {
            var line = TabsAsBlanks(raw);
            var field = Field.Of(line);
            depth = depth == 0 && field is not null ? field.Value.Indent : depth;
            if (field is { } known && Math.Abs(known.Indent - depth) <= 1 && Fields.Contains(known.Key))
            {
                state = known.Key is "State" or "Last State" ? known.Key : null;
                stateDepth = 0;
                current = fields[known.Key] = [known.Value];
            }
            else if (state is not null && field is { } part && part.Indent > depth && StateFields.Contains(part.Key) && (stateDepth == 0 || Math.Abs(part.Indent - stateDepth) <= 1)
                && !fields.ContainsKey($"{state}/{part.Key}"))
            {
                stateDepth = stateDepth == 0 ? part.Indent : stateDepth;
                current = fields[$"{state}/{part.Key}"] = [part.Value];
            }
            else
            {
                current?.Add(raw);
            }
        }

        return fields;
    }

    private static int Depth(string line) => line.Length - line.TrimStart(' ').Length;

    private static string TabsAsBlanks(string line) => line.Replace('\t', ' ');
}
