using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>A runtime's heap limit where a container's spec sets it: in its command, its args or the literal value of a variable.</summary>
internal sealed partial class HeapSetting
{
    private readonly Action<string> _write;
    private readonly string _text;
    private readonly Match _match;

    private HeapSetting(string text, Match match, Action<string> write) => (_text, _match, _write) = (text, match, write);

    /// <summary>As written: <c>--max-old-space-size=24</c>, <c>-Xmx512m</c>.</summary>
    public string Written => _match.Value.Trim();

    public long? Bytes => IsNode
        ? Sizes.Bytes(_match.Groups["node"].Value, "m")
        : Sizes.Bytes(_match.Groups["java"].Value, _match.Groups["unit"].Value);

    private bool IsNode => _match.Groups["node"].Success;

    /// <summary>The last one, as the runtimes have it; null where the spec sets none.</summary>
    public static HeapSetting? Of(JsonObject container)
    {
        HeapSetting? found = null;
        foreach (var (text, write) in Texts(container))
        {
            if (Setting().Matches(text).LastOrDefault() is { } match)
            {
                found = new(text, match, write);
            }
        }

        return found;
    }

    /// <summary>Another size in the same place, in MiB, the rest of the text as it was; how it is then written.</summary>
    public string Set(long bytes)
    {
        var mebi = (bytes / Sizes.Mebi).ToString(CultureInfo.InvariantCulture);
        var (number, unit) = IsNode ? (_match.Groups["node"], "") : (_match.Groups["java"], "m");
        var end = IsNode ? number.Index + number.Length : _match.Groups["unit"].Index + _match.Groups["unit"].Length;
        _write(string.Concat(_text.AsSpan(0, number.Index), mebi, unit, _text.AsSpan(end)));
        return string.Concat(_text.AsSpan(_match.Index, number.Index - _match.Index), mebi, unit).Trim();
    }

    /// <summary>Adds an option to a variable that a runtime reads, behind what is there; false where its value comes from elsewhere.</summary>
    public static bool Add(JsonObject container, string variable, string option)
    {
        var env = TemplateEditor.Items(container, "env");
        var there = env.Objects().FirstOrDefault(e => e["name"].Text() == variable);
        if (there is null)
        {
            env.Add((JsonNode)new JsonObject { ["name"] = variable, ["value"] = option });
            return true;
        }

        if (there["valueFrom"] is not null)
        {
            return false;
        }

        there["value"] = $"{there["value"].Text()} {option}".Trim();
        return true;
    }

    private static IEnumerable<(string Text, Action<string> Write)> Texts(JsonObject container)
    {
        foreach (var variable in container["env"].Objects())
        {
            if (variable["value"].Text() is { } value)
            {
                yield return (value, text => variable["value"] = text);
            }
        }

        foreach (var words in new[] { container["command"], container["args"] }.OfType<JsonArray>())
        {
            for (var i = 0; i < words.Count; i++)
            {
                var at = i;
                if (words[i].Text() is { } word)
                {
                    yield return (word, text => words[at] = text);
                }
            }
        }
    }

    [GeneratedRegex("(^|[ \"'])(--max[-_]old[-_]space[-_]size[= ](?<node>[0-9]{1,7})|(-Xmx|-XX:MaxHeapSize=)(?<java>[0-9]{1,12})(?<unit>[kKmMgG]?))\\b", RegexOptions.NonBacktracking)]
    private static partial Regex Setting();
}
