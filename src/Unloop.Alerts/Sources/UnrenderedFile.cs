using System.Text.RegularExpressions;

namespace Unloop.Alerts.Sources;

/// <summary>A file that becomes monitors or rules only when another program has run over it.</summary>
public static partial class UnrenderedFile
{
    /// <summary>What it is, with its place; null where nothing shows that it is one.</summary>
    public static SourceError? Find(SourceFile file)
    {
        var jsonnet = Jsonnet().Match(file.Text);
        if (jsonnet.Success || file.Name?.EndsWith("sonnet", StringComparison.OrdinalIgnoreCase) == true)
        {
            return new(jsonnet.Index, "this is jsonnet, which becomes rules only when it is evaluated: write what 'jsonnet FILE' prints into a file, and check that");
        }

        return Helm().Match(file.Text) is { Success: true } helm
            ? new(helm.Index, "this is a template of Helm, which becomes rules only when it is rendered: check what 'helm template RELEASE CHART' prints")
            : null;
    }

    /// <summary>What no YAML has outside strings: <c>local x =</c> at a line's beginning, <c>+::</c>, <c>|||</c>, the mixins' <c>$._config</c>.</summary>
    [GeneratedRegex(@"^[ \t]*local [A-Za-z_]+ *=|\+::|:::|\|\|\||\$\._config|%\([A-Za-z]+\)[sdg]", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Jsonnet();

    /// <summary>
    /// What Prometheus' own templates have not, which annotations hold: <c>.Values</c> and its like, <c>include</c>, and braces that are quoted to come through Helm
    /// (<c>{{`{{ $value }}`}}</c>); a raw string without them is a text of Prometheus' own.
    /// </summary>
    [GeneratedRegex(@"\{\{-?[^}\n]*(\.Values\b|\.Release\.|\.Chart\.|\.Capabilities\.|\binclude ""|\btoYaml\b)|\{\{-? *`[^`\n]*\{\{|^\{\{-? *(if|define|range|with) ", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Helm();
}
