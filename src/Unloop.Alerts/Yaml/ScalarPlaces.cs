namespace Unloop.Alerts.Yaml;

/// <summary>
/// Where the characters of a scalar stand in its file. Value and source are walked side by side: what is no blank stands in the source as it is or as an escape, and
/// a run of blanks in the one is a run in the other, with whatever line breaks, indentation and folding lie between.
/// </summary>
internal sealed class ScalarPlaces
{
    private readonly string _source;
    private readonly LineIndex _lines;
    private readonly string _value;
    private readonly int _start;
    private readonly char _style;
    private int[]? _offsets;

    /// <param name="start">Of the first character of the scalar: its quote or block indicator, where it has one.</param>
    /// <param name="style"><c>"</c>, <c>'</c>, <c>|</c>, <c>&gt;</c>, or a blank for plain.</param>
    public ScalarPlaces(string source, LineIndex lines, string value, int start, char style)
    {
        _source = source;
        _lines = lines;
        _value = value;
        _start = start;
        _style = style;
    }

    public TextPlace Of(int index)
    {
        _offsets ??= Walk();
        return _lines.At(_offsets[Math.Clamp(index, 0, _offsets.Length - 1)]);
    }

    private int[] Walk()
    {
        var offsets = new int[_value.Length + 1];
        var at = _style switch
        {
            '"' or '\'' => _start + 1,
            '|' or '>' => AfterLine(_start),
            _ => _start,
        };
        var last = at;
        for (var i = 0; i < _value.Length; i++)
        {
            at = IsBlank(_value[i]) ? at : SkipBlanks(at);
            var length = Length(at, _value[i]);
            if (length == 0)
            {
                // Not understood (a tag, a directive): the rest is where the last was.
                Array.Fill(offsets, last, i, offsets.Length - i);
                return offsets;
            }

            if (length < 0)
            {
                offsets[i] = at;
                continue;
            }

            offsets[i] = last = at;
            at += length;
        }

        offsets[_value.Length] = at;
        return offsets;
    }

    /// <summary>How many characters of the source say this one; 0 where something else stands there; -1 for a blank that only folding made.</summary>
    private int Length(int at, char wanted)
    {
        if (_style == '"' && At(at) == '\\')
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

        return At(at) != wanted ? 0 : _style == '\'' && wanted == '\'' ? 2 : 1;
    }

    private int SkipBlanks(int at)
    {
        while (true)
        {
            if (At(at) is ' ' or '\t' or '\r' or '\n')
            {
                at++;
            }
            else if (_style == '"' && At(at) == '\\' && At(at + 1) is '\r' or '\n')
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

    private char At(int index) => index < _source.Length ? _source[index] : '\0';

    private int AfterLine(int at)
    {
        var end = _source.IndexOf('\n', Math.Min(at, _source.Length));
        return end < 0 ? _source.Length : end + 1;
    }
}
