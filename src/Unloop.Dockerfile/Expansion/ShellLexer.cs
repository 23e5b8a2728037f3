using System.Text;

namespace Unloop.Dockerfile.Expansion;

/// <summary>
/// Word splitting and variable expansion with a shell's quotes, as BuildKit's <c>shell.Lex</c> does them. Depth and length are bounded: what goes beyond
/// is an error or unknown, never an endless text.
/// </summary>
internal sealed partial class ShellLexer
{
    private const int End = -1;
    private const int DeepestNesting = 100;
    private const int LongestResult = 1 << 12;

    private readonly string _source;
    private readonly char _escape;
    private readonly Func<string, Variable> _lookup;
    private readonly LexerOptions _options;
    private readonly int _longest;
    private readonly List<string> _unsetNames = [];
    private readonly List<string> _unknownNames = [];
    private int _position;
    private int _depth;
    private bool _rawEscapes;
    private bool _unknown;
    private string? _error;

    public ShellLexer(string source, char escape, Func<string, Variable> lookup, LexerOptions options)
    {
        _source = source;
        _escape = escape;
        _lookup = lookup;
        _options = options;
        _longest = Math.Max(LongestResult, source.Length);
        _rawEscapes = options.HasFlag(LexerOptions.RawEscapes);
    }

    /// <returns>The words with every variable taken as unset; null when the quotes do not match.</returns>
    public static IReadOnlyList<string>? Split(string text, char escape, LexerOptions options) =>
        new ShellLexer(text, escape, static _ => Variable.Unset, options).Run() is { Error: null } result ? result.Words : null;

    public Expanded Run()
    {
        var words = new WordList();
        var text = ReadUntil(End, _rawEscapes, words);
        var known = _error is null && !_unknown;
        return new Expanded
        {
            Value = known ? text : null,
            Words = known ? words.Done() : null,
            Unset = _unsetNames,
            Unknown = _unknownNames,
            Error = _error,
        };
    }

    private int Peek() => _position < _source.Length ? _source[_position] : End;

    private int Next() => _position < _source.Length ? _source[_position++] : End;

    private string Fail(string message)
    {
        _error ??= message;
        _position = _source.Length;
        return "";
    }

    /// <summary>Reads up to and over <paramref name="stop"/>.</summary>
    private string ReadUntil(int stop, bool rawEscapes, WordList? words)
    {
        if (++_depth > DeepestNesting)
        {
            return Fail("substitutions are nested too deeply");
        }

        var before = _rawEscapes;
        _rawEscapes = rawEscapes;
        var result = new StringBuilder();
        var closed = stop == End;
        for (var c = Peek(); c != End; c = Peek())
        {
            if (c == stop)
            {
                Next();
                closed = true;
                break;
            }

            ReadPiece((char)c, result, words);
            if (result.Length > _longest)
            {
                _unknown = true;
                result.Clear();
            }
        }

        if (!closed)
        {
            Fail($"syntax error: missing '{(char)stop}'");
        }

        _rawEscapes = before;
        _depth--;
        return result.ToString();
    }

    private void ReadPiece(char c, StringBuilder result, WordList? words)
    {
        var quotes = !_options.HasFlag(LexerOptions.IgnoreQuotes);
        if (c == '$')
        {
            var value = ReadDollar();
            result.Append(value);
            words?.AddText(value);
        }
        else if (quotes && c is '\'' or '"')
        {
            var value = c == '"' ? ReadDoubleQuotes() : ReadSingleQuotes();
            result.Append(value);
            words?.AddRaw(value);
        }
        else if (c == '<')
        {
            var value = ReadAngle();
            result.Append(value);
            words?.AddRaw(value);
        }
        else
        {
            ReadPlain(result, words);
        }
    }

    private void ReadPlain(StringBuilder result, WordList? words)
    {
        var c = (char)Next();
        if (c != _escape)
        {
            words?.AddText([c]);
            result.Append(c);
            return;
        }

        if (_rawEscapes)
        {
            words?.AddRaw([c]);
            result.Append(c);
        }

        if (Next() is var escaped && escaped != End)
        {
            words?.AddRaw([(char)escaped]);
            result.Append((char)escaped);
        }
    }

    /// <summary>Blanks between <c>&lt;&lt;</c> and the name of a here-document belong to its word.</summary>
    private string ReadAngle()
    {
        Next();
        if (Peek() != '<')
        {
            return "<";
        }

        Next();
        var start = _position;
        while (Peek() is ' ' or '\t' or '\r' or '\n')
        {
            Next();
        }

        return string.Concat("<<", _source.AsSpan(start, _position - start));
    }

    private string ReadSingleQuotes()
    {
        var start = _position++;
        var end = _source.IndexOf('\'', _position);
        if (end < 0)
        {
            return Fail("a single quote is not closed");
        }

        _position = end + 1;
        return _options.HasFlag(LexerOptions.RawQuotes) ? _source[start..(end + 1)] : _source[(start + 1)..end];
    }

    private string ReadDoubleQuotes()
    {
        var result = new StringBuilder();
        var raw = _options.HasFlag(LexerOptions.RawQuotes);
        Next();
        result.Append(raw ? "\"" : "");
        while (true)
        {
            switch (Peek())
            {
                case End:
                    return Fail("a double quote is not closed");
                case '"':
                    Next();
                    return result.Append(raw ? "\"" : "").ToString();
                case '$':
                    result.Append(ReadDollar());
                    break;
                default:
                    ReadQuoted(result);
                    break;
            }
        }
    }

    /// <summary>Inside double quotes the escape character takes only a quote, a dollar and itself; before anything else it stays.</summary>
    private void ReadQuoted(StringBuilder result)
    {
        var c = Next();
        if (c == _escape)
        {
            if (_rawEscapes)
            {
                result.Append((char)c);
            }

            var next = Peek();
            if (next == End)
            {
                return;
            }

            if (next is '"' or '$' || next == _escape)
            {
                c = Next();
            }
        }

        result.Append((char)c);
    }
}
