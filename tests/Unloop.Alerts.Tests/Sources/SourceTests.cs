using CsCheck;
using Unloop.Alerts.Linting;
using Unloop.Alerts.Sources;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Sources;

public class SourceTests
{
    [Fact]
    public void JSON_knows_where_each_character_stands_behind_escapes()
    {
        const string text = "{\n  \"a\": \"x\\\"y\\u0041z\",\n  \"b\": [1, null, true]\n}";
        var root = Assert.Single(JsonSource.Read(PlacedText.Of(text)).Documents);
        var a = root.Find("a")!.Text!;
        Assert.Equal("x\"yAz", a.Value);
        Assert.Equal(text.IndexOf("\\u0041", StringComparison.Ordinal), a.OffsetOf(3));
        Assert.Equal(text.IndexOf("z\"", StringComparison.Ordinal), a.OffsetOf(4));
        Assert.Equal([ScalarKind.Number, ScalarKind.Null, ScalarKind.Boolean], root.Find("b")!.Items.Cast<SourceScalar>().Select(s => s.Kind));
    }

    [Theory]
    [InlineData("{\"a\": }", 6, "a JSON value, not '}'")]
    [InlineData("{\"a\": 1,}", 8, "the next key")]
    [InlineData("{\"a\" 1}", 5, "':'")]
    [InlineData("[1 2]", 3, "','")]
    [InlineData("[1, 2", 5, "the JSON ends here")]
    [InlineData("{\"a\": \"x", 6, "no closing")]
    [InlineData("{\"a\": \"\\q\"}", 7, "no escape")]
    [InlineData("{} x", 3, "the end of the file")]
    [InlineData("[1.2.3]", 1, "'1.2.3' is no number")]
    public void An_error_in_JSON_says_what_and_where(string text, int at, string words)
    {
        var error = Assert.Single(JsonSource.Read(PlacedText.Of(text)).Errors);
        Assert.Equal(at, error.At);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q: one two\n")]
    [InlineData("q: 'one two'\n")]
    [InlineData("q: \"one\\u0020two\"\n")]
    [InlineData("q: |\n  one two\n")]
    [InlineData("q: |-\n    # no comment\n    one two\n")]
    [InlineData("q: >-\n  one\n  two\n")]
    [InlineData("q: one\n  two\n")]
    [InlineData("x: 'it''s'\nq: 'it''s one two'\n")]
    [InlineData("- q: &a one two\n- *a\n")]
    public void YAML_knows_where_each_character_stands_in_every_style(string text)
    {
        var document = Assert.Single(YamlSource.Read(PlacedText.Of(text)).Documents);
        var q = (document is SourceList list ? list.Elements[0] : document).Find("q")!.Text!;
        Assert.Equal(text.IndexOf("two", StringComparison.Ordinal), q.OffsetOf(q.Value.IndexOf("two", StringComparison.Ordinal)));
        Assert.Equal(text.IndexOf("one", StringComparison.Ordinal), q.OffsetOf(q.Value.IndexOf("one", StringComparison.Ordinal)));
    }

    [Fact]
    public void JSON_within_YAML_has_its_places_in_the_file()
    {
        const string text = "spec:\n  json: |-\n    {\n      \"query\": \"abc\"\n    }\n";
        var outer = Assert.Single(YamlSource.Read(PlacedText.Of(text)).Documents).Find("spec", "json")!.Text!;
        var query = Assert.Single(JsonSource.Read(outer).Documents).Find("query")!.Text!;
        Assert.Equal("abc", query.Value);
        Assert.Equal("f:4:17", new SourceFile("f", text).Where(query.OffsetOf(0)));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void JSON_that_is_nested_without_end_is_refused(string part) =>
        Assert.Contains("nested deeper", Assert.Single(JsonSource.Read(PlacedText.Of(string.Concat(Enumerable.Repeat(part, 100_000)))).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void An_alias_of_nobody_is_refused() => Assert.Equal(3, Assert.Single(YamlSource.Read(PlacedText.Of("a: *nobody\n")).Errors).At);

    [Fact]
    public void No_text_throws() => Gen.OneOf<string>("{", "}", "[", "]", ":", ",", "\"", "'", "\\", "a", " ", "\n", "- ", "|\n", ">\n", "&x ", "*x", "1", "---\n", "#", "\t", "\\u00", "é", "\0")
        .List[0, 30].ForAll(parts =>
        {
            var text = string.Concat(parts);
            Assert.All(SourceReader.Read(new SourceFile("f", text)).Errors.Concat(JsonSource.Read(PlacedText.Of(text)).Errors), e => Assert.InRange(e.At, 0, text.Length));
        }, cases: 20_000);

    [Theory]
    [InlineData("dashboard.json", "{\"title\": \"x\", \"widgets\": [], \"layout_type\": \"ordered\"}", "is a dashboard of Datadog")]
    [InlineData("grafana.json", "{\"panels\": [], \"schemaVersion\": 36}", "is a dashboard of Grafana")]
    [InlineData("grafana.yaml", "apiVersion: 1\ngroups:\n- name: x\n  folder: y\n  rules:\n  - uid: a\n    condition: C\n    data: []\n", "is alerting of Grafana")]
    [InlineData("alertmanager.yml", "route:\n  receiver: x\nreceivers:\n- name: x\n", "amtool check-config")]
    [InlineData("prometheus.yml", "scrape_configs: []\n", "rule_files")]
    [InlineData("tests.yaml", "rule_files: [a]\ntests: []\n", "promtool test rules")]
    [InlineData("deploy.yaml", "apiVersion: apps/v1\nkind: Deployment\n", "is a manifest, but of no kind that holds alerts")]
    [InlineData("main.tf", "resource \"aws_instance\" \"a\" {\n}\n", "is Terraform without a datadog_monitor")]
    [InlineData("notes.txt", "hello\n", "is neither a monitor of Datadog")]
    [InlineData("alone.yaml", "- alert: A\n  expr: up == 0\n", "is a list of rules without their group; write them as groups: [{name, rules}]")]
    [InlineData("vm.yaml", "apiVersion: operator.victoriametrics.com/v1beta1\nkind: VMRule\n", "is a VMRule of VictoriaMetrics")]
    [InlineData("compose.yaml", "services: {}\n", "is a file of Docker Compose")]
    [InlineData("main.tf.json", "{\"resource\": {}}", "is Terraform without a datadog_monitor")]
    [InlineData("empty.yaml", "# nothing\n", "is empty")]
    public void A_file_of_another_kind_is_told_what_it_is(string name, string text, string says)
    {
        var result = Linter.Lint([new LintFile(name, text)]);
        Assert.Equal(0, result.Checked);
        Assert.Contains(says, Assert.Single(result.Problems).Message, StringComparison.Ordinal);
        Assert.StartsWith(name, result.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_the_other_provider_is_told_which_flag_takes_it()
    {
        var problem = Assert.Single(Linter.Lint([new LintFile("rules.yaml", "groups:\n- name: x\n  rules:\n  - alert: A\n    expr: up == 0\n")], "datadog").Problems);
        Assert.Contains("--provider prometheus", problem.Message, StringComparison.Ordinal);
    }
}
