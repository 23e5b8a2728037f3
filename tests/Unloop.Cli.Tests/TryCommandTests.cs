namespace Unloop.Cli.Tests;

public class TryCommandTests
{
    [Theory]
    [InlineData("name the workload or pod", "try")]
    [InlineData("--watch-max is from 10s to 1h", "try", "deploy/web", "--watch-max", "5s")]
    [InlineData("--watch-max is from 10s to 1h", "try", "deploy/web", "--watch-max", "2h")]
    [InlineData("makes nothing that --yes could approve", "try", "deploy/web", "--dry-run", "--yes")]
    [InlineData("asleep", "try", "deploy/web", "--only", "sleepy")]
    [InlineData("there is no flag '--ye'", "try", "deploy/web", "--ye")]
    public async Task What_cannot_be_meant_is_bad_input_in_words(string says, params string[] line)
    {
        var run = await Run.Unloop(line);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kubeconfig_that_is_not_there_is_one_clear_line()
    {
        var run = await Run.Unloop("try", "deploy/web", "--kubeconfig", "no/such/config");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no/such/config", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_help_also_where_a_target_would_be_needed()
    {
        var run = await Run.Unloop("try", "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }
}
