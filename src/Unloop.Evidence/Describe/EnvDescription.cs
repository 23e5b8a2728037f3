using Unloop.Core.Facts;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Describe;

/// <summary>The environment of a described container.</summary>
internal static class EnvDescription
{
    private const string Reference = "<set to the key '";
    private const string Optional = "Optional: ";

    public static IEnumerable<EnvFact> Read(IReadOnlyList<string>? lines)
    {
        string? name = null;
        var value = "";
        var depth = -1;
        foreach (var line in lines ?? [])
        {
            var field = Field.Of(line.Replace('\t', ' '));
            depth = depth < 0 && field is not null ? field.Value.Indent : depth;

            // A value may hold line breaks; what begins at the variables' depth with a name is a variable.
            if (field is { } variable && variable.Indent == depth && !variable.Key.Contains(' ', StringComparison.Ordinal))
            {
                if (name is not null)
                {
                    yield return Variable(name, value);
                }

                // Only the blanks of the column belong to describe; a value's own trailing ones were lost to its columns anyway.
                (name, value) = (variable.Key, variable.Value);
            }
            else if (name is not null)
            {
                value = $"{value}\n{line.TrimEnd()}";
            }
        }

        if (name is not null)
        {
            yield return Variable(name, value);
        }
    }

    /// <summary><c>app-config  ConfigMap with prefix 'APP_'  Optional: false</c></summary>
    public static IEnumerable<EnvFact> FromAll(IReadOnlyList<string>? lines)
    {
        foreach (var line in lines ?? [])
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is [var source, "ConfigMap" or "Secret", ..])
            {
                yield return new EnvFact
                {
                    Name = Between(line, "with prefix '", "'") ?? "",
                    SourceKind = words[1] == "Secret" ? "secret" : "configMap",
                    SourceName = source,
                    Optional = IsOptional(line),
                    FromAll = true,
                };
            }
        }
    }

    private static EnvFact Variable(string name, string value)
    {
        if (value.StartsWith(Reference, StringComparison.Ordinal))
        {
            var secret = Between(value, "' in secret '", "'");
            return new EnvFact
            {
                Name = name,
                SourceKind = secret is null ? "configMap" : "secret",
                SourceName = secret ?? Between(value, "' of config map '", "'"),
                SourceKey = Between(value, Reference, "'"),
                Optional = IsOptional(value),
            };
        }

        // " (v1:status.podIP)" and "2 (limits.cpu)": where it comes from stands at the end.
        var field = Between(value, "(v1:", ")");
        if (field is not null && value.Length == field.Length + "(v1:)".Length)
        {
            return new EnvFact { Name = name, SourceKind = "field", SourceKey = field };
        }

        var resource = Between(value, " (limits.", ")") is { } limit ? "limits." + limit : Between(value, " (requests.", ")") is { } request ? "requests." + request : null;
        return resource is not null && value.EndsWith(')')
            ? new EnvFact { Name = name, SourceKind = "resource", SourceKey = resource }
            : new EnvFact { Name = name, Value = Redactor.Variable(name, value) };
    }

    private static bool? IsOptional(string text) => Between(text + " ", Optional, " ") switch { "true" => true, "false" => false, _ => null };

    private static string? Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(after, start + before.Length, StringComparison.Ordinal);
        return end < 0 ? null : text[(start + before.Length)..end];
    }
}
