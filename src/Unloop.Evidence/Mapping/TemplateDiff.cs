using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Mapping;

/// <summary>The differences between two pod templates, field by field, with the members of lists named rather than numbered.</summary>
public static class TemplateDiff
{
    private const int MaximumDepth = 32;

    /// <summary>What controllers stamp on each revision; it differs always and says nothing.</summary>
    private static readonly string[] Stamps = ["metadata.labels.pod-template-hash", "metadata.labels.controller-revision-hash", "metadata.creationTimestamp"];

    public static IReadOnlyList<TemplateChange> Compare(JsonElement before, JsonElement after)
    {
        var old = Flatten(before);
        var now = Flatten(after);
        return
        [
            .. old.Keys.Union(now.Keys)
                .Where(path => !Stamps.Contains(path) && old.GetValueOrDefault(path) != now.GetValueOrDefault(path))
                .Order(StringComparer.Ordinal)
                .Select(path => new TemplateChange(Shown(path), Redacted(path, old.GetValueOrDefault(path)), Redacted(path, now.GetValueOrDefault(path)))),
        ];
    }

    private static Dictionary<string, string> Flatten(JsonElement template)
    {
        var fields = new Dictionary<string, string>();
        Walk(template, "", fields, 0);
        return fields;
    }

    private static void Walk(JsonElement element, string path, Dictionary<string, string> fields, int depth)
    {
        if (depth > MaximumDepth)
        {
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Walk(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", fields, depth + 1);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item, $"{path}[{NameOf(item) ?? index.ToString(System.Globalization.CultureInfo.InvariantCulture)}]", fields, depth + 1);
                    index++;
                }

                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            default:
                fields[path] = element.ToString();
                break;
        }
    }

    private static string? NameOf(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // A volume is mounted in several places, so a mount's path names it and its volume's name does not.
        foreach (var key in new[] { "mountPath", "name", "containerPort", "key" })
        {
            if (item.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                return value.ToString();
            }
        }

        return null;
    }

    private static string Shown(string path) => path.StartsWith("spec.", StringComparison.Ordinal) ? path["spec.".Length..] : path;

    private static string? Redacted(string path, string? value)
    {
        if (value is null)
        {
            return null;
        }

        var variable = path.LastIndexOf(".env[", StringComparison.Ordinal);
        return variable >= 0 && path.EndsWith("].value", StringComparison.Ordinal)
            ? Redactor.Variable(path[(variable + ".env[".Length)..^"].value".Length], value)
            : Redactor.Text(value);
    }
}
