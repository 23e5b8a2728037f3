using Unloop.Tests;

namespace Unloop.Cli.Tests;

public class MonitorApplyCommandTests
{
    private static readonly string[] Verbs = ["plan", "apply", "status"];

    public static TheoryData<string> AllVerbs => [.. Verbs];

    private static Task<Run> Monitor(string verb, params string[] more) => Run.Unloop(["monitor", verb, "-n", "shop", "--kubeconfig", "/nowhere/config", .. more]);

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task All_that_is_wrong_with_site_address_and_keys_is_said_at_once(string verb)
    {
        var run = await Monitor(verb, "--provider", "datadog", "--site", "datadoghq.eo", "--api-url", "http://example.com", "--api-key-file", "/nowhere/api", "--app-key-file", "/nowhere/app");
        Assert.Equal(2, run.ExitCode);
        string[] expected = ["did you mean 'datadoghq.eu'?", "--api-url http://example.com", "--api-key-file /nowhere/api does not exist", "--app-key-file /nowhere/app does not exist"];
        Assert.All(expected, e => Assert.Contains(e, run.Error, StringComparison.Ordinal));
        Assert.Empty(run.Out);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_provider_must_be_named(string verb)
    {
        var run = await Monitor(verb);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--provider", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_does_not_exist_is_refused_with_those_that_do()
    {
        var run = await Monitor("plan", "--provider", "nagios");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("prometheus-operator", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_need_a_cluster_and_Datadog_does_not()
    {
        var run = await Monitor("plan", "--provider", "prometheus-operator");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("/nowhere/config", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_shall_be_watched_must_be_said()
    {
        var run = await Run.Unloop("monitor", "apply", "--provider", "datadog");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("say what shall be watched", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Where_the_cluster_cannot_be_looked_at_its_name_must_be_said(string verb)
    {
        using var keys = new Keys();
        var run = await Monitor(verb, ["--provider", "datadog", .. keys.Flags]);
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("Which cluster this is was not seen", run.Error, StringComparison.Ordinal);
        Assert.Contains("Name it with --cluster", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task With_its_name_Datadog_is_asked(string verb)
    {
        using var keys = new Keys();
        var run = await Monitor(verb, ["--provider", "datadog", "--cluster", "prod", .. keys.Flags]);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("127.0.0.1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_files_tell_is_not_of_the_cluster_that_the_kubeconfig_names()
    {
        using var keys = new Keys();
        var run = await Run.Unloop(["monitor", "plan", "--from", Repository.PathTo("samples", "web-app"), "--kubeconfig", "/nowhere/config", "--provider", "datadog", .. keys.Flags]);
        Assert.Equal(3, run.ExitCode);
        Assert.DoesNotContain("/nowhere/config", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_taken_away_needs_no_cluster_that_still_has_it()
    {
        using var keys = new Keys();
        var run = await Run.Unloop(["monitor", "apply", "deploy/web", "-n", "shop", "--kubeconfig", "/nowhere/config", "--provider", "datadog", "--cluster", "prod", "--delete", .. keys.Flags]);
        Assert.Equal(3, run.ExitCode);
        Assert.DoesNotContain("/nowhere/config", run.Error, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'Shop' is no name of a namespace", "-n", "Shop", "--cluster", "prod")]
    [InlineData("'Prod!' is no value of a Datadog tag", "-n", "shop", "--cluster", "Prod!")]
    [InlineData("would reach nobody", "-n", "shop", "--cluster", "prod", "--notify", "pagerduty:Check out")]
    public async Task What_generate_refuses_plan_refuses_as_well(string says, params string[] flags)
    {
        using var keys = new Keys();
        var run = await Run.Unloop(["monitor", "plan", "--kubeconfig", "/nowhere/config", "--provider", "datadog", .. flags, .. keys.Flags]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    /// <summary>Two good keys, and an address at which nobody listens.</summary>
    private sealed class Keys : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unloop-test-");

        public Keys() => File.WriteAllText(Path.Combine(_folder.FullName, "key"), "0123456789abcdef0123456789abcdef");

        public string[] Flags => [.. ((string[])["--api-key-file", "--app-key-file"]).SelectMany(f => (string[])[f, Path.Combine(_folder.FullName, "key")]), "--site", "datadoghq.eu", "--api-url", "http://127.0.0.1:1"];

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
