using System.Globalization;

namespace Unloop.Evidence.Tables;

/// <summary>A row of <c>kubectl get pods</c>: little, and used only where nothing better is known.</summary>
public sealed record ListedPod(string? Namespace, string Name, int Ready, int Containers, string Status, int Restarts, string? Node);

public static class PodTable
{
    public static bool IsHeading(string line) => Heading(line) is not null;

    public static IReadOnlyList<ListedPod> Read(IEnumerable<string> lines)
    {
        var pods = new List<ListedPod>();
        TextTable? table = null;
        foreach (var line in lines)
        {
            if (Heading(line) is { } heading)
            {
                table = heading;
            }
            else if (table?.Row(line) is { } row && Pod(row) is { } pod)
            {
                pods.Add(pod);
            }
            else if (string.IsNullOrWhiteSpace(line))
            {
                table = null;
            }
        }

        return pods;
    }

    private static TextTable? Heading(string line) => TextTable.FromHeading(line.TrimEnd(), "NAME", "READY", "STATUS", "RESTARTS");

    private static ListedPod? Pod(IReadOnlyDictionary<string, string> row)
    {
        var ready = row["READY"].Split('/');
        if (ready is not [var up, var all] || !Number(up, out var count) || !Number(all, out var total) || row["NAME"].Contains(' ', StringComparison.Ordinal))
        {
            return null;
        }

        _ = Number(row["RESTARTS"].Split(' ')[0], out var restarts);
        return new ListedPod(row.GetValueOrDefault("NAMESPACE"), row["NAME"], count, total, row["STATUS"], restarts, row.GetValueOrDefault("NODE"));
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
