using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Unloop.Alerts.Generation;

/// <summary>Builds YAML as people write it: plain where that is safe, blocks for text of several lines, quotes for whatever a reader could take for something else.</summary>
internal static class Yaml
{
    public static YamlMappingNode Map(params IEnumerable<(string Key, YamlNode? Value)> members)
    {
        var map = new YamlMappingNode();
        foreach (var (key, value) in members.Where(m => m.Value is not null))
        {
            map.Add(Text(key), value!);
        }

        return map;
    }

    public static YamlMappingNode Texts(IEnumerable<KeyValuePair<string, string>> members) => Map(members.Select(m => (m.Key, (YamlNode?)Text(m.Value))));

    public static YamlSequenceNode List(IEnumerable<YamlNode> items) => new(items);

    public static YamlSequenceNode TextList(IEnumerable<string> items) => new(items.Select(Text));

    public static YamlNode Text(string text) => new YamlScalarNode(text) { Style = StyleOf(text) };

    public static YamlNode Number(double number) => new YamlScalarNode(number.ToString(CultureInfo.InvariantCulture));

    public static YamlNode Truth(bool truth) => new YamlScalarNode(truth ? "true" : "false");

    /// <summary>One text of all documents.</summary>
    /// <param name="comment">Lines for the head of the file, without their sign.</param>
    public static string Write(string comment, params YamlNode[] documents)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        foreach (var line in comment.Split('\n'))
        {
            text.WriteLine($"# {line}".TrimEnd());
        }

        foreach (var (document, index) in documents.Select((d, i) => (d, i)))
        {
            using var body = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
            var emitter = new Emitter(body, new EmitterSettings().WithBestWidth(int.MaxValue).WithIndentedSequences());
            new YamlStream(new YamlDocument(document)).Save(emitter, assignAnchors: false);
            text.Write(index > 0 ? "---\n" : "");
            text.Write(body.ToString().ReplaceLineEndings("\n").Replace("\n...\n", "\n", StringComparison.Ordinal));
        }

        return text.ToString();
    }

    /// <summary>One text as it stands behind its key: plain where that is safe, else in quotes.</summary>
    public static string Inline(string text) => IsPlain(text) ? text : $"\"{string.Concat(text.Select(Escaped))}\"";

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\n' => "\\n",
        _ when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
        _ => c.ToString(),
    };

    private static ScalarStyle StyleOf(string text) =>
        text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal
        : IsPlain(text) ? ScalarStyle.Plain
        : text.Contains('"', StringComparison.Ordinal) && text.All(c => c is >= ' ' and < (char)127) ? ScalarStyle.SingleQuoted
        : ScalarStyle.DoubleQuoted;

    /// <summary>Words, paths and durations that no version of YAML takes for anything but a text.</summary>
    private static bool IsPlain(string text) =>
        IsDuration(text)
        || (text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] is '/') && text[^1] is not (' ' or ':')
            && !text.Contains(": ", StringComparison.Ordinal)
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_' or '-' or '/' or '.' or '(' or ')' or '+' or '=' or '<' or '>' or ':' or '@')
            && text.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n" or "null" or "nan" or "inf"));

    private static bool IsDuration(string text) => text.Length > 1 && char.IsAsciiDigit(text[0]) && text[^1] is ('s' or 'm' or 'h') && text.All(c => char.IsAsciiDigit(c) || c is 's' or 'm' or 'h');
}
