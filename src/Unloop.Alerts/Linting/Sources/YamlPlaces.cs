using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unloop.Alerts.Linting.Sources;

/// <summary>Finds the characters of a scalar's value again in its source, which has quotes, escapes, indentation and folded lines.</summary>
internal static class YamlPlaces
{
    public static PlacedText Align(PlacedText text, Scalar scalar, int start, int end)
    {
        var (source, value) = (text.Value, scalar.Value);
        var isQuoted = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
        var at = isQuoted ? start + 1
            : scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded ? Math.Max(start, source.IndexOf('\n', start, end - start) + 1)
            : start;
        var first = at;
        var last = isQuoted ? Math.Max(at, end - 1) : end;
        var offsets = new int[value.Length];
        for (var i = 0; i < value.Length; i++)
        {
            at = Next(source, at, last, value[i], scalar.Style);
            if (at >= last)
            {
                // Something that is not understood: all of it stands where the scalar begins.
                return new PlacedText(value, text.OffsetOf(first), text.OffsetOf(last), i == 0 ? null : [.. offsets.Select((o, n) => n < i ? o : offsets[i - 1])]);
            }

            offsets[i] = text.OffsetOf(at);
            at += source[at] == '\\' && scalar.Style == ScalarStyle.DoubleQuoted ? EscapeLength(source, at) : scalar.Style == ScalarStyle.SingleQuoted && source[at] == '\'' ? 2 : 1;
        }

        return new PlacedText(value, value.Length > 0 ? offsets[0] : text.OffsetOf(first), value.Length > 0 ? offsets[^1] + 1 : text.OffsetOf(first), offsets);
    }

    /// <summary>Where the character stands: at once, as an escape, or behind blanks that folding or indentation took away.</summary>
    private static int Next(string source, int at, int last, char wanted, ScalarStyle style)
    {
        for (; at < last; at++)
        {
            var c = source[at];
            if (c == wanted || (c == '\n' && wanted == ' '))
            {
                return at;
            }

            if (c == '\\' && style == ScalarStyle.DoubleQuoted)
            {
                if (at + 1 < last && source[at + 1] is '\n' or '\r')
                {
                    continue;
                }

                return at;
            }

            if (!char.IsWhiteSpace(c))
            {
                return last;
            }
        }

        return last;
    }

    private static int EscapeLength(string source, int at) => at + 1 >= source.Length ? 1 : source[at + 1] switch
    {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        _ => 2,
    };
}
