using System.Text;
using CsCheck;
using Unloop.Evidence.Yaml;
using Unloop.Tests;

namespace Unloop.Evidence.Tests.Yaml;

public sealed class YamlDocumentTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: true\nb: \"true\"", """{"a":true,"b":"true"}""")]
    [InlineData("a:\nb: ~\nc: null\nd: ''", """{"a":null,"b":null,"c":null,"d":""}""")]
    [InlineData("a: 0644\nb: 0x1F\nc: 1.50\nd: -3\ne: +4\nf: 1e3\ng: 08", """{"a":420,"b":31,"c":1.50,"d":-3,"e":4,"f":1e3,"g":"08"}""")]
    [InlineData("a: 250m\nb: 64Mi\nc: 1.2.3\nd: .inf", """{"a":"250m","b":"64Mi","c":"1.2.3","d":".inf"}""")]
    [InlineData("a: |\n  x\n   y\nb: >-\n  p\n  q\n", """{"a":"x\n y\n","b":"p q"}""")]
    [InlineData("- a: 1\n  b: [x, 'y']\n- {c: d}", """[{"a":1,"b":["x","y"]},{"c":"d"}]""")]
    [InlineData("a: &x {b: [1]}\nc: *x\nd: &y 5\ne: *y", """{"a":{"b":[1]},"c":{"b":[1]},"d":5,"e":5}""")]
    [InlineData("a: &x [&y 1, *y]\nb: *x", """{"a":[1,1],"b":[1,1]}""")]
    [InlineData("1: a\ntrue: b", """{"1":"a","true":"b"}""")]
    [InlineData("? [a, b]\n: c\nd: e", """{"?":"c","d":"e"}""")]
    [InlineData("? &x 'k' *x", """{"k":null,"k":null}""")]
    public void Yaml_says_the_same_as_json(string yaml, string json)
    {
        var (documents, error) = YamlDocument.ToJson(yaml);

        Assert.Null(error);
        Assert.Equal(json, Encoding.UTF8.GetString(Assert.Single(documents)));
    }

    [Fact]
    public void Documents_stand_apart_and_empty_ones_do_not_count()
    {
        var (documents, _) = YamlDocument.ToJson("a: 1\n---\n---\n# nothing\n---\nb: 2\n");

        Assert.Equal(["{\"a\":1}", "{\"b\":2}"], documents.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused_with_its_line()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            _ = bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        var (documents, error) = YamlDocument.ToJson(bomb.ToString());

        Assert.NotNull(error);
        Assert.InRange(error.Line, 2, 12);
        Assert.InRange(documents.Sum(d => d.Length), 0, 4 << 20);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        Assert.NotNull(YamlDocument.ToJson(new string('[', 50_000)).Error);
        Assert.NotNull(YamlDocument.ToJson(string.Concat(Enumerable.Range(0, 500).Select(i => $"{new string(' ', i)}a:\n"))).Error);
    }

    [Fact]
    public void A_file_that_ends_early_gives_what_it_has_and_says_where_it_broke()
    {
        var (documents, error) = YamlDocument.ToJson("kind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: app\n    image: \"ngin");

        Assert.Equal("""{"kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[{"name":"app","image":null}]}}""", Encoding.UTF8.GetString(Assert.Single(documents)));
        Assert.InRange(error!.Line, 6, 8);
    }

    [Fact]
    public void An_alias_without_anchor_is_an_error_and_no_exception() => Assert.Equal(1, YamlDocument.ToJson("a: *nowhere").Error?.Line);

    [Fact]
    public void A_second_value_in_the_same_document_is_an_error_and_the_first_is_kept()
    {
        var (documents, error) = YamlDocument.ToJson("{!!str &x ,#&x #\n},\n!!str - !!str }---\n}]\n? - ...\"...\\ud800");

        Assert.Equal("""{"":null}""", Encoding.UTF8.GetString(Assert.Single(documents)));
        Assert.NotNull(error);
    }

    [Fact]
    public void No_text_throws() => Gen.OneOf<string>(
        Gen.String,
        Gen.OneOf<string>("a: ", "- ", "\n", "  ", "{", "}", "[", "]", ",", "&x ", "*x", "? ", "!!str ", "\"", "'", "|\n", ">", "---\n", "...", "%YAML 1.2\n", "<<: ", "\\ud800", "\t", "#")
            .List[0, 30].Select(p => string.Concat(p)))
        .ForAll(text =>
        {
            foreach (var document in YamlDocument.ToJson(text).Documents)
            {
                using var parsed = System.Text.Json.JsonDocument.Parse(document, new() { MaxDepth = 200 });
            }
        }, cases: 5_000);
}
