namespace Unloop.Dockerfile.PackageManagers;

/// <summary>The few things of TOML files that the model needs, read line by line; whatever is written otherwise is not found, never misread.</summary>
internal static class TomlText
{
    /// <summary>A plain string of a table: <c>name</c> of <c>[package]</c>.</summary>
    public static string? String(string? text, string table, string key)
    {
        foreach (var (name, value) in Table(text, table) ?? [])
        {
            if (name == key && value is ['"', ..] && value.IndexOf('"', 1) is var end and > 0)
            {
                return value[1..end];
            }
        }

        return null;
    }

    /// <summary>Keys of <c>[tool.poetry.dependencies]</c>, or the project's own list; null where neither is found.</summary>
    public static IReadOnlyList<string>? PoetryDependencies(string? text)
    {
        var keys = Table(text, "tool.poetry.dependencies")?.Select(e => e.Key.Trim('"').ToLowerInvariant()).Where(k => k != "python").ToList();
        return keys ?? ProjectDependencies(text);
    }

    /// <summary><c>dependencies = [ … ]</c> of <c>[project]</c>; null where it is not found.</summary>
    public static IReadOnlyList<string>? ProjectDependencies(string? text)
    {
        if (text is null || text.IndexOf("\n[project]", StringComparison.Ordinal) is var table && table < 0 && !text.StartsWith("[project]", StringComparison.Ordinal))
        {
            return null;
        }

        var start = text.IndexOf("\ndependencies", Math.Max(0, table), StringComparison.Ordinal);
        var open = start < 0 ? -1 : text.IndexOf('[', start);
        if (open < 0)
        {
            return null;
        }

        var names = new List<string>();
        for (var i = open + 1; i < text.Length && text[i] != ']'; i++)
        {
            if (text[i] is '"' or '\'' && text.IndexOf(text[i], i + 1) is var end and > 0)
            {
                if (RequirementsFile.Name(text[(i + 1)..end]) is { } name)
                {
                    names.Add(name);
                }

                i = end;
            }
        }

        return names;
    }

    private static List<(string Key, string Value)>? Table(string? text, string table)
    {
        List<(string Key, string Value)>? entries = null;
        var inside = false;
        foreach (var raw in (text ?? "").Split('\n'))
        {
            var line = raw.Trim();
            if (line.StartsWith('['))
            {
                inside = line == $"[{table}]";
                entries = inside ? entries ?? [] : entries;
            }
            else if (inside && line.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && !line.StartsWith('#'))
            {
                entries!.Add((line[..equals].Trim(), line[(equals + 1)..].Trim()));
            }
        }

        return entries;
    }
}
