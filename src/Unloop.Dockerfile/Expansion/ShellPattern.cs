using System.Text;

namespace Unloop.Dockerfile.Expansion;

/// <summary>
/// A shell pattern of <c>${v#p}</c>, <c>${v%p}</c> and <c>${v/p/r}</c>: <c>*</c>, <c>?</c> and the backslash; BuildKit knows no brackets.
/// Matching keeps the set of states, so that no pattern takes more than pattern times text.
/// </summary>
internal sealed class ShellPattern
{
    private const char Star = '\uFFFE';
    private const char One = '\uFFFF';

    private readonly string _tokens;

    private ShellPattern(string tokens) => _tokens = tokens;

    /// <returns>Null when a backslash stands before something that needs none.</returns>
    public static ShellPattern? Parse(string pattern)
    {
        var tokens = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\')
            {
                if (++i == pattern.Length || pattern[i] is not ('*' or '?' or '\\' or '}' or '/'))
                {
                    return null;
                }

                tokens.Append(pattern[i]);
            }
            else
            {
                tokens.Append(c switch { '*' => Star, '?' => One, _ => c });
            }
        }

        return new ShellPattern(tokens.ToString());
    }

    public string TrimStart(string value, bool greedy) => value[Math.Max(0, MatchLength(value, 0, greedy))..];

    public string TrimEnd(string value, bool greedy)
    {
        var reversed = new ShellPattern(Reverse(_tokens));
        return value[..^Math.Max(0, reversed.MatchLength(Reverse(value), 0, greedy))];
    }

    public string Replace(string value, string replacement, bool all, int longest)
    {
        var result = new StringBuilder();
        var position = 0;
        while (position <= value.Length && result.Length <= longest)
        {
            var length = MatchLength(value, position, greedy: true);
            if (length >= 0)
            {
                result.Append(replacement);
                position += length;
                if (!all)
                {
                    break;
                }
            }

            if (length <= 0)
            {
                result.Append(value, position, Math.Min(1, value.Length - position));
                position++;
            }
        }

        return result.Append(value, Math.Min(position, value.Length), Math.Max(0, value.Length - position)).ToString();
    }

    /// <returns>The length of the longest or shortest match that begins at <paramref name="start"/>; -1 without one.</returns>
    private int MatchLength(string value, int start, bool greedy)
    {
        var states = new bool[_tokens.Length + 1];
        states[0] = true;
        var best = -1;
        for (var position = start; ; position++)
        {
            SkipStars(states);
            if (states[^1])
            {
                best = position - start;
                if (!greedy)
                {
                    return best;
                }
            }

            if (position == value.Length || !Step(states, value[position]))
            {
                return best;
            }
        }
    }

    private void SkipStars(bool[] states)
    {
        for (var i = 0; i < _tokens.Length; i++)
        {
            states[i + 1] |= states[i] && _tokens[i] == Star;
        }
    }

    private bool Step(bool[] states, char c)
    {
        var alive = false;
        for (var i = _tokens.Length; i >= 0; i--)
        {
            var stays = i < _tokens.Length && states[i] && _tokens[i] == Star;
            var arrives = i > 0 && states[i - 1] && (_tokens[i - 1] == One || (_tokens[i - 1] == c && _tokens[i - 1] != Star));
            states[i] = stays || arrives;
            alive |= states[i];
        }

        return alive;
    }

    private static string Reverse(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        source.CopyTo(span);
        span.Reverse();
    });
}
