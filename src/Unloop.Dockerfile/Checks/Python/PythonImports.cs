namespace Unloop.Dockerfile.Checks.Python;

/// <param name="Module">Dotted, as written: <c>flask</c>, <c>app.models</c>; empty for <c>from . import x</c>.</param>
/// <param name="Level">The number of leading dots.</param>
/// <param name="Line">1-based.</param>
internal sealed record PythonImport(string Module, int Level, int Line)
{
    public string Top => Module.Split('.')[0];
}

/// <summary>What a module imports as soon as it is loaded: unindented statements only, so that nothing optional, lazy or in a docstring counts.</summary>
internal static class PythonImports
{
    public static IReadOnlyList<PythonImport> Of(string text)
    {
        var found = new List<PythonImport>();
        var number = 0;
        string? open = null;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r');
            var wasOpen = open is not null;
            open = Follow(line, open);
            if (!wasOpen)
            {
                found.AddRange(Read(line, number));
            }
        }

        return found;
    }

    /// <summary>The text changes where modules are looked for.</summary>
    public static bool ChangesPath(string text) =>
        text.Contains("sys.path", StringComparison.Ordinal) || text.Contains("site.addsitedir", StringComparison.Ordinal) || text.Contains("import_module", StringComparison.Ordinal) || text.Contains("sys.modules", StringComparison.Ordinal);

    private static IEnumerable<PythonImport> Read(string line, int number)
    {
        var code = line.Split('#')[0].Split(';')[0];
        if (code.StartsWith("from ", StringComparison.Ordinal) && code.IndexOf(" import ", "from ".Length, StringComparison.Ordinal) is var at and > 0)
        {
            var module = code["from ".Length..at].Trim();
            var name = module.TrimStart('.');
            if (IsName(name) || (name.Length == 0 && module.Length > 0))
            {
                yield return new PythonImport(name, module.Length - name.Length, number);
            }
        }
        else if (code.StartsWith("import ", StringComparison.Ordinal))
        {
            foreach (var part in code["import ".Length..].Split(','))
            {
                if (part.Trim().Split(' ')[0] is { } name && IsName(name))
                {
                    yield return new PythonImport(name, 0, number);
                }
            }
        }
    }

    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '.') && !char.IsDigit(name[0]);

    /// <summary>The triple quotes that are open after the line.</summary>
    private static string? Follow(string line, string? open)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (open is not null)
            {
                if (string.CompareOrdinal(line, i, open, 0, 3) == 0)
                {
                    open = null;
                    i += 2;
                }
                else if (line[i] == '\\')
                {
                    i++;
                }
            }
            else if (line[i] == '#')
            {
                break;
            }
            else if (line[i] is '"' or '\'')
            {
                var triple = new string(line[i], 3);
                if (string.CompareOrdinal(line, i, triple, 0, 3) == 0)
                {
                    open = triple;
                    i += 2;
                }
                else
                {
                    i = EndOfString(line, i);
                }
            }
        }

        return open;
    }

    private static int EndOfString(string line, int from)
    {
        var to = from + 1;
        while (to < line.Length && line[to] != line[from])
        {
            to += line[to] == '\\' ? 2 : 1;
        }

        return to;
    }
}
