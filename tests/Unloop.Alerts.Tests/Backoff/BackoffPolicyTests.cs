using CsCheck;
using Unloop.Alerts.Backoff;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Backoff;

public class BackoffPolicyTests
{
    private static int[] Restarts(BackoffPolicy policy, int runsFor = 0, int count = 11) =>
        [.. RestartSeries.Of(policy, ContainerLife.Crashing(TimeSpan.FromSeconds(runsFor)), TimeSpan.FromHours(4)).Restarts.Take(count).Select(t => (int)t.TotalSeconds)];

    [Fact]
    public void The_back_off_doubles_until_it_is_five_minutes_and_the_first_restart_is_free() =>
        Assert.Equal([0, 10, 30, 70, 150, 310, 610, 910, 1210, 1510, 1810], Restarts(BackoffPolicy.Default));

    [Fact]
    public void With_the_first_restart_delayed_too_everything_comes_one_wait_later() =>
        Assert.Equal([10, 30, 70, 150, 310, 610, 910], Restarts(BackoffPolicy.Default with { FirstRestartIsFree = false }, count: 7));

    [Fact]
    public void With_reduced_decay_it_begins_at_a_second_and_ends_at_a_minute() =>
        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 123, 183], Restarts(BackoffPolicy.ReducedDecay, count: 9));

    [Fact]
    public void A_nodes_maximum_caps_the_waits() =>
        Assert.Equal([0, 10, 30, 70, 150, 270, 390, 510], Restarts(BackoffPolicy.Default.WithNodeMaximum(TimeSpan.FromSeconds(120)), count: 8));

    [Fact]
    public void A_nodes_maximum_below_the_first_wait_lowers_that_too() =>
        Assert.Equal([0, 4, 8, 12], Restarts(BackoffPolicy.Default.WithNodeMaximum(TimeSpan.FromSeconds(4)), count: 4));

    [Fact]
    public void A_nodes_maximum_with_reduced_decay_leaves_the_smaller_first_wait() =>
        Assert.Equal([0, 1, 3, 7, 12, 17], Restarts(BackoffPolicy.ReducedDecay.WithNodeMaximum(TimeSpan.FromSeconds(5)), count: 6));

    [Theory]
    [InlineData(0)]
    [InlineData(301)]
    public void A_maximum_that_the_kubelet_refuses_is_refused(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BackoffPolicy.Default.WithNodeMaximum(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(600)]
    public void Every_run_puts_off_all_that_follows(int runsFor) =>
        Assert.Equal([0, 10, 30, 70, 150, 310, 610], Restarts(BackoffPolicy.Default, runsFor, 7).Select((t, i) => t - ((i + 1) * runsFor)));

    [Fact]
    public void A_run_longer_than_ten_minutes_forgets_the_back_off() =>
        Assert.Equal([601, 1202, 1803], Restarts(BackoffPolicy.Default, 601, 3));

    [Fact]
    public void One_long_run_among_short_ones_begins_the_curve_anew()
    {
        PlannedRun shortRun = new(TimeSpan.Zero), longRun = new(TimeSpan.FromSeconds(700));
        var life = new ContainerLife { Runs = [shortRun, shortRun, shortRun, shortRun, longRun, shortRun] };
        var series = RestartSeries.Of(BackoffPolicy.Default, life, TimeSpan.FromHours(1));
        Assert.Equal([0, 10, 30, 70, 770, 780, 800], series.Restarts.Take(7).Select(t => (int)t.TotalSeconds));
    }

    /// <summary>Seen on a container of busybox with <c>exit 1</c> under a kubelet before 1.34; times from its first start, its image included.</summary>
    [Fact]
    public void What_was_measured_of_an_old_kubelet_lies_between_the_earliest_and_the_latest()
    {
        int[] measured = [3, 20, 46, 95, 185, 351, 652];
        var seen = measured.Select(t => t - measured[0]).ToList();
        var earliest = Restarts(BackoffPolicy.Default, count: 7);
        var latest = Restarts(BackoffPolicy.Default.Latest, count: 7);
        Assert.All(seen.Index(), s => Assert.InRange(s.Item, earliest[s.Index], latest[s.Index]));
        Assert.All(seen.Zip(seen.Skip(1)).Index(), g => Assert.InRange(
            g.Item.Second - g.Item.First, earliest[g.Index + 1] - earliest[g.Index], latest[g.Index + 1] - latest[g.Index]));
    }

    [Fact]
    public void Waits_never_shrink_and_never_pass_the_maximum() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[0, 600]).ForAll((maximum, runsFor) =>
        {
            var restarts = Restarts(BackoffPolicy.Default.WithNodeMaximum(TimeSpan.FromSeconds(maximum)), runsFor, 20);
            var waits = restarts.Zip(restarts.Skip(1), (a, b) => b - a - runsFor).ToList();
            Assert.Equal(waits.Order(), waits);
            Assert.All(waits, w => Assert.InRange(w, 1, maximum));
        });
}
