using System.Text;
using System.Text.Json;

namespace Unloop.Dockerfile.Syntax;

/// <summary>Reads the JSON form of a command. Go's decoder is strict: double quotes, no trailing comma, no comments.</summary>
internal static class ExecFormReader
{
    private static readonly string[] TestOperators = ["=", "==", "!=", "-eq", "-ne", "-lt", "-gt", "-le", "-ge", "-f", "-d", "-e", "-n", "-z", "-x", "-r", "-w", "-s", "-L"];

    /// <param name="onlyStrings">False when it is a JSON array that holds something else, which BuildKit refuses.</param>
    /// <returns>The elements; null when it is shell form.</returns>
    public static IReadOnlyList<string>? Read(string text, out bool onlyStrings)
    {
        onlyStrings = true;
        if (!text.StartsWith('['))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            var elements = json.RootElement.EnumerateArray().ToList();
            onlyStrings = elements.TrueForAll(e => e.ValueKind == JsonValueKind.String);
            return onlyStrings ? [.. elements.Select(Unescape)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether somebody meant the JSON form, and not the shell's <c>[</c> command.</summary>
    public static bool IsMeant(string text)
    {
        if (!text.StartsWith('[') || text.StartsWith("[[", StringComparison.Ordinal))
        {
            return false;
        }

        if (text.Length > 1 && !char.IsWhiteSpace(text[1]))
        {
            return true;
        }

        return text.EndsWith(']') && !text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Intersect(TestOperators).Any();
    }

    /// <summary>An element with half of an escaped pair is no text; it becomes U+FFFD.</summary>
    private static string Unescape(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
