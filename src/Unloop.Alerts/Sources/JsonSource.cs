using System.Globalization;
using System.Text;

namespace Unloop.Alerts.Sources;

/// <summary>JSON (RFC 8259) with places. One error of syntax ends it: what stands behind a broken value is a guess.</summary>
public sealed class JsonSource
{
#pragma warning disable CA1064 // It never leaves this class.
    private sealed class Broken(int at, string message) : Exception(message)
    {
        public int At { get; } = at;
    }
#pragma warning restore CA1064

    private readonly PlacedText _text;
    private readonly SourceErrors _errors = new();
    private int _at;
    private int _nodes;

    private JsonSource(PlacedText text) => _text = text;

    /// <param name="text">All of a file, or a value within one that is JSON itself.</param>
    public static SourceTree Read(PlacedText text)
    {
        var reader = new JsonSource(text);
        try
        {
            reader._at = text.Value is ['\uFEFF', ..] ? 1 : 0;
            var node = reader.Value(0);
            reader.SkipBlanks();
            if (reader._at < text.Value.Length)
            {
                reader._errors.Add(text.OffsetOf(reader._at), "expected the end of the file after the JSON value");
            }

            return new SourceTree([node], reader._errors.InOrder());
        }
        catch (Broken e)
        {
            reader._errors.Add(text.OffsetOf(e.At), e.Message);
            return new SourceTree([], reader._errors.InOrder());
        }
    }

    private char Next => _at < _text.Value.Length ? _text.Value[_at] : '\0';

    private void SkipBlanks()
    {
        while (Next is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }

    private SourceNode Value(int depth)
    {
        SkipBlanks();
        if (depth > SourceReader.MaximumDepth || ++_nodes > SourceReader.MaximumNodes)
        {
            throw new Broken(_at, depth > SourceReader.MaximumDepth
                ? $"the JSON is nested deeper than {SourceReader.MaximumDepth} times"
                : $"the JSON has more than {SourceReader.MaximumNodes} values");
        }

        return Next switch
        {
            '{' => Map(depth),
            '[' => List(depth),
            '"' => Text(),
            '-' or (>= '0' and <= '9') => Number(),
            't' => Word("true", ScalarKind.Boolean),
            'f' => Word("false", ScalarKind.Boolean),
            'n' => Word("null", ScalarKind.Null),
            _ => throw Expected("a JSON value"),
        };
    }

    private SourceMap Map(int depth)
    {
        var start = _at++;
        var entries = new List<SourceEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        SkipBlanks();
        while (Next != '}')
        {
            if (Next != '"')
            {
                throw Expected("'\"' or '}'");
            }

            var key = Text();
            if (!names.Add(key.Value.Value))
            {
                _errors.Add(key.Start, $"the field '{key.Value.Value}' stands here a second time: some readers take the first, others the last");
            }

            SkipBlanks();
            Take(':');
            entries.Add(new SourceEntry(key.Value, Value(depth + 1)));
            SkipBlanks();
            if (Next != '}')
            {
                Take(',');
                SkipBlanks();
                if (Next != '"')
                {
                    throw Expected("'\"' and the next key");
                }
            }
        }

        _at++;
        return new SourceMap(entries, _text.OffsetOf(start), _text.OffsetOf(_at));
    }

    private SourceList List(int depth)
    {
        var start = _at++;
        var items = new List<SourceNode>();
        SkipBlanks();
        while (Next != ']')
        {
            items.Add(Value(depth + 1));
            SkipBlanks();
            if (Next != ']')
            {
                Take(',');
                SkipBlanks();
                if (Next == ']')
                {
                    throw Expected("a JSON value");
                }
            }
        }

        _at++;
        return new SourceList(items, _text.OffsetOf(start), _text.OffsetOf(_at));
    }

    private SourceScalar Text()
    {
        var start = _at++;
        var value = new StringBuilder();
        var offsets = new List<int>();
        while (Next != '"')
        {
            if (_at >= _text.Value.Length || Next == '\n')
            {
                throw new Broken(start, "the text that begins here has no closing '\"' on its line");
            }

            offsets.Add(_text.OffsetOf(_at));
            value.Append(Next == '\\' ? Escape() : _text.Value[_at++]);
        }

        var end = _text.OffsetOf(_at++);
        var placed = new PlacedText(value.ToString(), _text.OffsetOf(start + 1), end, offsets);
        return new SourceScalar(placed, ScalarKind.Text, _text.OffsetOf(start), _text.OffsetOf(_at));
    }

    private char Escape()
    {
        _at++;
        var escape = Next;
        _at++;
        if (escape != 'u')
        {
            return escape switch
            {
                '"' or '\\' or '/' => escape,
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                _ => throw new Broken(_at - 2, $"'\\{escape}' is no escape of JSON"),
            };
        }

        var digits = _text.Value.AsSpan(_at, Math.Min(4, _text.Value.Length - _at));
        if (digits.Length < 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw new Broken(_at - 2, "'\\u' needs four hexadecimal digits");
        }

        _at += 4;
        return (char)code;
    }

    private SourceScalar Number()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '.' or '-' or '+')
        {
            _at++;
        }

        var text = _text.Value[start.._at];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? Scalar(start, ScalarKind.Number)
            : throw new Broken(start, $"'{text}' is no number");
    }

    private SourceScalar Word(string word, ScalarKind kind)
    {
        var start = _at;
        if (string.CompareOrdinal(_text.Value, _at, word, 0, word.Length) != 0)
        {
            throw Expected("a JSON value");
        }

        _at += word.Length;
        return Scalar(start, kind);
    }

    private SourceScalar Scalar(int start, ScalarKind kind)
    {
        var (from, to) = _text.Range(start, _at);
        return new SourceScalar(new PlacedText(_text.Value[start.._at], from, to), kind, from, to);
    }

    private void Take(char what)
    {
        if (Next != what)
        {
            throw Expected($"'{what}'");
        }

        _at++;
    }

    private Broken Expected(string what) => new(_at, _at >= _text.Value.Length ? $"expected {what}, but the JSON ends here" : $"expected {what}, not '{Next}'");
}
