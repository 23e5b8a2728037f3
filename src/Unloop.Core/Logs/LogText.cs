using System.Buffers;
using System.Text;
using System.Text.Json;
using Unloop.Core.Diagnoses;

namespace Unloop.Core.Logs;

/// <summary>What a log line says, freed from the format it is wrapped in.</summary>
/// <param name="Message">JSON and logfmt: message and error fields joined by <c>: </c>; otherwise the line, with escaped quotes freed.</param>
/// <param name="Level">The level that the line states, if any.</param>
public readonly record struct LogText(string Message, LogLevel Level)
{
    private static readonly string[] MessageFields = ["msg", "message", "log", "event", "@message", "MESSAGE", "@m", "textPayload", "short_message"];
    private static readonly string[] ErrorFields =
        ["err", "error", "exception", "reason", "cause", "details", "detail", "attr", "stack", "stack_trace", "stacktrace", "@x", "exc_info", "kind",
         "error.type", "error.message", "error.stack_trace", "exception.message", "record"];

    private static readonly string[] LevelFields = ["level", "lvl", "severity", "log.level", "@l", "s", "levelname", "loglevel"];

    /// <summary>Reads one line; never throws, whatever the line.</summary>
    public static LogText Read(string line)
    {
        var trimmed = line.AsSpan().TrimStart();
        if (trimmed is ['{', ..] && ReadJson(trimmed.ToString()) is { } json)
        {
            return json;
        }

        if (Logfmt.TryRead(line, out var fields))
        {
            return FromFields(fields, line);
        }

        return new LogText(FreeQuotes(line), LevelWords.Find(line));
    }

    private static LogText? ReadJson(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { AllowTrailingCommas = true, MaxDepth = 32 });
            var fields = new List<KeyValuePair<string, string>>();
            Flatten(document.RootElement, "", fields, depth: 0);
            return FromFields(fields, line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Nested error objects (<c>err: { message, stack }</c>, MongoDB's <c>attr: { error }</c>) count as their parent's text.</summary>
    private static void Flatten(JsonElement element, string name, List<KeyValuePair<string, string>> fields, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when depth < 4:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten(property.Value, depth == 0 ? property.Name : name, fields, depth + 1);
                }

                break;
            case JsonValueKind.Array when depth < 4:
                foreach (var item in element.EnumerateArray())
                {
                    Flatten(item, name, fields, depth + 1);
                }

                break;
            case JsonValueKind.String:
                fields.Add(new(name, element.GetString()!));
                break;
            case JsonValueKind.Number:
                fields.Add(new(name, element.GetRawText()));
                break;
        }
    }

    private static LogText FromFields(List<KeyValuePair<string, string>> fields, string line)
    {
        var message = new StringBuilder();
        AppendFields(message, fields, MessageFields);
        AppendFields(message, fields, ErrorFields);
        var level = fields.Where(f => LevelFields.Contains(f.Key, StringComparer.OrdinalIgnoreCase))
            .Select(f => LevelWords.Parse(f.Value)).FirstOrDefault(l => l != LogLevel.Unstated);
        return new LogText(message.Length == 0 ? FreeQuotes(line) : message.ToString(), level);
    }

    private static void AppendFields(StringBuilder message, List<KeyValuePair<string, string>> fields, string[] names)
    {
        foreach (var (key, value) in fields)
        {
            if (value.Length > 0 && names.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                message.Append(message.Length == 0 ? "" : ": ").Append(value.ReplaceLineEndings(" "));
            }
        }
    }

    /// <summary>Console encoders end a plain line with JSON (<c>{"error": "no matches for kind \"X\""}</c>): its quotes are the message's own.</summary>
    private static string FreeQuotes(string line) =>
        line.Contains("\\\"", StringComparison.Ordinal) ? line.Replace("\\\"", "\"", StringComparison.Ordinal) : line;
}
