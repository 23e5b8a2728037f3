using CsCheck;
using Unloop.Alerts.Sources;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Sources;

public class HclSourceTests
{
    private static SourceBlock Block(string body)
    {
        var tree = HclSource.Read(PlacedText.Of($"resource \"datadog_monitor\" \"web\" {{\n{body}\n}}\n"));
        Assert.Empty(tree.Errors);
        var entry = Assert.Single(Assert.IsType<SourceMap>(Assert.Single(tree.Documents)).Entries);
        var block = Assert.IsType<SourceBlock>(entry.Value);
        Assert.Equal(["resource", "datadog_monitor", "web"], [entry.Key.Value, .. block.Labels.Select(l => l.Value)]);
        return block;
    }

    [Theory]
    [InlineData("a = \"x\"", "x")]
    [InlineData("a = \"say \\\"x\\\" \\\\ \\u00e9\\n\"", "say \"x\" \\ é\n")]
    [InlineData("a = \"${var.x}-${join(\",\", [\"a}\", \"b\"])}\"", "${var.x}-${join(\",\", [\"a}\", \"b\"])}")]
    [InlineData("a = \"$${not} 100%\"", "${not} 100%")]
    [InlineData("a = 5 # five", "5")]
    [InlineData("a = -1.5e3 // much", "-1.5e3")]
    [InlineData("a = /* no */ true", "true")]
    [InlineData("a = <<EOT\n  one\n\n    two\nEOT", "  one\n\n    two\n")]
    [InlineData("a = <<-EOT\n    one\n\n      two ${x}\n  EOT", "one\n\n  two ${x}\n")]
    [InlineData("a = <<-EOT\nEOT", "")]
    [InlineData("a = trimspace(<<EOT\none\nEOT\n)", "one\n")]
    [InlineData("b = 1\na = \"x\" # = \"y\"\nc = 2", "x")]
    public void A_literal_has_its_value(string body, string value) => Assert.Equal(value, Block(body)["a"]!.Text!.Value);

    [Theory]
    [InlineData("a = var.x", "var.x")]
    [InlineData("a = var.x ? \"y\" : \"z\"", "var.x ? \"y\" : \"z\"")]
    [InlineData("a = \"y\" == var.x ? 1 : 2", "\"y\" == var.x ? 1 : 2")]
    [InlineData("a = { for k, v in var.m : k => v }", "{ for k, v in var.m : k => v }")]
    [InlineData("a = {\n  for k in var.m :\n  k => \"}\" # }\n  if k != \"\"\n}", "{\n  for k in var.m :\n  k => \"}\" # }\n  if k != \"\"\n}")]
    [InlineData("a = [for t in var.tags : \"team:${t}\"]", "[for t in var.tags : \"team:${t}\"]")]
    [InlineData("a = { (var.key) = 1, x = 2 }", "{ (var.key) = 1, x = 2 }")]
    [InlineData("a = { x = 1, (var.key) = 2 }", "{ x = 1, (var.key) = 2 }")]
    [InlineData("a = 5 * 60", "5 * 60")]
    [InlineData("a = format(\"%s }\", var.x)", "format(\"%s }\", var.x)")]
    [InlineData("a = merge({\n  x = 1\n}, var.y)", "merge({\n  x = 1\n}, var.y)")]
    public void What_must_be_evaluated_is_unknown_and_no_error(string body, string source)
    {
        var node = Assert.IsType<SourceScalar>(Block($"{body}\nb = 1")["a"]);
        Assert.Equal((ScalarKind.Unknown, source), (node.Kind, node.Value.Value));
        Assert.Null(node.Text);
    }

    [Fact]
    public void Lists_maps_and_blocks_are_read()
    {
        var block = Block("tags = [\"a\", # one\n  var.b,\n  \"c\",\n]\nm = {\n  x = 1\n  \"y\" : 2,\n}\nmonitor_thresholds {\n  critical = 5\n}");
        Assert.Equal(["a", null, "c"], block["tags"]!.Items.Select(i => i.Text?.Value));
        Assert.Equal(["1", "2"], [block.Find("m", "x")!.Text!.Value, block.Find("m", "y")!.Text!.Value]);
        Assert.Equal("5", block.Find("monitor_thresholds", "critical")!.Text!.Value);
    }

    [Fact]
    public void Every_character_of_a_heredoc_knows_where_it_stands()
    {
        const string text = "resource \"a\" \"b\" {\n  q = <<-EOT\n    one\n      two\n  EOT\n}\n";
        var q = Assert.Single(HclSource.Read(PlacedText.Of(text)).Documents).Find("resource", "q")!.Text!;
        Assert.Equal("one\n  two\n", q.Value);
        Assert.Equal(text.IndexOf("two", StringComparison.Ordinal), q.OffsetOf(q.Value.IndexOf("two", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("resource \"a\" {\n  x = \n  y = 1\n}\n", "t:2:7", "a value")]
    [InlineData("resource \"a\" {\n  x = \"abc\n}\n", "t:2:7", "no closing")]
    [InlineData("resource \"a\" {\n  x = <<EOT\nabc\n", "t:2:7", "not ended by a line with EOT")]
    [InlineData("resource \"a\" {\n  x = 1\n", "t:1:1", "is not closed")]
    [InlineData("resource \"a\" {\n  x = \"\\q\"\n}\n", "t:2:8", "no escape")]
    [InlineData("resource \"a\"\n", "t:1:13", "'=' or '{'")]
    public void An_error_says_what_and_where(string text, string at, string words)
    {
        var errors = HclSource.Read(PlacedText.Of(text)).Errors;
        Assert.Contains(errors, e => new SourceFile("t", text).Where(e.At) == at && e.Message.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void After_an_error_the_next_lines_are_read()
    {
        var tree = HclSource.Read(PlacedText.Of("resource \"a\" \"b\" {\n  x = \"abc\n  y = 1\n  z = ]\n}\n"));
        Assert.Equal(2, tree.Errors.Count);
        Assert.Equal("1", Assert.Single(tree.Documents).Find("resource", "y")!.Text!.Value);
    }

    [Theory]
    [InlineData("a = [", 40_000)]
    [InlineData("b {\n", 40_000)]
    [InlineData("a = jsonencode(", 40_000)]
    [InlineData("a = \"${", 40_000)]
    [InlineData("a = {x = ", 40_000)]
    public void What_is_nested_without_end_is_refused(string part, int times) =>
        Assert.NotEmpty(HclSource.Read(PlacedText.Of(part + string.Concat(Enumerable.Repeat(part[(part.IndexOf('=') + 1)..], times)))).Errors);

    [Fact]
    public void No_text_throws() => Gen.OneOf<string>("a", " ", "=", "\"", "{", "}", "[", "]", "(", ")", "\n", "<<EOT\n", "<<-E\n", "EOT", "${", "%{", "\\", "#", "/*", "*/", "//", ",", ":", "1", "true", "jsonencode(", "é", "\0")
        .List[0, 40].ForAll(parts =>
        {
            var text = string.Concat(parts);
            Assert.All(HclSource.Read(PlacedText.Of(text)).Errors, e => Assert.InRange(e.At, 0, text.Length));
        }, cases: 20_000);
}
