using CsCheck;
using Unloop.Alerts.Sources;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Marked;

public sealed class MarkedYamlTests
{
    [Theory]
    [InlineData("expr: rate(x) > 1", "rate(x) > 1")]
    [InlineData("expr: 'rate(x{a=\"it''s\"}) > 1'", "rate(x{a=\"it's\"}) > 1")]
    [InlineData("expr: \"rate(x{a=\\\"b\\\"}) > 1\"", "rate(x{a=\"b\"}) > 1")]
    [InlineData("expr: \"\\u0072ate(x) \\\n  > 1\"", "rate(x) > 1")]
    [InlineData("expr: |\n  rate(x)\n    > 1\n", "rate(x)\n  > 1\n")]
    [InlineData("expr: |2-\n\n   rate(x)\n  > 1\n", "\n rate(x)\n> 1")]
    [InlineData("expr: >\n  rate(x)\n  > 1\n", "rate(x) > 1\n")]
    [InlineData("expr: >-\n\n  rate(x)\n\n  > 1\n", "\nrate(x)\n> 1")]
    [InlineData("expr: rate(x)\n  > 1", "rate(x) > 1")]
    [InlineData("expr: !!str &a |-\n  rate(x) > 1\n", "rate(x) > 1")]
    [InlineData("expr: |\r\n  rate(x)\r\n  > 1\r\n", "rate(x)\n> 1\n")]
    public void Each_character_of_a_scalar_knows_its_place(string text, string value)
    {
        var scalar = Assert.IsType<MarkedScalar>(Assert.IsType<MarkedMapping>(Assert.Single(MarkedYaml.Read(text).Documents)).Field("expr"));

        Assert.Equal(value, scalar.Value);
        var lines = text.Split('\n');
        foreach (var word in new[] { "ate", "x", ">", "1" })
        {
            var place = scalar.PlaceOf(value.LastIndexOf(word, StringComparison.Ordinal));
            Assert.StartsWith(word, lines[place.Line - 1][(place.Column - 1)..], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Documents_come_one_by_one_and_empty_ones_not_at_all()
    {
        var (documents, errors) = MarkedYaml.Read("a: 1\n---\n# nothing\n---\nb: 2\n...\n---\n~\n");

        Assert.Empty(errors);
        Assert.Equal([new TextPlace(1, 1), new TextPlace(5, 1)], documents.Select(d => d.At));
    }

    [Fact]
    public void Aliases_and_merge_keys_are_resolved_and_what_is_written_wins()
    {
        var root = (MarkedMapping)MarkedYaml.Read("base: &b {x: 1, y: 2}\nthis:\n  <<: *b\n  y: 3\nthat: *b\n").Documents[0];

        var merged = (MarkedMapping)root.Field("this")!;
        Assert.Equal(("1", "3"), (merged.Text("x"), merged.Text("y")));
        Assert.Same(root.Field("base"), root.Field("that"));
    }

    [Fact]
    public void A_field_that_stands_twice_is_an_error_at_its_second_place()
    {
        var error = Assert.Single(MarkedYaml.Read("a: 1\nb: 2\na: 3\n").Errors);

        Assert.Equal(new TextPlace(3, 1), error.At);
        Assert.Contains("'a'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_before_an_error_of_syntax_is_kept()
    {
        var (documents, errors) = MarkedYaml.Read("a: 1\n---\nb: [1\nc: }\n");

        Assert.Single(documents);
        Assert.InRange(Assert.Single(errors).At.Line, 3, 4);
    }

    [Fact]
    public void Depth_and_what_aliases_expand_to_are_bounded()
    {
        Assert.Contains("deeper than 60", Assert.Single(MarkedYaml.Read(new string('[', 100_000)).Errors).Message, StringComparison.Ordinal);

        var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 8).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains("nodes", Assert.Single(MarkedYaml.Read(laughs).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_input_throws()
    {
        string[] pieces = ["a", ": ", "- ", "\n", "  ", "|", ">", "'", "\"", "\\", "\\x", "{", "}", "[", "]", "&a ", "*a", "!!str ", "<<", "---\n", "...\n", "#", ",", "?", "%", "\t", "\r", "é", "\ud83d", "~"];
        Gen.OneOf(Gen.OneOf<string>(pieces), Gen.String[0, 3]).List[0, 40].ForAll(
            parts =>
            {
                var (documents, _) = MarkedYaml.Read(string.Concat(parts));
                foreach (var scalar in documents.SelectMany(Scalars))
                {
                    for (var i = 0; i <= scalar.Value.Length; i++)
                    {
                        Assert.True(scalar.PlaceOf(i) is { Line: > 0, Column: > 0 });
                    }
                }
            },
            cases: 5_000);
    }

    private static IEnumerable<MarkedScalar> Scalars(MarkedNode node) => node switch
    {
        MarkedScalar s => [s],
        MarkedSequence q => q.Items.SelectMany(Scalars),
        MarkedMapping m => m.Fields.SelectMany(f => Scalars(f.Value)),
        _ => [],
    };
}
