using System.Text;
using System.Text.RegularExpressions;

namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>
/// Regular expressions of matchers: RE2's syntax, matched as a whole. They run in .NET's engine without backtracking, which knows the same language but for a few
/// ways to write it, and these are put into its own.
/// </summary>
internal static class Pattern
{
    private const int Longest = 10_000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;

    /// <summary>What is wrong with it, without full stop; null where it is good.</summary>
    public static string? Error(string pattern)
    {
        try
        {
            _ = Compile(pattern);
            return null;
        }
        catch (NotSupportedException)
        {
            return "lookarounds and backreferences are not part of RE2, which Prometheus uses";
        }
        catch (ArgumentException e)
        {
            return e is RegexParseException parse ? $"it does not parse at character {parse.Offset + 1}: {Words(parse.Error)}" : e.Message;
        }
    }

    /// <summary>Whether the whole value matches; a pattern that does not parse matches nothing.</summary>
    public static bool IsMatch(string pattern, string value)
    {
        try
        {
            return Compile(pattern).IsMatch(value);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>The match of the whole value, with its groups; null for a pattern that does not parse.</summary>
    public static Match? Match(string pattern, string value) => Error(pattern) is null ? Compile(pattern).Match(value) : null;

    private static Regex Compile(string pattern)
    {
        if (pattern.Length > Longest)
        {
            throw new ArgumentException($"it is longer than {Longest} characters");
        }

        // Compiled once alone, so that )( does not get its parentheses from what is put around it.
        var translated = Translate(pattern);
        _ = new Regex(translated, Options);
        return new Regex($@"\A(?:{translated})\z", Options);
    }

    private static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 8);
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest.StartsWith("(?P<"))
            {
                text.Append("(?<");
                i += 3;
            }
            else if (rest is ['\\', 'Q', ..])
            {
                var end = pattern.IndexOf(@"\E", i + 2, StringComparison.Ordinal);
                text.Append(Regex.Escape(pattern[(i + 2)..(end < 0 ? pattern.Length : end)]));
                i = end < 0 ? pattern.Length : end + 1;
            }
            else if (rest is ['\\', 'p' or 'P', >= 'A' and <= 'Z', ..])
            {
                text.Append(pattern, i, 2).Append('{').Append(pattern[i + 2]).Append('}');
                i += 2;
            }
            else if (rest is ['\\', '_', ..])
            {
                text.Append('_');
                i++;
            }
            else if (rest is ['\\', _, ..])
            {
                text.Append(pattern, i, 2);
                i++;
            }
            else
            {
                text.Append(pattern[i]);
            }
        }

        return text.ToString();
    }

    private static string Words(RegexParseError error) => error switch
    {
        RegexParseError.InsufficientClosingParentheses => "a ( is not closed",
        RegexParseError.InsufficientOpeningParentheses => "a ) has no (",
        RegexParseError.UnterminatedBracket => "a [ is not closed",
        RegexParseError.QuantifierAfterNothing => "a repetition has nothing to repeat (a glob is no regular expression: write .* for *)",
        RegexParseError.NestedQuantifiersNotParenthesized => "one repetition follows another",
        RegexParseError.UnescapedEndingBackslash => "it ends in a backslash",
        RegexParseError.UnrecognizedEscape => "there is no such escape",
        _ => "its syntax is wrong",
    };
}
