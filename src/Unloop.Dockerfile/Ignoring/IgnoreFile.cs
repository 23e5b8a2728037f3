using System.Collections.Concurrent;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Ignoring;

/// <summary>
/// A <c>.dockerignore</c> as moby's <c>patternmatcher</c> reads it: Go's <c>filepath.Match</c> and <c>**</c>, <c>!</c> brings back, the last match wins, and what
/// matches a directory matches everything below it. Which file counts (<c>NAME.dockerignore</c> beside a Dockerfile called NAME comes before
/// <c>.dockerignore</c>) is the caller's to know.
/// </summary>
public sealed class IgnoreFile
{
    private static readonly bool[] NothingMatched = [];

    private readonly ConcurrentDictionary<string, bool[]> _directories = new(StringComparer.Ordinal);

    private IgnoreFile(SourceText source, IReadOnlyList<IgnorePattern> patterns, IReadOnlyList<SyntaxNote> errors)
    {
        Source = source;
        Patterns = patterns;
        Errors = errors;
    }

    /// <summary>Ignores nothing.</summary>
    public static IgnoreFile Empty { get; } = new(new SourceText(""), [], []);

    /// <summary>The text that was read.</summary>
    public SourceText Source { get; }

    public IReadOnlyList<IgnorePattern> Patterns { get; }

    /// <summary>Lines that make the build stop; they are left out of <see cref="Patterns"/>.</summary>
    public IReadOnlyList<SyntaxNote> Errors { get; }

    public bool HasExceptions => Patterns.Any(p => p.IsException);

    public static IgnoreFile Parse(string text)
    {
        var source = new SourceText(text);
        var patterns = new List<IgnorePattern>();
        var errors = new List<SyntaxNote>();
        for (var number = 1; number <= source.LineCount; number++)
        {
            var line = source.Line(number).ToString();
            if (line.StartsWith('#') || line.Trim() is not { Length: > 0 } trimmed)
            {
                continue;
            }

            var isException = trimmed.StartsWith('!');
            var pattern = isException ? trimmed[1..].Trim() : trimmed;
            if (pattern.Length == 0)
            {
                errors.Add(new(number, 1, "'!' needs a pattern behind it."));
            }
            else if (!PathGlob.IsValid(pattern))
            {
                errors.Add(new(number, 1, "The pattern is malformed: a bracket is not closed, or a backslash stands at its end."));
            }
            else
            {
                patterns.Add(new(Clean(pattern), isException, number));
            }
        }

        return new IgnoreFile(source, patterns, errors);
    }

    /// <param name="path">Relative to the build context, with slashes.</param>
    public bool IsIgnored(string path) => Deciding(path) is { IsException: false };

    /// <summary>The pattern that decides about a path, the last that matches it or a directory above it; null when none does.</summary>
    public IgnorePattern? Deciding(string path)
    {
        var clean = Clean(path);
        if (Patterns.Count == 0 || clean.Length == 0 || clean == ".")
        {
            return null;
        }

        var matched = Matched(clean, keep: false);
        IgnorePattern? deciding = null;
        for (var i = 0; i < matched.Length; i++)
        {
            deciding = matched[i] && Changes(deciding, Patterns[i]) ? Patterns[i] : deciding;
        }

        return deciding;
    }

    /// <summary>An exception where nothing is ignored, or another exclusion where it already is, changes nothing.</summary>
    private static bool Changes(IgnorePattern? deciding, IgnorePattern pattern) => pattern.IsException == deciding is { IsException: false };

    /// <summary>
    /// Which patterns match a path or a directory above it. As in moby, a pattern that would change nothing at a directory is not asked there, and so is not
    /// handed down. Directories are remembered: a listing asks for the same ones again and again.
    /// </summary>
    private bool[] Matched(string path, bool keep)
    {
        if (_directories.TryGetValue(path, out var known))
        {
            return known;
        }

        var slash = path.LastIndexOf('/');
        var above = slash < 0 ? NothingMatched : Matched(path[..slash], keep: true);
        var matched = new bool[Patterns.Count];
        IgnorePattern? deciding = null;
        for (var i = 0; i < matched.Length; i++)
        {
            var pattern = Patterns[i];
            matched[i] = (above.Length > 0 && above[i]) || (Changes(deciding, pattern) && pattern.Matches(path));
            deciding = matched[i] && Changes(deciding, pattern) ? pattern : deciding;
        }

        if (keep)
        {
            _directories[path] = matched;
        }

        return matched;
    }

    /// <summary>Go's <c>filepath.Clean</c>, then relative to the context.</summary>
    private static string Clean(string path)
    {
        var parts = new List<string>();
        var rooted = path.StartsWith('/');
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != "." && !(part == ".." && rooted))
            {
                parts.Add(part);
            }
        }

        return parts.Count == 0 ? "." : string.Join('/', parts);
    }
}
