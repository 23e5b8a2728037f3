using System.Globalization;
using System.Text;

namespace Unloop.Alerts.Generation.Writing;

/// <summary>Writes Terraform's language: attributes, blocks, and text in which no template is filled in.</summary>
internal sealed class Hcl
{
    private const string End = "EOT";

    private readonly StringBuilder _text = new();
    private int _depth;

    public override string ToString() => _text.ToString();

    public void Comment(string text) => Line($"# {text}");

    public void Block(string head, Action body)
    {
        Line($"{head} {{");
        _depth++;
        body();
        _depth--;
        Line("}");
    }

    public void Blank() => _text.Append('\n');

    /// <summary>One group of attributes, with their signs below each other as <c>terraform fmt</c> has them.</summary>
    public void Attributes(params IEnumerable<(string Name, string Value)> attributes)
    {
        var all = attributes.ToList();
        var width = all.Max(a => a.Name.Length);
        foreach (var (name, value) in all)
        {
            Line($"{name.PadRight(width)} = {value}");
        }
    }

    /// <summary>Text of several lines, as it stands.</summary>
    public void Heredoc(string name, string text)
    {
        Line($"{name} = <<{End}");

        // The mark ends the text where it stands alone on a line; ours never does, and what is foreign in it stands within a line.
        _text.Append(Literal(text)).Append('\n').Append(End).Append('\n');
    }

    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in Literal(text))
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    public static string List(IEnumerable<string> items) => $"[{string.Join(", ", items.Select(Quote))}]";

    private static string Literal(string text) => text.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);

    private void Line(string text) => _text.Append(' ', _depth * 2).Append(text).Append('\n');
}
