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
}
