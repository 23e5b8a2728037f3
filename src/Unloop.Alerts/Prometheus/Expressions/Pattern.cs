using System.Globalization;
using System.Text.RegularExpressions;

namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>Regular expressions of matchers: RE2's syntax, matched as a whole, without backtracking.</summary>
internal static class Pattern
{
    /// <summary>Characters.</summary>
    private const int Longest = 10_000;

    private const RegexOptions NonBacktracking = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;

    /// <summary>What is wrong with it, without full stop; null where it is good.</summary>
    public static string? Error(string pattern)
    {
        try
        {
            _ = Compile(pattern);
            return null;
        }
        catch (RegexParseException e)
        {
            return Words(e.Error);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return e.Message;
        }
        catch (NotSupportedException)
        {
            return "it is too large";
        }
    }

    /// <summary>Whether the whole value matches; a pattern that does not parse matches nothing.</summary>
    public static bool IsMatch(string pattern, string value)
    {
        // Most are plain words with | between them, for which no automaton need be built.
        if (pattern.Length <= Longest && pattern.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '/' or '|'))
        {
            return pattern.Split('|').Contains(value);
        }

        try
        {
            return Compile(pattern).IsMatch(value);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>The match of the whole value, with its groups; null where there is none, and for a pattern that does not parse.</summary>
    public static PatternMatch? Match(string pattern, string value) =>
        Error(pattern) is null && Compile(pattern).Match(value) is { Success: true } match ? new(match, Re2Translator.Translate(pattern).Groups) : null;

    private static Regex Compile(string pattern)
    {
        if (pattern.Length > Longest)
        {
            throw new FormatException($"it is longer than {Longest} characters");
        }

        var translated = Re2Translator.Translate(pattern).Text;

        // Compiled once alone, so that )( does not get its parentheses from what is put around it.
        _ = new Regex(translated, NonBacktracking);
        return new Regex($@"\A(?:{translated})\z", NonBacktracking);
    }

    private static string Words(RegexParseError error) => error switch
    {
        RegexParseError.InsufficientClosingParentheses => "a ( is not closed",
        RegexParseError.InsufficientOpeningParentheses => "a ) has no (",
        RegexParseError.UnterminatedBracket => "a [ is not closed",
        RegexParseError.QuantifierAfterNothing => "a repetition has nothing to repeat (it is no glob: 'anything' is written .*)",
        RegexParseError.NestedQuantifiersNotParenthesized => "one repetition follows another",
        RegexParseError.ReversedCharacterRange => "a range in brackets is reversed",
        _ => "its syntax is wrong",
    };
}

/// <param name="Groups">Names by number, from 1 on; null for a group without one.</param>
internal sealed record PatternMatch(Match Match, IReadOnlyList<string?> Groups)
{
    /// <summary>Of a group by its number or name; empty where there is none of it.</summary>
    public string Value(string group)
    {
        var number = int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Groups.ToList().IndexOf(group) + 1;
        return number <= Groups.Count && (number > 0 || group == "0") ? Match.Groups[number].Value : "";
    }
}
