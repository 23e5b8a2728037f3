using System.Text.Json.Nodes;
using Unloop.Cli.Commands;
using Unloop.Cli.Rendering;
using Unloop.Core.Reports;
using Unloop.Core.Scaling;

namespace Unloop.Cli.Tests;

public class ScaleCommandTests
{
    [Theory]
    [InlineData("--target is from 1 to 1000 percent", "--target", "0")]
    [InlineData("--peak is above 0", "--peak", "0")]
    [InlineData("--min is above --max", "--min", "5", "--max", "4")]
    [InlineData("--min is from 1", "--min", "0")]
    [InlineData("--yes answers a question", "--yes")]
    [InlineData("exclude each other", "--apply", "--dry-run")]
    [InlineData("did you mean 'spike'", "--load", "spkie")]
    public async Task What_cannot_be_meant_is_bad_input_in_words(string says, params string[] flags)
    {
        var run = await Run.Unloop(["scale", "deploy/web", .. flags]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--log-limit", "1")]
    [InlineData("--container", "web")]
    [InlineData("--check-secret-keys")]
    public async Task There_are_no_flags_for_what_it_does_not_look_at(params string[] flags)
    {
        var run = await Run.Unloop(["scale", "deploy/web", .. flags]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"there is no flag '{flags[0]}'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_the_way_is_shown_before_the_question()
    {
        var facts = new ScalingFacts
        {
            Workload = new()
            {
                Ref = new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "uid" },
                Replicas = 2,
                Selector = JsonNode.Parse("""{"matchLabels":{"app":"web"}}""")!.AsObject(),
                Containers = [new("web", "web:1") { CpuRequest = 100 }],
            },
        };
        var advice = ScalingAdvisor.Advise(facts, new());
        var error = new StringWriter();

        var said = await new ScaleApproval(new Terminal(new StringWriter(), error, answers: new StringReader("no\n")), ScaleReport.Of("0", facts, advice), yes: false)
            .ApproveAsync(advice.Manifests, TestContext.Current.CancellationToken);

        Assert.False(said);
        Assert.InRange(error.ToString().IndexOf("[no-readiness-probe]", StringComparison.Ordinal), 0, error.ToString().IndexOf("Apply this?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_load_that_does_not_parse_is_said_line_by_line_before_any_cluster_is_asked()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "load.csv");
        await File.WriteAllTextAsync(file, "time,load\n0,1\nsoon,2\n60,x\n", TestContext.Current.CancellationToken);

        var run = await Run.Unloop("scale", "deploy/web", "--load", file, "--kubeconfig", "no/such/config");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("load.csv:3: 'soon' is no time", run.Error, StringComparison.Ordinal);
        Assert.Contains("load.csv:4: 'x' is no load", run.Error, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, true);
    }

    [Fact]
    public async Task A_kubeconfig_that_is_not_there_is_one_clear_line()
    {
        var run = await Run.Unloop("scale", "deploy/web", "--kubeconfig", "no/such/config");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no/such/config", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_verbs_that_it_needs_are_listed()
    {
        Assert.Contains("horizontalpodautoscalers.autoscaling", (await Run.Unloop("auth", "scale")).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("patch", (await Run.Unloop("auth", "scale")).Out, StringComparison.Ordinal);
        Assert.Contains("patch", (await Run.Unloop("auth", "scale", "--apply")).Out, StringComparison.Ordinal);
    }
}
