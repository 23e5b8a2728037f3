using CsCheck;
using Unloop.Alerts.Sources;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Sources;

public sealed class YamlSourceTests
{
    private static SourceTree Read(string text) => YamlSource.Read(PlacedText.Of(text));

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
    [InlineData("expr: &a rate(x)\n  > 1", "rate(x) > 1")]
    [InlineData("expr: !!str &a |-\n  rate(x) > 1\n", "rate(x) > 1")]
    [InlineData("expr: |\r\n  rate(x)\r\n  > 1\r\n", "rate(x)\n> 1\n")]
    public void Each_character_of_a_scalar_knows_its_place(string text, string value)
    {
        var file = new SourceFile("a.yaml", text);
        var scalar = new LocatedText(file, Assert.IsType<SourceScalar>(Assert.Single(Read(text).Documents).Find("expr")));

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
        var tree = Read("a: 1\n---\n# nothing\n---\nb: 2\n...\n---\n~\n");

        Assert.Empty(tree.Errors);
        Assert.Equal([0, 23], tree.Documents.Select(d => d.Start));
    }

    [Fact]
    public void Aliases_and_merge_keys_are_resolved_and_what_is_written_wins()
    {
        var tree = Read("base: &b {x: 1, y: 2}\nother: &o {x: 9, z: 4}\nthis:\n  <<: [*b, *o]\n  y: 3\nthat: *b\n");
        var root = tree.Documents[0];

        Assert.Empty(tree.Errors);
        Assert.Equal(["1", "3", "4"], ((string[])["x", "y", "z"]).Select(f => root.Find("this", f)!.Text!.Value));
        Assert.Same(root.Find("base"), root.Find("that"));
    }

    [Fact]
    public void A_merge_key_in_quotes_is_a_field_like_any_other() => Assert.Equal("1", Read("a: {\"<<\": 1}\n").Documents[0].Find("a", "<<")!.Text!.Value);

    /// <summary>Each refused by go-yaml as well, with which Prometheus reads.</summary>
    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", 10, "the field 'a' stands here a second time (first in line 1)")]
    [InlineData("a:\n  <<: {x: 1}\n  <<: {y: 1}\n", 18, "the field '<<' stands here a second time (first in line 2)")]
    [InlineData("a:\n  <<: [{x: 1}, y]\n", 5, "'<<' takes a map, or a list of maps")]
    [InlineData("[a]: 1\n", 0, "the name of a field must be text")]
    public void What_is_no_map_is_an_error_with_its_place(string text, int at, string message)
    {
        var tree = Read(text);
        Assert.Equal(new SourceError(at, message), Assert.Single(tree.Errors));
        Assert.Single(tree.Documents);
    }

    [Fact]
    public void What_stands_before_an_error_of_syntax_is_kept()
    {
        var tree = Read("a: 1\n---\nb: [1\nc: }\n");

        Assert.Single(tree.Documents);
        Assert.InRange(Assert.Single(tree.Errors).At, 9, 20);
    }

    [Theory]
    [InlineData("5", ScalarKind.Number)]
    [InlineData("-1.5e3", ScalarKind.Number)]
    [InlineData("0x1f", ScalarKind.Number)]
    [InlineData("1_000", ScalarKind.Number)]
    [InlineData("'5'", ScalarKind.Text)]
    [InlineData("5m", ScalarKind.Text)]
    [InlineData("Infinity", ScalarKind.Text)]
    [InlineData("NaN", ScalarKind.Text)]
    [InlineData("true", ScalarKind.Boolean)]
    [InlineData("~", ScalarKind.Null)]
    [InlineData("\"\"", ScalarKind.Text)]
    public void A_plain_scalar_is_what_go_yaml_takes_it_for(string scalar, ScalarKind kind) => Assert.Equal(kind, Assert.IsType<SourceScalar>(Read($"a: {scalar}\n").Documents[0].Find("a")).Kind);

    [Fact]
    public void Depth_is_bounded_and_what_an_alias_repeats_counts_for_it()
    {
        Assert.Contains("deeper than 60", Assert.Single(Read(new string('[', 100_000)).Errors).Message, StringComparison.Ordinal);

        var chain = "- &a0 [x]\n" + string.Concat(Enumerable.Range(1, 80).Select(i => $"- &a{i} [*a{i - 1}]\n"));
        var error = Assert.Single(Read(chain).Errors);
        Assert.Contains("deeper than 60", error.Message, StringComparison.Ordinal);
        Assert.Equal(chain.IndexOf("*a58", StringComparison.Ordinal), error.At);
    }

    [Fact]
    public void An_alias_counts_as_the_nodes_that_it_repeats()
    {
        var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 8).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        var tree = Read(laughs);
        var error = Assert.Single(tree.Errors);
        Assert.Empty(tree.Documents);
        Assert.Contains("its aliases repeat more than 400000 values", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("*a4", laughs[error.At..], StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_counts_as_the_text_that_it_repeats()
    {
        var text = $"- &long {new string('x', 1 << 20)}\n" + string.Concat(Enumerable.Repeat("- *long\n", 5));
        Assert.Contains("or 4194304 characters of text", Assert.Single(Read(text).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_merged_counts_as_often_as_it_is()
    {
        var text = $"- &m {{{string.Join(", ", Enumerable.Range(0, 2_000).Select(i => $"k{i}: 1"))}}}\n" + string.Concat(Enumerable.Repeat("- {<<: *m}\n", 1_000));
        Assert.Contains("its aliases repeat more than", Assert.Single(Read(text).Errors).Message, StringComparison.Ordinal);
    }

    /// <summary>Not a measurement: with a search of all that came before for each, this does not end in the time that tests have.</summary>
    [Fact]
    public void A_map_of_very_many_fields_is_read()
    {
        var tree = Read(string.Concat(Enumerable.Range(0, 300_000).Select(i => $"k{i}: 1\n")));
        Assert.Empty(tree.Errors);
        Assert.Equal(300_000, Assert.IsType<SourceMap>(tree.Documents[0]).Entries.Count);
    }

    [Fact]
    public void Of_very_many_errors_the_first_are_told_and_how_many_more_there_are()
    {
        var errors = Read(string.Concat(Enumerable.Repeat("a: 1\n", 1_001))).Errors;
        Assert.Equal(SourceErrors.Most + 1, errors.Count);
        Assert.Equal("there are 900 more errors than these", errors[^1].Message);
    }

    [Fact]
    public void No_input_throws()
    {
        string[] pieces = ["a", ": ", "- ", "\n", "  ", "|", ">", "'", "\"", "\\", "\\x", "{", "}", "[", "]", "&a ", "*a", "!!str ", "<<", "---\n", "...\n", "#", ",", "?", "%", "\t", "\r", "é", "\ud83d", "~"];
        Gen.OneOf(Gen.OneOf<string>(pieces), Gen.String[0, 3]).List[0, 40].ForAll(
            parts =>
            {
                var text = string.Concat(parts);
                var tree = Read(text);
                Assert.All(tree.Errors, e => Assert.InRange(e.At, 0, text.Length));
                foreach (var scalar in tree.Documents.SelectMany(Scalars))
                {
                    for (var i = 0; i <= scalar.Value.Value.Length; i++)
                    {
                        Assert.InRange(scalar.Value.OffsetOf(i), 0, text.Length);
                    }
                }
            },
            cases: 5_000);
    }

    private static IEnumerable<SourceScalar> Scalars(SourceNode node) => node switch
    {
        SourceScalar s => [s],
        SourceMap m => m.Entries.SelectMany(e => Scalars(e.Value)),
        _ => node.Items.SelectMany(Scalars),
    };
}
