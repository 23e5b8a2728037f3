using System.Globalization;
using Unloop.Alerts.Backoff;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Backoff;

/// <summary>The model against runs that were recorded of a real kubelet (Kubernetes 1.20, containerd), 25 minutes each, by <c>e2e/soak/backoff/record</c>.</summary>
public class RecordedRunsTests
{
    /// <summary>The stamps of a status are whole seconds, so that a span between two of them may be off by one.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Recordings() =>
        [.. Directory.EnumerateFiles(Repository.PathTo("tests", "Unloop.Alerts.Tests", "Backoff"), "recorded-*.tsv").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_kubelet_waits_as_long_as_computed_and_never_shorter(string recording)
    {
        var runs = Read(recording);
        var life = new ContainerLife { Runs = [.. runs.Select(r => new PlannedRun(r.Ended - r.Started))] };
        var (earliest, latest) = (Waits(BackoffPolicy.Default, life), Waits(BackoffPolicy.Default.Latest, life));
        Assert.True(runs.Count >= 9, "a recording goes on until the back-off no longer grows");
        for (var i = 1; i < runs.Count; i++)
        {
            Assert.InRange(runs[i].Started - runs[i - 1].Ended, earliest[i - 1] - Resolution, latest[i - 1] + Resolution);
        }
    }

    [Fact]
    public void Seven_lives_were_recorded() => Assert.Equal(7, Recordings().Count);

    /// <summary>Between the end of each run and the start of the next.</summary>
    private static List<TimeSpan> Waits(BackoffPolicy policy, ContainerLife life)
    {
        var runs = RestartSeries.Of(policy, life, TimeSpan.FromHours(2)).Runs;
        return [.. runs.Zip(runs.Skip(1), (before, after) => after.Started - before.Ended!.Value)];
    }

    private static List<(TimeSpan Started, TimeSpan Ended)> Read(string recording) =>
    [
        .. from line in File.ReadLines(Repository.PathTo("tests", "Unloop.Alerts.Tests", "Backoff", recording)).Skip(1)
           let fields = line.Split('\t')
           select (Seconds(fields[1]), Seconds(fields[2])),
    ];

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}
