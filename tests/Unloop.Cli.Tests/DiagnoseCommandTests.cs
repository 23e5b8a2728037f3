using System.Text.Json;
using Unloop.Tests;

namespace Unloop.Cli.Tests;

public class DiagnoseCommandTests
{
    private static readonly string Sample = Repository.PathTo("samples", "web-app");

    [Fact]
    public async Task The_sample_is_diagnosed_on_one_screen()
    {
        var run = await Run.Unloop("diagnose", "--from", Sample);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Match(run.Out, "sample.txt");
    }

    [Fact]
    public async Task The_sample_as_markdown_ends_in_cause_solution_prevention()
    {
        var run = await Run.Unloop("diagnose", "--from", Sample, "-o", "markdown");
        Snapshot.Match(run.Out, "sample.md");
    }

    [Fact]
    public async Task The_samples_report_keeps_the_contract()
    {
        var run = await Run.Unloop("diagnose", "--from", Sample, "-o", "json");
        var report = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal("unloop.dev/report/v1", report.GetProperty("schema").GetString());
        var item = Assert.Single(report.GetProperty("items").EnumerateArray());
        var cause = item.GetProperty("cause");
        Assert.Equal("missing-module", cause.GetProperty("category").GetString());
        Assert.Equal("express", cause.GetProperty("subject").GetString());
        Assert.Equal("likely", cause.GetProperty("confidence").GetString());
        Assert.Equal("diagnosed", item.GetProperty("verdict").GetString());
        var ruledOut = Assert.Single(item.GetProperty("ruledOut").EnumerateArray());
        Assert.Equal("oom-limit", ruledOut.GetProperty("category").GetString());
        Assert.Contains("64Mi", ruledOut.GetProperty("because").GetString(), StringComparison.Ordinal);
        Assert.Contains("128Mi", ruledOut.GetProperty("because").GetString(), StringComparison.Ordinal);
        Assert.Contains("exit code 1", ruledOut.GetProperty("because").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_says_what_each_file_was_taken_for()
    {
        var run = await Run.Unloop("diagnose", "--from", Sample, "-v");
        Assert.Contains("previous.log", run.Out, StringComparison.Ordinal);
        Assert.Contains("Dockerfile", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_exit_code_a_script_learns_that_a_cause_was_found() =>
        Assert.Equal(10, (await Run.Unloop("diagnose", "--from", Sample, "--exit-code")).ExitCode);

    [Fact]
    public async Task A_path_that_is_not_there_is_bad_input_in_one_line()
    {
        var run = await Run.Unloop("diagnose", "--from", "no/such/folder");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Equal("unloop: no/such/folder does not exist; --from takes a folder, a .tgz, a file, or - for standard input", run.Error.TrimEnd());
    }

    [Fact]
    public async Task Files_and_a_cluster_exclude_each_other()
    {
        var run = await Run.Unloop("diagnose", "deploy/web", "--from", Sample);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--from looks at files", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_format_is_refused_with_those_that_exist()
    {
        var run = await Run.Unloop("diagnose", "--from", Sample, "-o", "jsno");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("json", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("99999")]
    public async Task A_log_limit_out_of_bounds_is_refused(string limit) =>
        Assert.Contains("between 1 and 4096", (await Run.Unloop("diagnose", "--from", Sample, "--log-limit", limit)).Error, StringComparison.Ordinal);

    [Fact]
    public async Task A_kubeconfig_that_is_not_there_is_one_clear_line()
    {
        var run = await Run.Unloop("diagnose", "web-0", "--kubeconfig", "no/such/config");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no/such/config", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
