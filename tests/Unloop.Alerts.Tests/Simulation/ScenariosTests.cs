using Unloop.Alerts.Backoff;
using Unloop.Alerts.Simulation;

namespace Unloop.Alerts.Tests.Simulation;

public class ScenariosTests
{
    public static TheoryData<string> Names => [.. Scenarios.Names];

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);

    private static int[] Restarts(Scenario scenario) => [.. scenario.Pods[0].Container.Restarts.Where(t => t <= TimeSpan.FromMinutes(15)).Select(t => (int)t.TotalSeconds)];

    [Theory]
    [InlineData("crash-at-once", new[] { 0, 10, 30, 70, 150, 310, 610 })]
    [InlineData("crash-after-30s", new[] { 0, 40, 90, 160, 270, 460, 790 })]
    [InlineData("crash-after-60s", new[] { 0, 70, 150, 250, 390, 610 })]
    [InlineData("bad-deployment", new[] { 0, 10, 30, 70, 150, 310, 610 })]
    [InlineData("slow-leak", new[] { 0 })]
    public void Times_are_from_the_first_crash(string name, int[] restarts) => Assert.Equal(restarts, Restarts(Scenarios.Named(name)!));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_may_be_set_is_set_in_each(string name)
    {
        var options = new ScenarioOptions { Policy = BackoffPolicy.Default.WithNodeMaximum(S(20)), RunsFor = S(5), RepairedAfter = S(120), Until = S(600) };
        var scenario = Scenarios.Named(name, options)!;
        Assert.Equal(S(600), scenario.Until);
        Assert.Equal([0, 15, 40, 65, 90, 115, 140], Restarts(scenario));
        Assert.Equal(new HeldSpan(TimeSpan.Zero, S(140)), scenario.Broken);
        Assert.True(scenario.Pods[0].Container.IsRunningAt(S(599)));
    }

    [Theory]
    [InlineData("crash-at-once", 180)]
    [InlineData("bad-deployment", 0)]
    public void Only_pods_that_ran_well_have_a_past(string name, int minutes) => Assert.Equal(TimeSpan.FromMinutes(-minutes), Scenarios.Named(name)!.From);

    [Fact]
    public void A_leak_is_killed_for_its_memory() =>
        Assert.All(Scenarios.Named("slow-leak")!.Pods[0].Container.Runs.Where(r => r.Ended is not null), r => Assert.Equal(("OOMKilled", 137), (r.Reason, r.ExitCode)));

    [Fact]
    public void Pods_of_one_deployment_have_names_and_ids_of_their_own()
    {
        var pods = Scenarios.Named("bad-deployment")!.Pods.Select(p => p.Pod).ToList();
        Assert.Equal(3, pods.Select(p => p.Pod).Distinct().Count());
        Assert.Equal(3, pods.Select(p => p.Uid).Distinct().Count());
        Assert.Single(pods.Select(p => p.Deployment).Distinct());
    }

    [Fact]
    public void What_is_never_mended_is_broken_for_ever() => Assert.Null(Scenarios.Named("crash-at-once")!.Broken.To);

    [Fact]
    public void A_name_that_is_none_is_null() => Assert.Null(Scenarios.Named("crash"));
}
