namespace Unloop.Evidence.Logs;

/// <summary>
/// Tells line by line which ones belong to the one above: stack frames, causes, details. It knows the traces of the JVM, Python, Node, Go,
/// .NET and Ruby; for the rest, what is indented belongs to what is not.
/// </summary>
internal sealed class TraceReader
{
    private static readonly string[] Starts =
        ["at ", "Caused by:", "Suppressed:", "---> ", "--- End of ", "from /", "Require stack:", "[signal ", "goroutine ", "created by "];

    private static readonly string[] PythonLinks =
        ["During handling of the above exception", "The above exception was the direct cause"];

    private bool _first = true;
    private bool _python;
    private bool _go;
    private bool _require;

    /// <summary>Lines were dropped: what comes next continues nothing.</summary>
    public void Reset() => (_first, _python, _go, _require) = (true, false, false, false);

    public bool Continues(string line)
    {
        var isFirst = _first;
        _first = false;
        if (string.IsNullOrWhiteSpace(line))
        {
            // Blank lines stand between the goroutines of a dump and the exceptions of a chain; elsewhere they end what was.
            return !isFirst && (_go || _python);
        }

        return Within(line) && !isFirst;
    }

    private bool Within(string line)
    {
        var indented = line[0] == '\t' || (line.Length > 1 && line[0] == ' ' && line[1] == ' ');
        if (InPython(line, indented) is { } python)
        {
            return python;
        }

        if (InGo(line, indented) is { } go)
        {
            return go;
        }

        if (line == "Require stack:")
        {
            _require = true;
            return true;
        }

        if (_require && line.StartsWith("- ", StringComparison.Ordinal))
        {
            return true;
        }

        _require = false;
        var text = line.AsSpan().TrimStart();
        return indented || IsStart(text) || text is "}" or "]" or ")" or "};" or "^" || IsMore(text);
    }

    /// <summary>A traceback ends with the line that names the exception, which is a part of it.</summary>
    private bool? InPython(string line, bool indented)
    {
        if (line.StartsWith("Traceback (most recent call last)", StringComparison.Ordinal))
        {
            var chained = _python;
            _python = true;
            return chained;
        }

        if (PythonLinks.Any(l => line.StartsWith(l, StringComparison.Ordinal)))
        {
            _python = true;
            return true;
        }

        if (!_python)
        {
            return null;
        }

        _python = indented;
        return true;
    }

    /// <summary>A dump goes on over blank lines for as long as lines look like frames.</summary>
    private bool? InGo(string line, bool indented)
    {
        if (line.StartsWith("goroutine ", StringComparison.Ordinal) && line.EndsWith("]:", StringComparison.Ordinal))
        {
            _go = true;
            return true;
        }

        if (!_go)
        {
            return null;
        }

        var isFrame = indented || line.EndsWith(')') || line.StartsWith("created by ", StringComparison.Ordinal)
            || line.StartsWith("panic(", StringComparison.Ordinal) || line.StartsWith("...", StringComparison.Ordinal);
        _go = isFrame;
        return isFrame ? true : null;
    }

    private static bool IsStart(ReadOnlySpan<char> text)
    {
        foreach (var start in Starts)
        {
            if (text.StartsWith(start, StringComparison.Ordinal))
            {
                return start != "at " || text.Contains('(') || text.Contains(':');
            }
        }

        return false;
    }

    /// <summary><c>... 12 more</c></summary>
    private static bool IsMore(ReadOnlySpan<char> text) =>
        text.StartsWith("... ", StringComparison.Ordinal) && text.EndsWith(" more", StringComparison.Ordinal);
}
