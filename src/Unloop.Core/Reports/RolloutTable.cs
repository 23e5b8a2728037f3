using Unloop.Core.Facts;
using Unloop.Core.Stability;

namespace Unloop.Core.Reports;

/// <summary>A workload's pods in the manner of <c>kubectl get pods</c>, and to which revision each belongs. Pure: lines in, nothing written.</summary>
public static class RolloutTable
{
    private const int Gap = 3;
    private static readonly string[] Heads = ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "REVISION", "NODE"];
    private const int StatusColumn = 2;

    /// <param name="most">More pods than this are only counted.</param>
    public static IReadOnlyList<StyledLine> Write(RolloutSnapshot snapshot, int most = int.MaxValue) => Write(VerifiedPod.Of(snapshot), snapshot.At, most);

    /// <param name="now">The API server's time, for the ages.</param>
    public static IReadOnlyList<StyledLine> Write(IReadOnlyList<VerifiedPod> all, DateTimeOffset? now, int most = int.MaxValue)
    {
        var pods = all.OrderByDescending(p => p.IsNew).ThenBy(p => p.Name, StringComparer.Ordinal).ToList();
        var rows = pods.Take(most).Select(p => Cells(p, now)).ToList();
        var widths = Heads.Select((head, i) => rows.Select(r => r[i].Length).Append(head.Length).Max() + Gap).ToList();
        List<StyledLine> lines = [new([new(Row(Heads, widths), Tone.Dim)])];
        for (var i = 0; i < rows.Count; i++)
        {
            lines.Add(Line(rows[i], widths, pods[i]));
        }

        if (pods.Count > rows.Count)
        {
            lines.Add(new([new($"… and {pods.Count - rows.Count} more", Tone.Dim)]));
        }

        return lines;
    }

    /// <summary><c>1/2</c>, over the containers that run beside each other.</summary>
    public static string Ready(ObservedPod pod)
    {
        var containers = pod.Containers.Where(ProofWindow.Counts).ToList();
        return $"{containers.Count(c => c.Ready)}/{containers.Count}";
    }

    /// <summary>An age as kubectl prints it: two units while the number is small.</summary>
    public static string Age(TimeSpan? age) => age switch
    {
        null => "<unknown>",
        { TotalSeconds: < 0 } => "0s",
        { TotalMinutes: < 2 } span => $"{(int)span.TotalSeconds}s",
        { TotalMinutes: < 10 } span => Two((int)span.TotalMinutes, "m", span.Seconds, "s"),
        { TotalHours: < 3 } span => $"{(int)span.TotalMinutes}m",
        { TotalHours: < 8 } span => Two((int)span.TotalHours, "h", span.Minutes, "m"),
        { TotalHours: < 48 } span => $"{(int)span.TotalHours}h",
        { TotalDays: < 8 } span => Two((int)span.TotalDays, "d", span.Hours, "h"),
        { } span => $"{(int)span.TotalDays}d",
    };

    private static string Two(int first, string unit, int second, string smaller) => second == 0 ? $"{first}{unit}" : $"{first}{unit}{second}{smaller}";

    private static string[] Cells(VerifiedPod pod, DateTimeOffset? now) =>
        [.. new[] { pod.Name, pod.Ready, pod.Status, $"{pod.Restarts}", Age(now - pod.CreatedAt), pod.IsNew ? "new" : "old", pod.Node ?? "<none>" }.Select(Printable.Line)];

    private static StyledLine Line(string[] cells, List<int> widths, VerifiedPod pod)
    {
        var before = Row(cells[..StatusColumn], widths);
        var after = Row(cells[(StatusColumn + 1)..], widths[(StatusColumn + 1)..]);
        var tone = pod.Status is "Running" && pod.Ready.Split('/') is [var ready, var wanted] && ready == wanted ? Tone.Good
            : pod.Status is "Terminating" or "Pending" or "ContainerCreating" or "PodInitializing" or "Running" or "Completed" ? Tone.Plain
            : Tone.Bad;
        return new([new(before), new(cells[StatusColumn].PadRight(widths[StatusColumn]), tone), new(after)]);
    }

    private static string Row(string[] cells, List<int> widths) => string.Concat(cells.Select((c, i) => c.PadRight(widths[i])));
}
