namespace Unloop.Alerts.Sources;

/// <summary>Reads a file as what its content says that it is.</summary>
public static class SourceReader
{
    /// <summary>In characters. The monitors of a large organisation come to a few million.</summary>
    public const int MaximumLength = 32 << 20;

    /// <summary>Of maps and lists within each other.</summary>
    public const int MaximumDepth = 60;

    /// <summary>Scalars, maps and lists. A monitor comes to a hundred, and no organisation has twenty thousand.</summary>
    public const int MaximumNodes = 2_000_000;

    public static SourceTree Read(SourceFile file)
    {
        if (file.Text.Length > MaximumLength)
        {
            return new SourceTree([], [new SourceError(0, $"the file has {file.Text.Length} characters; more than {MaximumLength} are not read")]);
        }

        var whole = PlacedText.Of(file.Text);
        return Language(file) switch
        {
            SourceLanguage.Json => Json(file, whole),
            SourceLanguage.Hcl => HclSource.Read(whole),
            _ => YamlSource.Read(whole),
        };
    }

    /// <summary>YAML may begin with a brace too, and then need not be JSON.</summary>
    private static SourceTree Json(SourceFile file, PlacedText whole)
    {
        var tree = JsonSource.Read(whole);
        return tree.Documents.Count == 0 && HasEnding(file, ".yaml", ".yml") && YamlSource.Read(whole) is { Errors: [] } yaml ? yaml : tree;
    }

    private static bool HasEnding(SourceFile file, string one, string other) =>
        file.Name is { } name && (name.EndsWith(one, StringComparison.OrdinalIgnoreCase) || name.EndsWith(other, StringComparison.OrdinalIgnoreCase));

    public static SourceLanguage Language(SourceFile file)
    {
        var text = file.Text.AsSpan().TrimStart('\uFEFF').TrimStart();
        if (text is ['{' or '[', ..])
        {
            return SourceLanguage.Json;
        }

        return HasEnding(file, ".tf", ".hcl") || LooksLikeHcl(file.Text) ? SourceLanguage.Hcl : SourceLanguage.Yaml;
    }

    private static bool LooksLikeHcl(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (trimmed.IsEmpty || trimmed is ['#', ..] or ['/', '/', ..] or ['/', '*', ..])
            {
                continue;
            }

            if (trimmed.StartsWith("resource ") || trimmed.StartsWith("module ") || trimmed.StartsWith("locals {") || trimmed.StartsWith("variable ") || trimmed.StartsWith("terraform {")
                || trimmed.StartsWith("provider ") || trimmed.StartsWith("data \""))
            {
                return true;
            }
        }

        return false;
    }
}

public enum SourceLanguage
{
    Json,
    Yaml,
    Hcl,
}
