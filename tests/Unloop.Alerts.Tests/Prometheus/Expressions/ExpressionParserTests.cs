using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Tests.Prometheus.Expressions;

public sealed class ExpressionParserTests
{
    [Theory]
    [InlineData("a + b * c", "(a{} + (b{} * c{}))")]
    [InlineData("a * b + c", "((a{} * b{}) + c{})")]
    [InlineData("a - b - c", "((a{} - b{}) - c{})")]
    [InlineData("a ^ b ^ c", "(a{} ^ (b{} ^ c{}))")]
    [InlineData("-a ^ b", "(- (a{} ^ b{}))")]
    [InlineData("-a * b", "((- a{}) * b{})")]
    [InlineData("a ^ -b * c", "((a{} ^ (- b{})) * c{})")]
    [InlineData("-1 ^ 2", "(- (1 ^ 2))")]
    [InlineData("a or b and c", "(a{} or (b{} and c{}))")]
    [InlineData("a and b unless c", "((a{} and b{}) unless c{})")]
    [InlineData("a > b == c", "((a{} > b{}) == c{})")]
    [InlineData("a > b and c > d", "((a{} > b{}) and (c{} > d{}))")]
    [InlineData("a atan2 b * c", "((a{} atan2 b{}) * c{})")]
    public void Operators_bind_as_in_Prometheus(string text, string shape) => Assert.Equal(shape, Shape(text));

    [Fact]
    public void Modifiers_belong_to_what_they_stand_behind()
    {
        var tree = ExpressionParser.Parse("a - a offset 10m >= 1").Tree;

        var comparison = Assert.IsType<BinaryExpression>(tree);
        var difference = Assert.IsType<BinaryExpression>(comparison.Left);
        Assert.Equal(TimeSpan.Zero, Assert.IsType<VectorSelector>(difference.Left).Time.Offset);
        Assert.Equal(TimeSpan.FromMinutes(10), Assert.IsType<VectorSelector>(difference.Right).Time.Offset);
    }

    [Fact]
    public void A_range_takes_the_modifiers_behind_it()
    {
        var range = Assert.IsType<RangeSelector>(ExpressionParser.Parse("a[5m] @ end() offset -1h").Tree);

        Assert.Equal(TimeSpan.FromHours(-1), range.Vector.Time.Offset);
        Assert.Equal(new AtModifier(null), range.Vector.Time.At);
    }

    [Fact]
    public void Every_node_knows_its_place()
    {
        const string Text = "sum by (pod) (rate(x{a=\"b\"}[5m] offset 1h)) > 5 # why";
        var tree = ExpressionParser.Parse(Text).Tree!;

        Assert.Equal(
            ["sum by (pod) (rate(x{a=\"b\"}[5m] offset 1h)) > 5", "sum by (pod) (rate(x{a=\"b\"}[5m] offset 1h))", "rate(x{a=\"b\"}[5m] offset 1h)", "x{a=\"b\"}[5m] offset 1h", "x{a=\"b\"}", "5"],
            tree.All().Select(e => e.Span.Of(Text)));
    }

    [Theory]
    [InlineData("incraese(x[5m])", 0, 8, "there is no function 'incraese'; did you mean 'increase'?")]
    [InlineData("rate(x)", 5, 6, "rate takes a range vector here, not an instant vector: write x with a range, as in x[5m]")]
    [InlineData("rate(sum(x))", 5, 11, "rate takes a range vector here, not an instant vector: the range stands directly behind the metric, or the expression becomes a subquery with [5m:1m]")]
    [InlineData("sum(x[5m])", 4, 9, "sum takes an instant vector, not a range vector: over time it is sum_over_time, over series it takes no range")]
    [InlineData("x[5m] > 5", 0, 5, "'>' takes numbers and instant vectors, not a range vector: a function makes a vector of it, as in increase(x[5m])")]
    [InlineData("x > 5 unles y > 1", 6, 11, "'unles' stands where an operator or the end of the expression is expected; did you mean 'unless'?")]
    [InlineData("x = 5", 2, 3, "'=' stands where an operator or the end of the expression is expected; a comparison is written ==")]
    [InlineData("1 > 2", 2, 3, "two numbers are compared with 'bool': '> bool'")]
    [InlineData("x{a=\"b\" c=\"d\"}", 8, 9, "'c' stands where ',' or '}' after the matcher is expected")]
    [InlineData("x{reason==\"b\"}", 8, 10, "labels are compared with =, !=, =~ or !~, not with ==")]
    [InlineData("x{reason=~\"*Crash\"}", 10, 18, "the regular expression \"*Crash\" is wrong: a repetition has nothing to repeat (it is no glob: 'anything' is written .*)")]
    [InlineData("x[30m1h]", 2, 7, "'30m1h' is no duration: each unit stands once, from the longest to the shortest, as in 1h30m")]
    [InlineData("rate(x[5m]) offset 5m", 12, 21, "'offset' belongs directly behind a metric, its range or a subquery, not behind another expression")]
    [InlineData("sum(x) by (pod", 14, 14, "the end of the expression stands where ',' or ')' after the label is expected")]
    [InlineData("x > $limit", 4, 5, "the character '$' has no meaning here: variables of dashboards ($x) and templates have no place in a rule")]
    [InlineData("topk(x)", 0, 7, "topk takes a parameter and what it aggregates, not 1 argument")]
    [InlineData("", 0, 0, "the expression is empty")]
    public void Errors_say_where_and_what(string text, int start, int end, string message)
    {
        var error = Assert.Single(ExpressionParser.Parse(text).Errors);

        Assert.Equal(message, error.Message);
        Assert.Equal(new TextSpan(start, end), error.Span);
    }

    [Fact]
    public void All_errors_of_type_come_at_once()
    {
        var parsed = ExpressionParser.Parse("rate(x) + abs(y[5m])");

        Assert.Equal([5, 14], parsed.Errors.Select(e => e.Span.Start));
        Assert.NotNull(parsed.Tree);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("-", "")]
    [InlineData("abs(", ")")]
    [InlineData("x + ", "")]
    [InlineData("x ^ ", "")]
    public void Depth_is_bounded(string before, string after)
    {
        Assert.True(ExpressionParser.Parse(Nested(100)).IsValid);
        Assert.Contains("nested deeper than 250 levels", Assert.Single(ExpressionParser.Parse(Nested(300)).Errors).Message, StringComparison.Ordinal);
        Assert.False(ExpressionParser.Parse(Nested(20_000)).IsValid);

        string Nested(int count) => string.Concat(Enumerable.Repeat(before, count)) + "x" + string.Concat(Enumerable.Repeat(after, count));
    }

    [Fact]
    public void Length_is_bounded() =>
        Assert.Contains("longer than 100000", Assert.Single(ExpressionParser.Parse(new string(' ', 100_001)).Errors).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a|b", "b", true)]
    [InlineData("a|b", "ab", false)]
    [InlineData("Crash.*", "CrashLoopBackOff", true)]
    [InlineData("Crash", "CrashLoopBackOff", false)]
    [InlineData("[[:alpha:]]+", "abc", true)]
    [InlineData("[[:alpha:]]+", "ab1", false)]
    [InlineData("[a-z-[b]]", "b", false)]
    [InlineData("[a-z-[b]]", "[]", true)]
    [InlineData(@"\Qa.b\E+", "a.bb", true)]
    [InlineData(@"\d+", "١", false)]
    [InlineData("(?i)oom.*", "OOMKilled", true)]
    public void Matchers_match_whole_values_in_the_syntax_of_RE2(string pattern, string value, bool matches) =>
        Assert.Equal(matches, new LabelMatcher("a", MatchOperator.Regex, pattern).Matches(value));

    [Theory]
    [InlineData("90m", "1h30m")]
    [InlineData("7d", "1w")]
    [InlineData("8d", "8d")]
    [InlineData("365d", "1y")]
    [InlineData("1500ms", "1s500ms")]
    [InlineData("0", "0s")]
    public void Durations_are_printed_as_Prometheus_does(string text, string printed) => Assert.Equal(printed, Duration.Print(Duration.Parse(text)!.Value));

    private static string Shape(string text) => ExpressionText.Shape(ExpressionParser.Parse(text).Tree!).Replace("{} TimeModifiers { Offset = 00:00:00, At =  }", "{}", StringComparison.Ordinal);
}
