using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Tests.Prometheus.Expressions;

public class PatternTests
{
    /// <summary>As Go's regexp counts them (regexp/syntax): from left to right, with names or without.</summary>
    [Theory]
    [InlineData("(?P<all>(.)-(.)).*", "all", "a-b")]
    [InlineData("(?P<all>(.)-(.)).*", "1", "a-b")]
    [InlineData("(?P<all>(.)-(.)).*", "2", "a")]
    [InlineData("(?P<all>(.)-(.)).*", "3", "b")]
    [InlineData("(?P<all>(.)-(.)).*", "4", "")]
    [InlineData("(.)-(?<second>.)(.*)", "2", "b")]
    [InlineData("(.)-(?<second>.)(.*)", "3", "cd")]
    [InlineData("(?:.)-([()b])(.*)", "1", "b")]
    [InlineData(@"\Qa-\E(.)\(?(.*)", "2", "cd")]
    [InlineData("(.*)", "0", "a-bcd")]
    [InlineData("(.*)", "none", "")]
    public void Groups_have_the_numbers_that_RE2_gives_them(string pattern, string group, string expected) => Assert.Equal(expected, Pattern.Match(pattern, "a-bcd")!.Value(group));

    [Theory]
    [InlineData("(?P<a>x)(?P<a>y)")]
    [InlineData("(?P<a-b>x)")]
    [InlineData("(?P<>x)")]
    [InlineData("(?P<a")]
    public void Names_of_groups_are_words_and_stand_once(string pattern) => Assert.NotNull(Pattern.Error(pattern));

    [Theory]
    [InlineData("a-b|c", "c", true)]
    [InlineData("a-b|c", "a-b", true)]
    [InlineData("a-b|c", "a", false)]
    [InlineData("a-b|c", "a-b|c", false)]
    [InlineData("a|", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a.b|c", "axb", true)]
    public void A_pattern_matches_whole_values(string pattern, string value, bool matches) => Assert.Equal(matches, Pattern.IsMatch(pattern, value));
}
