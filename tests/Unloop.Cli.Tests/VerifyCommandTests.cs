using Unloop.Cli.Rendering;
using Unloop.Core.Planning;
using Unloop.Core.Stability;
using Unloop.Engine.Verifying;

namespace Unloop.Cli.Tests;

public class VerifyCommandTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("0s")]
    [InlineData("5d")]
    [InlineData("m")]
    [InlineData("99999999s")]
    public async Task A_span_that_is_none_is_bad_input_in_one_line(string span)
    {
        var run = await Run.Unloop("verify", "deploy/web", "--window", span);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"'{span}' is no span of time: write 90s, 5m or 1h30m", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1h30m")]
    [InlineData("601")]
    public async Task A_window_that_may_not_be_waited_for_is_refused(string span) =>
        Assert.Contains("longer than --window-max", (await Run.Unloop("verify", "deploy/web", "--window", span)).Error, StringComparison.Ordinal);

    [Fact]
    public async Task A_kubeconfig_that_is_not_there_is_one_clear_line()
    {
        var run = await Run.Unloop("verify", "deploy/web", "--kubeconfig", "no/such/config");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no/such/config", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_has_one_line_for_each_change_and_no_escape_sequence()
    {
        using var error = new StringWriter();
        var live = new LiveRollout(new Terminal(TextWriter.Null, error));
        foreach (var statement in (string[])["1 of 2 new pods ready.", "1 of 2 new pods ready.", "All 2 pods are ready\u001b[2J."])
        {
            live.Report(Sight(statement));
        }

        live.End();
        Assert.Equal("12:00:00Z  1 of 2 new pods ready.\n12:00:00Z  All 2 pods are ready·[2J.\n", error.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_terminal_has_the_table_in_place_and_nothing_of_it_in_the_end()
    {
        using var error = new StringWriter();
        var live = new LiveRollout(new Terminal(TextWriter.Null, error, watched: true, redraws: true));
        live.Report(Sight("1 of 2 new pods ready."));
        Assert.Contains("web-1", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", error.ToString(), StringComparison.Ordinal);
        live.Report(Sight("1 of 2 new pods ready."));
        Assert.Equal(1, error.ToString().Split("\u001b[4A\u001b[J").Length - 1);
        live.End();
        Assert.EndsWith("\u001b[4A\u001b[J", error.ToString(), StringComparison.Ordinal);
    }

    private static RolloutSight Sight(string statement) => new(
        new RolloutSnapshot
        {
            At = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            Workload = new WorkloadRef { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "u" },
            Pods = [new() { Name = "web-1", Uid = "u1", IsNew = true, Status = "Running" }],
        },
        new StabilityVerdict { State = StabilityState.Progressing, Statement = statement });
}
