namespace Unloop.Cli.Tests;

public class FixCommandTests
{
    [Theory]
    [InlineData("name the workload to mend", "fix")]
    [InlineData("--dry-run and --plan-out exclude each other", "fix", "deploy/web", "--dry-run", "--plan-out", "plan.json")]
    [InlineData("--apply knows its workload: leave out the target", "fix", "deploy/web", "--apply", "plan.json")]
    [InlineData("--undo knows its workload: leave out the target", "fix", "deploy/web", "--undo")]
    [InlineData("--attempts must be between 1 and 10", "fix", "deploy/web", "--attempts", "0")]
    [InlineData("--build-arg is NAME=VALUE, not 'X'", "fix", "deploy/web", "--build-arg", "X")]
    [InlineData("--window is longer than --window-max", "fix", "deploy/web", "--window", "1h")]
    [InlineData("--window", "fix", "deploy/web", "--window", "30s", "--window", "40s")]
    [InlineData("--attempts", "fix", "deploy/web", "--attempts", "1", "--attempts", "2")]
    [InlineData("'soon' is no span of time", "fix", "deploy/web", "--window", "soon")]
    [InlineData("--notify, --site: said of the alarm for next time, and none is asked for: add --with-monitor", "fix", "deploy/web", "--notify", "slack:#ops", "--site", "datadoghq.eu")]
    [InlineData("--cluster: said of the alarm", "fix", "--resume", "--cluster", "prod")]
    [InlineData("--resume goes on with the alarm that the fix was asked for", "fix", "--resume", "--with-monitor", "datadog")]
    [InlineData("--undo sets up no monitors", "fix", "--undo", "--with-monitor", "datadog")]
    [InlineData("--plan-out sets up no monitors", "fix", "deploy/web", "--plan-out", "plan.json", "--with-monitor", "datadog")]
    [InlineData("--file names the Dockerfile of --build-context: give both", "fix", "deploy/web", "-f", "Dockerfile")]
    public async Task What_cannot_be_meant_is_said_before_anything_is_asked(string says, params string[] args)
    {
        var run = await Run.Unloop(args);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }
}
