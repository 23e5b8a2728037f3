using CsCheck;

using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Prometheus.Expressions;

public sealed class ExpressionPropertyTests
{
    private static readonly string[] Pieces =
    [
        "x", "sum", "by", "without", "(", ")", "[", "]", "{", "}", "5m", "1h30m", "5", "0x1f", "1e", ",", ":", "\"a\"", "'", "`", "\\", "rate", "increase(", "offset", "@", "and", "or",
        "unless", "on", "ignoring", "group_left", "bool", "atan2", "+", "-", "*", "/", "%", "^", "==", "=", "!=", "=~", "!~", "!", "<", ">=", "a=\"b\"", "a=~\"(\"", "#", "\n", " ", "é", "😀",
        "\ud83d", "start()", "topk(", "NaN", "inf", "99999999999999999999", "y", "ms",
    ];

    [Fact]
    public void No_input_throws() => Gen.OneOf(Gen.OneOf<string>(Pieces), Gen.String[0, 4]).List[0, 40].ForAll(
        pieces =>
        {
            var text = string.Concat(pieces);
            var parsed = ExpressionParser.Parse(text);
            Assert.Equal(parsed.IsValid, parsed.Errors.Count == 0);
            Assert.All(parsed.Errors, e => Assert.InRange(e.Span.Start, 0, text.Length));
        },
        cases: 5_000);

    [Fact]
    public void What_is_printed_reads_as_the_same() => Trees().ForAll(
        tree =>
        {
            var printed = Printer.Print(tree);
            var read = ExpressionParser.Parse(printed);
            Assert.True(read.Tree is not null, $"{printed}: {string.Join("; ", read.Errors.Select(e => e.Message))}");
            Assert.Equal(ExpressionText.Shape(tree), ExpressionText.Shape(read.Tree!));
            Assert.Equal(printed, Printer.Print(read.Tree!));
        },
        cases: 3_000);

    private static Gen<Expression> Trees() => Gen.Int[0, 4].SelectMany(Tree);

    private static Gen<Expression> Tree(int depth)
    {
        if (depth == 0)
        {
            return Gen.OneOf(Gen.Double[0, 1e6].Select(d => (Expression)new NumberLiteral(d)), Vectors());
        }

        var below = Tree(depth - 1);
        return Gen.OneOf(
            Gen.Select(Gen.Enum<BinaryOperator>(), below, below, Matchings(), (op, left, right, matching) => (Expression)new BinaryExpression(op, left, right) { Matching = matching }),
            Gen.Select(Gen.Bool, below, (negates, e) => e is NumberLiteral n ? n with { Value = negates ? -n.Value : n.Value } : (Expression)new UnaryExpression(negates, e)),
            below.Select(e => (Expression)new FunctionCall(FunctionTable.Find("abs")!, [e])),
            Gen.Select(below, Groupings(), (e, g) => (Expression)new Aggregation("sum", e, null, g)),
            Gen.Select(below, Groupings(), (e, g) => (Expression)new Aggregation("topk", e, new NumberLiteral(3), g)),
            Gen.Select(below, Gen.Int[1, 100_000], Gen.Int[0, 60], (e, range, step) =>
                (Expression)new Subquery(e, TimeSpan.FromSeconds(range), step == 0 ? null : TimeSpan.FromSeconds(step))),
            Gen.Select(Vectors(), Gen.Int[1, 10_000_000], (v, range) => (Expression)new RangeSelector((VectorSelector)v, TimeSpan.FromMilliseconds(range))),
            below);
    }

    private static Gen<Expression> Vectors() => Gen.Select(
        Gen.OneOf<string>("x", "sum", "a:b:c", "my metric", "on"), Gen.Enum<MatchOperator>(), Gen.String, Gen.Int[-5, 5], Gen.Bool,
        (name, op, value, offset, hasMatcher) => (Expression)new VectorSelector(
            name, hasMatcher ? [new("a b", op is MatchOperator.Regex or MatchOperator.NotRegex ? MatchOperator.Equal : op, Clean(value))] : [])
        {
            Time = new(TimeSpan.FromMinutes(offset), offset > 3 ? new AtModifier(12.5) : null),
        });

    private static Gen<VectorMatching?> Matchings() => Gen.Select(Gen.Int[0, 3], Gen.Enum<MatchingGroup>(), Gen.Bool, (kind, group, on) =>
        kind == 0 ? null : new VectorMatching(on, ["pod", "a b"], group, group == MatchingGroup.None ? null : ["node"]));

    private static Gen<Grouping?> Groupings() => Gen.Int[0, 2].Select(kind => kind == 0 ? null : new Grouping(kind == 1, ["pod", "namespace"]));

    /// <summary>Half of a surrogate pair is no text that UTF-8 could hold.</summary>
    private static string Clean(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));
}
