using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unloop.Core.Scaling.Manifests;

/// <summary>Writes JSON as block YAML, as people write manifests. Text that YAML could read as anything else is quoted. Pure.</summary>
public static class YamlText
{
    public static string Write(JsonObject content)
    {
        var text = new StringBuilder();
        Members(text, content, 0, false);
        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonObject content, int indent, bool firstStandsInLine)
    {
        foreach (var (name, value) in content)
        {
            text.Append(' ', firstStandsInLine ? 0 : indent).Append(Scalar(name)).Append(':');
            firstStandsInLine = false;
            Value(text, value, indent);
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } members:
                text.Append('\n');
                Members(text, members, indent + 2, false);
                break;
            case JsonArray { Count: > 0 } items:
                text.Append('\n');
                foreach (var item in items)
                {
                    text.Append(' ', indent + 2).Append("- ");
                    Item(text, item, indent + 4);
                }

                break;
            default:
                text.Append(' ').Append(Scalar(value)).Append('\n');
                break;
        }
    }

    private static void Item(StringBuilder text, JsonNode? item, int indent)
    {
        if (item is JsonObject { Count: > 0 } members)
        {
            Members(text, members, indent, true);
        }
        else
        {
            // Lists of lists are in no manifest; JSON is YAML, too.
            text.Append(Scalar(item)).Append('\n');
        }
    }

    private static string Scalar(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? Scalar(value.GetValue<string>()) : node?.ToJsonString() ?? "null";

    private static string Scalar(string text) => IsPlain(text) ? text : JsonValue.Create(text).ToJsonString();

    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '/' or '_')
        && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n")
        && !double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _) && !char.IsAsciiDigit(text[0]);
}
