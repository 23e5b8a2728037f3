using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unloop.Alerts.Sources;

/// <summary>
/// Finds the characters of a scalar's value again in its source. Both are walked side by side: what is no blank stands in the source as it is or as an escape, and a run of
/// blanks in the one is a run in the other, with whatever line breaks, indentation and folding lie between.
/// </summary>
internal sealed class YamlPlaces
{
    private readonly string _source;
    private readonly int _end;
    private readonly ScalarStyle _style;

    private YamlPlaces(string source, int end, ScalarStyle style) => (_source, _end, _style) = (source, end, style);

    /// <param name="start">Of the scalar; its tag and anchor stand before that.</param>
    /// <param name="end">Behind it, with its closing quote.</param>
    public static PlacedText Align(PlacedText text, Scalar scalar, int start, int end)
    {
        var first = scalar.Style switch
        {
            ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted => Math.Min(start + 1, end),
            ScalarStyle.Literal or ScalarStyle.Folded => text.Value.IndexOf('\n', start, end - start) is >= 0 and var line ? line + 1 : end,
            _ => start,
        };
        var offsets = new YamlPlaces(text.Value, end, scalar.Style).Walk(scalar.Value, first);
        var last = offsets.Length > 0 ? offsets[^1] + 1 : first;
        var (from, to) = text.Range(offsets.Length > 0 ? offsets[0] : first, last);
        return new PlacedText(scalar.Value, from, to, [.. offsets.Select(text.OffsetOf)]);
    }

    /// <summary>Where the value itself begins: an anchor and a tag stand before it.</summary>
    public static int BehindProperties(string source, int start, int end)
    {
        while (start < end && source[start] is '&' or '!')
        {
            while (start < end && !char.IsWhiteSpace(source[start]))
            {
                start++;
            }

            while (start < end && char.IsWhiteSpace(source[start]))
            {
                start++;
            }
        }

        return start;
    }

    private int[] Walk(string value, int at)
    {
        var offsets = new int[value.Length];
        var (last, furthest) = (at, Math.Max(0, _end - 1));
        for (var i = 0; i < value.Length; i++)
        {
            at = IsBlank(value[i]) ? at : SkipBlanks(at);
            var length = Length(at, value[i]);
            if (length == 0)
            {
                // Not understood (a comment between tag and value): the rest is where the last was.
                Array.Fill(offsets, Math.Min(last, furthest), i, offsets.Length - i);
                break;
            }

            if (length > 0)
            {
                last = at;
            }

            offsets[i] = Math.Min(at, furthest);
            at += Math.Max(0, length);
        }

        return offsets;
    }

    /// <summary>How many characters of the source say this one; 0 where something else stands there; -1 for a blank that only folding made.</summary>
    private int Length(int at, char wanted)
    {
        if (_style == ScalarStyle.DoubleQuoted && At(at) == '\\')
        {
            return At(at + 1) switch
            {
                'x' => 4,
                'u' => 6,
                // One escape for two halves: the second has no length of its own.
                'U' => char.IsHighSurrogate(wanted) ? -1 : 10,
                '\r' or '\n' => 0,
                _ => 2,
            };
        }

        if (IsBlank(wanted))
        {
            return At(at) == wanted ? 1 : -1;
        }

        return At(at) != wanted ? 0 : _style == ScalarStyle.SingleQuoted && wanted == '\'' ? 2 : 1;
    }

    private int SkipBlanks(int at)
    {
        while (true)
        {
            if (IsBlank(At(at)))
            {
                at++;
            }
            else if (_style == ScalarStyle.DoubleQuoted && At(at) == '\\' && At(at + 1) is '\r' or '\n')
            {
                at += 2;
            }
            else
            {
                return at;
            }
        }
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';

    private char At(int index) => index < _end ? _source[index] : '\0';
}
