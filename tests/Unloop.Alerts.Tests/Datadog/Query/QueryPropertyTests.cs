using System.Text;
using CsCheck;
using Unloop.Alerts.Datadog.Query;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Datadog.Query;

public class QueryPropertyTests
{
    private static readonly Gen<string> Word = Gen.OneOf<string>("a", "kube_namespace", "pod_name", "web-7d9f", "x.y", "${var.env}", "prod");

    private static readonly Gen<string> Tag = Gen.Select(Gen.OneOf<string>("env", "kube_namespace", "reason"), Gen.OneOf<string>("prod", "web-*", "*", "${var.x}"), (k, v) => $"{k}:{v}");

    private static readonly Gen<string> Scope = Gen.OneOf(
        Gen.OneOf<string>("*", "", "$env", "$env,$zone.value"),
        Gen.Select(Gen.OneOf<string>("", "!"), Tag, Tag, (sign, a, b) => $"{sign}{a},{b}"),
        Gen.Select(Tag, Gen.OneOf<string>("AND", "OR", "and"), Tag, (a, word, b) => $"{a} {word} NOT ({b})"),
        Gen.Select(Tag, t => $"env IN (a, b) AND {t}"));

    private static readonly Gen<string> Suffixes = Gen.OneOf<string>("", ".as_count()", ".rollup(sum, 60)", ".fill(null).as_rate()");

    private static readonly Gen<string> Series =
        Gen.Select(Gen.OneOf<string>("avg:", "sum:", "p95:", ""), Gen.OneOf<string>("x", "kubernetes.containers.restarts"), Scope, Word.List[0, 3], Suffixes,
            (aggregator, metric, scope, groups, suffixes) => $"{aggregator}{metric}{{{scope}}}{(groups.Count > 0 ? $" by {{{string.Join(',', groups)}}}" : "")}{suffixes}");

    private static readonly Gen<string> Expression = Gen.Recursive<string>((depth, self) => depth > 3 ? Series : Gen.OneOf(
        Series,
        Gen.Select(self, Gen.OneOf<string>("+", "-", "*", "/"), self, (a, o, b) => $"{a} {o} {b}"),
        Gen.Select(Gen.OneOf<string>("abs", "default_zero", "monotonic_diff"), self, (f, a) => $"{f}({a})"),
        Gen.Select(self, a => $"({a})"),
        Gen.Select(self, a => $"top({a}, 5, 'mean', order='desc')"),
        Gen.Select(self, a => $"-{a} + 3.5")));

    private static readonly Gen<string> Query = Gen.Select(
        Gen.OneOf<string>("", "avg(last_5m):", "change(max(last_5m),last_10m):", "pct_change(sum(last_1h),1d_ago):", "min(current_1mo):", "max(last_${var.w}):"), Expression,
        Gen.OneOf<string>(">", ">=", "<", "<=", "==", "!="), Gen.OneOf<string>("5", "0.5", "-3", "threshold", "${var.critical}"), (head, e, o, n) => $"{head}{e} {o} {n}");

    [Fact]
    public void What_is_printed_is_read_as_the_same() => Query.ForAll(text =>
    {
        var parsed = QueryParser.Parse(text);
        Assert.Empty(parsed.Errors);
        Assert.Equal(text, QueryPrinter.Print(parsed.Query!));
    });

    [Fact]
    public void Blanks_between_words_change_nothing() => Gen.Select(Query, Gen.OneOf<string>(" ", "  ", "\n", "\t")).ForAll((text, blank) =>
        QueryPrinter.Print(QueryParser.Parse(text.Replace(" ", blank, StringComparison.Ordinal) + blank).Query!) == text);

    private static readonly Gen<string> Soup = Gen.OneOf<string>(
        "avg", "(", ")", "{", "}", "last_5m", ":", ",", ">", "=", "5", "by", " ", "!", "AND", "NOT", "IN", "${", "{{", "'", "\"", "*", "-", ".", "x", "&&", "é", "\0", "\\", "count(v:", "change")
        .List[0, 40].Select(parts => string.Concat(parts));

    [Fact]
    public void No_text_throws_and_every_error_lies_within_the_text() => Soup.ForAll(text =>
    {
        var parsed = QueryParser.Parse(text);
        Assert.True(parsed.Query is not null || parsed.Errors.Count > 0);
        Assert.All(parsed.Errors, e => Assert.InRange(e.Span.End, e.Span.Start, text.Length));
    }, cases: 20_000);

    [Fact]
    public void A_good_query_with_a_character_less_never_throws() => Gen.Select(Query, Gen.Int[0, 400]).ForAll((text, at) =>
        Assert.NotNull(QueryParser.Parse(text.Remove(at % text.Length, 1))), cases: 5_000);

    [Theory]
    [InlineData("(")]
    [InlineData("abs(")]
    [InlineData("-")]
    [InlineData("avg:x{(")]
    [InlineData("avg:x{NOT ")]
    [InlineData("avg:x{*} + ")]
    [InlineData("{")]
    [InlineData("${")]
    [InlineData("!")]
    [InlineData("a,")]
    [InlineData(".x(")]
    public void What_repeats_without_end_is_refused_and_not_followed(string part)
    {
        var text = new StringBuilder().Insert(0, part, QueryParser.MaximumLength / part.Length).ToString();
        Assert.NotEmpty(QueryParser.Parse(text).Errors);
        Assert.NotEmpty(QueryParser.Parse($"avg(last_5m):{text}"[..QueryParser.MaximumLength]).Errors);
    }

    [Fact]
    public void A_query_that_is_too_long_is_refused() => Assert.Contains("20001 characters", QueryParser.Parse(new string('a', 20_001)).Errors[0].Message, StringComparison.Ordinal);
}
