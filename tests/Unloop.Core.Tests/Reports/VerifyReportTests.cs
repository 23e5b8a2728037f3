using System.Text.Json;
using Unloop.Core.Reports;
using Unloop.Core.Stability;
using Unloop.Core.Tests.Stability;
using Unloop.Tests;
using static Unloop.Core.Tests.Stability.Rollout;

namespace Unloop.Core.Tests.Reports;

public class VerifyReportTests
{
    private static readonly RolloutSnapshot Last = Look(130, 2,
        Pod("web-new-b", null, true, 100, Waits("CrashLoopBackOff", restarts: 2, last: Ended(1, 120, 121))) with { Status = "CrashLoopBackOff", Node = null },
        Pod("web-old-a", 5, isNew: false),
        Pod("web-new-a", 102, true, -400_000) with { Name = "web-new-a\u001b[31m" });

    private static VerifyReport Report() => VerifyReport.Of(
        "1.0", Workload(), Judged(Terms(), Last), Last,
        [new(MilestoneKind.FirstNewPod, At(101), TimeSpan.FromSeconds(1)), new(MilestoneKind.Failed, At(130), TimeSpan.FromSeconds(30.04))], TimeSpan.FromSeconds(30.04));

    [Fact]
    public void The_text_shows_new_pods_first_then_the_verdict() => Snapshot.Match(string.Join('\n', VerifyText.Write(Report()).Select(l => $"{l}")) + "\n", "verify.txt");

    [Fact]
    public void The_markdown_is_a_table_and_hostile_names_stay_text() => Snapshot.Match(VerifyMarkdown.Write(Report()), "verify.md");

    [Fact]
    public void The_JSON_keeps_the_contract()
    {
        var json = JsonDocument.Parse(JsonSerializer.Serialize(Report(), CoreJson.Default.VerifyReport)).RootElement;
        Assert.Equal("unloop.dev/verify/v1", json.GetProperty("schema").GetString());
        Assert.Equal("failed", json.GetProperty("state").GetString());
        Assert.Equal("crash-loop", json.GetProperty("failure").GetProperty("kind").GetString());
        Assert.Equal("web-new-b", json.GetProperty("failure").GetProperty("pod").GetString());
        Assert.Equal(60, json.GetProperty("needed").GetDouble());
        Assert.Equal("first-new-pod", json.GetProperty("timeline")[0].GetProperty("kind").GetString());
        Assert.Equal("0/1", json.GetProperty("pods")[0].GetProperty("ready").GetString());
    }

    [Fact]
    public void More_pods_than_fit_are_counted()
    {
        var lines = RolloutTable.Write(Last, most: 1);
        Assert.Equal(("… and 2 more", 3), (lines[^1].ToString(), lines.Count));
    }

    [Theory]
    [InlineData(-3, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(150, "2m30s")]
    [InlineData(659, "10m")]
    [InlineData(4 * 3600, "4h")]
    [InlineData((4 * 3600) + 60, "4h1m")]
    [InlineData(3 * 86400, "3d")]
    [InlineData(30 * 86400, "30d")]
    public void Ages_are_kubectls(int seconds, string text) => Assert.Equal(text, RolloutTable.Age(TimeSpan.FromSeconds(seconds)));
}
