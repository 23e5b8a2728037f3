using Unloop.Tests;

namespace Unloop.Cli.Tests;

public sealed class MonitorGenerateCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unloop-test-");

    private static string Sample => Repository.PathTo("samples", "web-app");

    private string Out => Path.Combine(_folder.FullName, "out");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_namespace_is_watched_without_asking_any_cluster()
    {
        var run = await Run.Unloop("monitor", "generate", "-n", "shop", "--kubeconfig", Path.Combine(_folder.FullName, "nowhere"), "-p", "prometheus", "--out", Out);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["shop-rules.yaml", "shop-test.yaml"], Directory.GetFiles(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("promtool test rules", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_diagnosed_and_what_was_found_stands_in_the_runbook()
    {
        var run = await Run.Unloop("monitor", "generate", "--from", Sample, "-p", "datadog-operator", "--out", "-");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("for Deployment web-app in namespace web", run.Out, StringComparison.Ordinal);
        Assert.Contains("express", run.Out, StringComparison.Ordinal);
        Assert.Contains("(missing-module, container web-app)", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_before_is_written_anew_and_what_others_wrote_is_not()
    {
        string[] line = ["monitor", "generate", "-n", "shop", "-p", "prometheus", "--out", Out];
        await Run.Unloop(line);
        var rules = Path.Combine(Out, "shop-rules.yaml");
        var written = await File.ReadAllTextAsync(rules, TestContext.Current.CancellationToken);

        await File.AppendAllTextAsync(rules, "# a note\n", TestContext.Current.CancellationToken);
        var again = await Run.Unloop(line);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("shop-test.yaml  unchanged", again.Out, StringComparison.Ordinal);
        Assert.Equal(written, await File.ReadAllTextAsync(rules, TestContext.Current.CancellationToken));

        await File.WriteAllTextAsync(rules, "groups: []\n", TestContext.Current.CancellationToken);
        var refused = await Run.Unloop(line);
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("shop-rules.yaml was not written by unloop", refused.Error, StringComparison.Ordinal);
        Assert.Equal("groups: []\n", await File.ReadAllTextAsync(rules, TestContext.Current.CancellationToken));

        Assert.Equal(0, (await Run.Unloop([.. line, "--force"])).ExitCode);
        Assert.Equal(written, await File.ReadAllTextAsync(rules, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        var run = await Run.Unloop("monitor", "generate", "-p", "prometheus", "--out", Out, "--notify", "slak:#ops", "--notify", "email:x", "--rule-label", "release", "--runbook-url", "wiki", "--smtp-smarthost", "mail");

        Assert.Equal(2, run.ExitCode);
        Assert.All((string[])["did you mean 'slack'?", "email:x", "'release'", "'wiki'", "'mail'", "say what shall be watched"], w => Assert.Contains(w, run.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pagerduty:Check out", "datadog", "reach nobody")]
    [InlineData("teams:Ops", "terraform", null)]
    [InlineData("email:ops@example.com", "alertmanager", "--smtp-smarthost")]
    public async Task A_channel_that_the_target_cannot_reach_is_refused_and_nothing_is_written(string channel, string target, string? says)
    {
        var run = await Run.Unloop("monitor", "generate", "-n", "shop", "-p", target, "--out", Out, "--notify", channel);

        Assert.Equal(says is null ? 0 : 2, run.ExitCode);
        Assert.Contains(says ?? "", run.Error, StringComparison.Ordinal);
        Assert.Equal(says is null, Directory.Exists(Out));
    }

    [Fact]
    public async Task A_password_in_the_address_of_the_runbook_is_refused_and_not_repeated()
    {
        var run = await Run.Unloop("monitor", "generate", "-n", "shop", "-p", "prometheus", "--out", Out, "--runbook-url", "https://ops:planted-1@wiki.example.com/shop");

        Assert.Equal((2, false), (run.ExitCode, Directory.Exists(Out)));
        Assert.Contains("leave out what stands before wiki.example.com", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-1", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Shop\"}", "no name of a namespace")]
    [InlineData("../shop", "no name of a namespace")]
    public async Task A_name_that_no_cluster_has_comes_into_no_file(string space, string says)
    {
        var run = await Run.Unloop("monitor", "generate", "-n", space, "-p", "prometheus", "--out", Out);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task Several_files_do_not_go_to_standard_output()
    {
        var run = await Run.Unloop("monitor", "generate", "-n", "shop", "-p", "prometheus", "--out", "-");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("give a folder", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }
}
