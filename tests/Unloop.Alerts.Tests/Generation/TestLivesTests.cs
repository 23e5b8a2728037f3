using Unloop.Alerts.Generation.Testing;

namespace Unloop.Alerts.Tests.Generation;

public class TestLivesTests
{
    [Fact]
    public void A_container_that_crashes_at_once_restarts_when_the_kubelet_restarts_it() =>
        Assert.Equal([0, 10, 30, 70, 150, 310, 610, 910, 1210, 1510, 1810], Values.CrashLoop(0, 1900));

    [Theory]
    [InlineData(new[] { 45 }, 120, 0, "0+0x1 1+0x2 stale")]
    [InlineData(new[] { 0, 0 }, 90, 60, "_x2 2+0x1 stale")]
    public void A_counter_is_written_as_promtool_reads_it(int[] times, int until, int from, string values) => Assert.Equal(values, Values.Write(Values.Counter(times, until, from)));

    [Fact]
    public void A_series_that_comes_and_goes_leaves_the_mark_of_a_scrape_that_missed_it() =>
        Assert.Equal("1 stale _x1 1+0x1 stale", Values.Write(Values.Within(150, (0, 0), (90, 120))));

    [Fact]
    public void A_scrape_that_fails_leaves_its_mark_in_every_series_that_was_there() =>
        Assert.Equal(["1+0x1 stale 1 stale", "_x3 1 stale"], TestLives.Unscraped([new("a", [1, 1, 1, 1]), new("b", [null, null, 1, 1])], 60).Select(s => Values.Write(s.Values)));
}
