using System.Text;

namespace Unloop.Core.Signatures;

/// <summary>
/// Pieces of plain text that must stand in every line that a pattern matches, read off the pattern itself. Looking for them costs nothing
/// against building the pattern's automaton, which takes a millisecond or two: most candidates of a line fall here.
/// </summary>
internal static class RequiredText
{
    private const int ShortestPiece = 3;

    /// <summary>
    /// The runs of ordinary characters outside of groups, classes and alternatives. Errs on the side of too few: whatever it does not
    /// understand ends a run, and an alternative at the outermost level leaves none.
    /// </summary>
    public static IReadOnlyList<string> Of(string pattern)
    {
        var pieces = new List<string>();
        var run = new StringBuilder();
        for (var at = 0; at < pattern.Length;)
        {
            var c = pattern[at];
            switch (c)
            {
                case '|':
                    return [];
                case '\\' when at + 1 < pattern.Length && !char.IsAsciiLetterOrDigit(pattern[at + 1]):
                    at += 2;
                    Take(pattern, at, pattern[at - 1], run, pieces);
                    break;
                case '\\':
                    End(run, pieces);
                    at += LengthOfEscape(pattern, at);
                    break;
                case '[':
                    End(run, pieces);
                    at = AfterClass(pattern, at);
                    break;
                case '(':
                    End(run, pieces);
                    at = AfterGroup(pattern, at);
                    break;
                case '.' or '^' or '$' or '?' or '*' or '+' or '{' or '}' or ')' or '#':
                    End(run, pieces);
                    at = c == '{' ? AfterCount(pattern, at) : at + 1;
                    break;
                default:
                    at++;
                    Take(pattern, at, c, run, pieces);
                    break;
            }
        }

        End(run, pieces);
        return pieces;
    }

    /// <summary>Classes and anchors are two characters long; characters by number say theirs in digits.</summary>
    private static int LengthOfEscape(string pattern, int at) => (at + 1 < pattern.Length ? pattern[at + 1] : '\0') switch
    {
        'x' => 4,
        'u' => 6,
        'c' => 3,
        >= '0' and <= '9' => 4,
        'p' or 'P' when pattern.IndexOf('}', at) is > 0 and var close => close + 1 - at,
        _ => 2,
    };

    /// <summary>Behind <c>{2,40}</c>; a brace that counts nothing is an ordinary character.</summary>
    private static int AfterCount(string pattern, int at)
    {
        var end = at + 1;
        while (end < pattern.Length && (char.IsAsciiDigit(pattern[end]) || pattern[end] == ','))
        {
            end++;
        }

        return end < pattern.Length && pattern[end] == '}' ? end + 1 : at + 1;
    }

    /// <summary>A character that may be repeated or left out ends the run before it.</summary>
    private static void Take(string pattern, int after, char c, StringBuilder run, List<string> pieces)
    {
        if (after < pattern.Length && pattern[after] is '?' or '*' or '{' or '+')
        {
            End(run, pieces);
        }
        else
        {
            run.Append(c);
        }
    }

    private static void End(StringBuilder run, List<string> pieces)
    {
        if (run.Length >= ShortestPiece)
        {
            pieces.Add(run.ToString());
        }

        run.Clear();
    }

    private static int AfterClass(string pattern, int at)
    {
        // A bracket that comes first, or after the caret, is a member.
        at += at + 1 < pattern.Length && pattern[at + 1] == '^' ? 2 : 1;
        at += at < pattern.Length && pattern[at] == ']' ? 1 : 0;
        while (at < pattern.Length && pattern[at] != ']')
        {
            at += pattern[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at + 1, pattern.Length);
    }

    private static int AfterGroup(string pattern, int at)
    {
        var depth = 0;
        do
        {
            switch (pattern[at])
            {
                case '\\':
                    at++;
                    break;
                case '[':
                    at = AfterClass(pattern, at) - 1;
                    break;
                case '(':
                    depth++;
                    break;
                case ')':
                    depth--;
                    break;
            }

            at++;
        }
        while (depth > 0 && at < pattern.Length);
        return Math.Min(at, pattern.Length);
    }
}
