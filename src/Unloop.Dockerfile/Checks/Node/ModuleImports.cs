namespace Unloop.Dockerfile.Checks.Node;

/// <param name="Specifier">As written: <c>express</c>, <c>./routes/users</c>, <c>node:fs</c>.</param>
/// <param name="Line">1-based.</param>
/// <param name="IsStatement">An <c>import</c> or <c>export … from</c>, else a call of require.</param>
/// <param name="BindsValue">TypeScript keeps it when it compiles: a default, namespace or bare import.</param>
internal sealed record ModuleImport(string Specifier, int Line, bool IsStatement, bool BindsValue)
{
    /// <summary>Neither a path, nor one of Node's own, nor a package's private name.</summary>
    public bool IsPackage => Specifier.Length > 0 && Specifier[0] is not ('.' or '/' or '#') && !Specifier.Contains(':', StringComparison.Ordinal) && !NodeBuiltins.Has(Specifier);

    public bool IsRelative => Specifier is "." or ".." || Specifier.StartsWith("./", StringComparison.Ordinal) || Specifier.StartsWith("../", StringComparison.Ordinal);

    /// <summary><c>express</c> of <c>express/lib/x</c>, <c>@a/b</c> of <c>@a/b/c</c>.</summary>
    public string Package => string.Join('/', Specifier.Split('/').Take(Specifier[0] == '@' ? 2 : 1));
}

/// <summary>
/// What a file asks for as soon as it is loaded: statements at the top level only, so that nothing optional, lazy or commented counts.
/// A reader of lines that knows strings, templates and comments; where it loses its way it stops.
/// </summary>
internal static class ModuleImports
{
    public static IReadOnlyList<ModuleImport> Of(string text)
    {
        var found = new List<ModuleImport>();
        var scan = new ScriptScan();
        var number = 0;
        var statement = "";
        var begun = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var atTop = scan.IsAtTopLevel;
            var code = scan.Take(line);
            if (scan.IsLost)
            {
                break;
            }

            // An import may stand on several lines: import {⏎ a,⏎ } from 'x';
            if (statement.Length > 0)
            {
                statement += " " + code.Trim();
            }
            else if (atTop && code.Trim() is { Length: > 0 } trimmed)
            {
                (statement, begun) = (trimmed, number);
            }

            if (statement.Length > 0 && (IsOver(statement) || number - begun > 100))
            {
                found.AddRange(Read(statement, begun));
                statement = "";
            }
        }

        return found;
    }

    /// <summary>The file uses import or export as statements, which only ES modules may.</summary>
    public static bool IsModule(string text)
    {
        var scan = new ScriptScan();
        foreach (var line in text.Split('\n'))
        {
            var atTop = scan.IsAtTopLevel;
            var code = scan.Take(line).TrimStart();
            if (scan.IsLost)
            {
                return false;
            }

            if (atTop && (IsImport(code) || code.StartsWith("export ", StringComparison.Ordinal) || code.StartsWith("export{", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsImport(string code) => code.StartsWith("import ", StringComparison.Ordinal) || code.StartsWith("import{", StringComparison.Ordinal) || code.StartsWith("import\"", StringComparison.Ordinal) || code.StartsWith("import'", StringComparison.Ordinal);

    private static bool IsOver(string statement) => !IsImport(statement) || Quoted(statement, statement.Length) is not null || !statement.Contains('{', StringComparison.Ordinal);

    private static IEnumerable<ModuleImport> Read(string statement, int line)
    {
        if (IsImport(statement) || (statement.StartsWith("export ", StringComparison.Ordinal) && statement.Contains(" from ", StringComparison.Ordinal)))
        {
            var from = statement.LastIndexOf(" from", StringComparison.Ordinal);
            var specifier = from >= 0 ? Quoted(statement[from..], int.MaxValue) : Quoted(statement, int.MaxValue);
            var isType = statement.StartsWith("import type ", StringComparison.Ordinal) || statement.StartsWith("export type ", StringComparison.Ordinal);
            if (specifier is { Length: > 0 } && !isType)
            {
                var bare = from < 0 || (statement.Length > 7 && statement[6..].TrimStart()[0] != '{');
                yield return new ModuleImport(specifier, line, true, bare);
            }

            yield break;
        }

        // const a = require('a'), and a bare require('a'). Anything in front of it may be a condition.
        foreach (var specifier in Required(statement))
        {
            yield return new ModuleImport(specifier, line, false, true);
        }
    }

    private static IEnumerable<string> Required(string statement)
    {
        string[] declarations = ["const ", "let ", "var ", "require(", "import "];
        if (!declarations.Any(d => statement.StartsWith(d, StringComparison.Ordinal)) || statement.Contains('?', StringComparison.Ordinal) || statement.Contains("||", StringComparison.Ordinal)
            || statement.Contains("&&", StringComparison.Ordinal) || statement.Contains("=>", StringComparison.Ordinal) || statement.Contains("function", StringComparison.Ordinal))
        {
            yield break;
        }

        for (var at = statement.IndexOf("require(", StringComparison.Ordinal); at >= 0; at = statement.IndexOf("require(", at + 1, StringComparison.Ordinal))
        {
            var before = at == 0 ? ' ' : statement[at - 1];
            var rest = statement[(at + "require(".Length)..].TrimStart();
            if (before is ' ' or '=' or '(' && rest.Length > 0 && rest[0] is '\'' or '"' && Quoted(rest, 1) is { Length: > 0 } specifier)
            {
                yield return specifier;
            }
        }
    }

    /// <summary>What stands in the first quotes, if they open before <paramref name="limit"/>.</summary>
    private static string? Quoted(string text, int limit)
    {
        var open = text.IndexOfAny(['\'', '"']);
        if (open < 0 || open >= limit)
        {
            return null;
        }

        var close = text.IndexOf(text[open], open + 1);
        return close < 0 ? null : text[(open + 1)..close];
    }
}
