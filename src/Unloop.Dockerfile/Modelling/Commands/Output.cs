using Unloop.Dockerfile.Modelling.Shell;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>What a command prints, where that is plain.</summary>
internal static class Output
{
    /// <summary>Null where not known.</summary>
    public static string? Of(string? program, IReadOnlyList<Argument> arguments)
    {
        if (program is not ("echo" or "printf") || arguments.Any(a => a.Text is null || a.IsPattern))
        {
            return null;
        }

        var words = arguments.Select(a => a.Text!).ToList();
        if (program == "printf")
        {
            return words is [var format] && !format.Contains('%', StringComparison.Ordinal) ? Unescape(format) : null;
        }

        // Shells differ in what echo makes of a backslash.
        if (words.Exists(w => w.Contains('\\', StringComparison.Ordinal)) || (words.Count > 0 && words[0].StartsWith('-') && words[0] != "-n"))
        {
            return null;
        }

        return words is ["-n", .. var rest] ? string.Join(' ', rest) : string.Join(' ', words) + "\n";
    }

    private static string? Unescape(string format)
    {
        var text = format.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal);
        return text.Contains('\\', StringComparison.Ordinal) ? null : text;
    }
}
