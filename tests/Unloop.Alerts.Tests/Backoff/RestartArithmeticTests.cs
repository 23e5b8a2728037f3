using CsCheck;
using Unloop.Alerts.Backoff;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Backoff;

public class RestartArithmeticTests
{
    private static readonly RestartRule Wish = new(5, TimeSpan.FromMinutes(10));

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);

    private static BackoffPolicy Max(int seconds) => BackoffPolicy.Default.WithNodeMaximum(S(seconds));

    private static string Text(IEnumerable<HeldSpan> spans) => string.Join(' ', spans.Select(s => $"{s.From.TotalSeconds}-{s.To?.TotalSeconds}"));

    [Theory]
    [InlineData(0, "310-600")]
    [InlineData(10, "370-610")]
    [InlineData(30, "490-630")]
    [InlineData(45, "580-645")]
    [InlineData(57, "652-657")]
    [InlineData(58, "")]
    [InlineData(60, "")]
    [InlineData(300, "")]
    [InlineData(599, "")]
    [InlineData(660, "")]
    public void More_than_five_in_ten_minutes_fires_once_and_only_where_runs_are_short(int runsFor, string fires) =>
        Assert.Equal(fires, Text(RestartArithmetic.Fires(Wish, S(runsFor))));

    [Theory]
    [InlineData(300, "310-600")]
    [InlineData(120, "270-670")]
    [InlineData(100, "250-")]
    [InlineData(60, "190-")]
    [InlineData(30, "120-")]
    [InlineData(10, "50-")]
    [InlineData(1, "5-")]
    public void A_nodes_maximum_decides_whether_it_goes_on(int maximum, string fires) =>
        Assert.Equal(fires, Text(RestartArithmetic.Fires(Wish, TimeSpan.Zero, Max(maximum))));

    [Theory]
    [InlineData(300, 2)]
    [InlineData(120, 5)]
    [InlineData(100, 6)]
    [InlineData(60, 10)]
    [InlineData(30, 20)]
    [InlineData(10, 60)]
    [InlineData(1, 600)]
    public void So_many_restarts_come_in_ten_minutes_in_the_long_run(int maximum, int restarts) =>
        Assert.Equal((restarts, restarts), RestartArithmetic.SteadyRestarts(TimeSpan.FromMinutes(10), default, Max(maximum)));

    /// <summary>Twelve restarts an hour once the back-off is settled: 200 after 16 hours and 20 minutes.</summary>
    [Theory]
    [InlineData(24, 200, "58810-")]
    [InlineData(168, 1_500, "448810-")]
    [InlineData(24, 291, "86110-86400")]
    [InlineData(24, 292, "")]
    public void A_long_window_fires_when_it_has_filled_and_for_ever(int hours, int moreThan, string fires) =>
        Assert.Equal(fires, Text(RestartArithmetic.Fires(new(moreThan, TimeSpan.FromHours(hours)), TimeSpan.Zero)));

    [Fact]
    public void The_highest_threshold_that_fires_is_found_as_if_each_had_been_tried() =>
        Gen.Select(Gen.Int[1, 180], Gen.Int[0, 30], Gen.Int[0, 90], Gen.OneOf<int>(1, 60, 300)).ForAll(
            x =>
            {
                var (minutes, hold, runsFor, maximum) = x;
                var rule = new RestartRule(12, TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(hold));
                var tried = Enumerable.Range(0, 13).Where(n => RestartArithmetic.Fires(rule with { MoreThan = n }, S(runsFor), Max(maximum)).Count > 0).Cast<int?>().LastOrDefault();
                Assert.Equal(tried, RestartArithmetic.HighestThatFires(rule, S(runsFor), Max(maximum)));
            },
            cases: 60);

    [Fact]
    public void With_reduced_decay_it_fires_for_ever()
    {
        Assert.Equal("31-", Text(RestartArithmetic.Fires(Wish, TimeSpan.Zero, BackoffPolicy.ReducedDecay)));
        Assert.Equal((10, 10), RestartArithmetic.SteadyRestarts(TimeSpan.FromMinutes(10), default, BackoffPolicy.ReducedDecay));
    }

    [Fact]
    public void With_the_first_restart_delayed_it_never_fires() =>
        Assert.Empty(RestartArithmetic.Fires(Wish, TimeSpan.Zero, BackoffPolicy.Default with { FirstRestartIsFree = false }));

    [Theory]
    [InlineData(70, 4)]
    [InlineData(150, 5)]
    [InlineData(309, 5)]
    [InlineData(310, 6)]
    [InlineData(599, 6)]
    [InlineData(600, 5)]
    [InlineData(700, 3)]
    [InlineData(750, 2)]
    [InlineData(5000, 2)]
    public void So_many_restarts_lie_in_the_ten_minutes_before(int at, int restarts)
    {
        var series = RestartSeries.Of(BackoffPolicy.Default, ContainerLife.Crashing(TimeSpan.Zero), S(7200));
        // The restart at the very beginning of the series is the first.
        Assert.Equal(restarts, series.Restarts.Count(t => t > S(at - 600) && t <= S(at)));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(10, 6)]
    [InlineData(15, 7)]
    [InlineData(30, 10)]
    [InlineData(60, 16)]
    public void No_container_restarts_oftener(int minutes, int restarts) => Assert.Equal(restarts, RestartArithmetic.MostRestarts(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(0, 12, 12)]
    [InlineData(30, 10, 11)]
    [InlineData(60, 10, 10)]
    [InlineData(120, 8, 9)]
    [InlineData(300, 6, 6)]
    [InlineData(599, 4, 5)]
    [InlineData(660, 5, 6)]
    public void So_many_restarts_come_in_an_hour_in_the_long_run(int runsFor, int least, int most) =>
        Assert.Equal((least, most), RestartArithmetic.SteadyRestarts(TimeSpan.FromHours(1), S(runsFor)));

    [Fact]
    public void Eight_to_twenty_four_restarts_come_in_two_hours_so_that_five_are_enough_to_see_them_all()
    {
        var counts = Enumerable.Range(0, 67).Select(i => RestartArithmetic.SteadyRestarts(TimeSpan.FromHours(2), S(10 * i))).ToList();
        Assert.Equal((8, 24), (counts.Min(c => c.Least), counts.Max(c => c.Most)));
    }

    [Fact]
    public void Fifty_seven_seconds_are_the_longest_run_that_it_sees() => Assert.Equal(S(57), RestartArithmetic.LongestRunThatFires(Wish));

    [Fact]
    public void What_is_more_than_the_maximum_is_seen_with_no_run_at_all() =>
        Assert.Null(RestartArithmetic.LongestRunThatFires(new RestartRule(5, TimeSpan.FromMinutes(5))));

    [Fact]
    public void A_time_to_hold_eats_up_the_time_in_which_it_fires()
    {
        Assert.Equal("370-600", Text(RestartArithmetic.Fires(Wish with { For = TimeSpan.FromMinutes(1) }, TimeSpan.Zero)));
        Assert.Empty(RestartArithmetic.Fires(Wish with { For = TimeSpan.FromMinutes(5) }, TimeSpan.Zero));
    }

    [Fact]
    public void More_than_three_in_five_minutes_can_be_reached() =>
        Assert.Equal("70-330", Text(RestartArithmetic.Fires(new RestartRule(3, TimeSpan.FromMinutes(5)), TimeSpan.Zero)));

    [Theory]
    [InlineData(0, 100)]
    [InlineData(30, 91)]
    [InlineData(120, 71)]
    [InlineData(590, 34)]
    public void Such_a_share_of_time_is_spent_waiting(int runsFor, int percent) =>
        Assert.Equal(percent, Math.Round(100 * RestartArithmetic.ShareWaiting(S(runsFor))));

    [Fact]
    public void For_every_run_time_it_fires_for_290_seconds_less_five_runs() =>
        Gen.Int[0, 57].ForAll(r =>
        {
            var span = Assert.Single(RestartArithmetic.Fires(Wish, S(r)));
            Assert.Equal((S(310 + (6 * r)), S(290 - (5 * r))), (span.From, span.Length!.Value));
        });

    [Fact]
    public void Whether_it_holds_is_the_same_as_counting_at_that_moment() =>
        Gen.Select(Gen.Int[0, 120], Gen.Int[0, 8], Gen.Int[1, 20], Gen.Int[0, 3000]).ForAll(x =>
        {
            var (runsFor, moreThan, minutes, at) = x;
            var rule = new RestartRule(moreThan, TimeSpan.FromMinutes(minutes));
            var series = RestartSeries.Of(BackoffPolicy.Default, ContainerLife.Crashing(S(runsFor)), S(7200));
            var counted = series.Restarts.Count(t => t > S(at) - rule.Window && t <= S(at)) > moreThan;
            Assert.Equal(counted, RestartArithmetic.Fires(rule, series).Any(s => s.Contains(S(at))));
        });
}
