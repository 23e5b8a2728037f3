using Unloop.Alerts.Backoff;

namespace Unloop.Alerts.Tests.Backoff;

public class RestartWordsTests
{
    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    [Fact]
    public void An_alert_that_goes_silent_says_so_and_whom_it_never_sees() => Assert.Equal(
        "It fires 310 s after the first crash of a container that crashes at once, for 290 s; then it goes silent while the container is still broken, with 2 restarts in 10 min from then on. "
            + "It never fires for a container that runs 58 s or longer before each crash.",
        RestartWords.Practice(new RestartRule(5, Minutes(10))));

    [Fact]
    public void What_cannot_be_reached_is_told_with_what_can() =>
        Assert.Equal("It never fires: with this back-off one container restarts at most 5 times in 5 min.", RestartWords.Practice(new RestartRule(5, Minutes(5))));

    [Fact]
    public void What_does_not_last_is_told_with_how_long_it_would_have_to() => Assert.Equal(
        "It never fires: one container makes more than 5 restarts in 10 min for less than the 5 min that it must last.", RestartWords.Practice(new RestartRule(5, Minutes(10), Minutes(5))));

    [Fact]
    public void What_stays_is_not_called_silent() => Assert.Equal(
        "It fires from 310 s after the first crash of a container that crashes at once, for as long as that goes on.", RestartWords.Practice(new RestartRule(5, Minutes(120))));

    [Theory]
    [InlineData(58, "58 s")]
    [InlineData(300, "5 min")]
    [InlineData(600, "10 min")]
    [InlineData(610, "610 s")]
    [InlineData(5400, "90 min")]
    [InlineData(7200, "2 h")]
    [InlineData(7230, "120 min")]
    public void Spans_are_exact_and_short(int seconds, string text) => Assert.Equal(text, RestartWords.Text(TimeSpan.FromSeconds(seconds)));
}
