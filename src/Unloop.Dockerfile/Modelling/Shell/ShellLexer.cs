using System.Text;

namespace Unloop.Dockerfile.Modelling.Shell;

internal enum ShellTokenKind
{
    Word,
    Operator,
    Redirect,
    End,
}

internal readonly record struct ShellToken(ShellTokenKind Kind, string Text, ShellWord? Word, int Start, int End, int? Descriptor = null);

/// <summary>Splits shell text into words and operators. Null from <see cref="Read"/>: quotes or brackets that do not end.</summary>
internal sealed class ShellLexer
{
    private static readonly string[] Operators = ["&&", "||", ";;", ";", "|&", "|", "&", "(", ")", "\n"];
    private static readonly string[] Redirects = ["<<<", "<<-", "<<", "&>>", "&>", ">>", ">|", ">&", "<&", "<>", ">", "<"];

    private readonly string _text;
    private readonly WordReader _words;
    private int _at;

    private ShellLexer(string text)
    {
        _text = text;
        _words = new WordReader(text);
    }

    public static List<ShellToken>? Read(string text)
    {
        var lexer = new ShellLexer(text);
        var tokens = new List<ShellToken>();
        while (true)
        {
            if (lexer.Next() is not { } token)
            {
                return null;
            }

            tokens.Add(token);
            if (token.Kind == ShellTokenKind.End)
            {
                return tokens;
            }
        }
    }

    private ShellToken? Next()
    {
        SkipBlanks();
        if (_at >= _text.Length)
        {
            return new ShellToken(ShellTokenKind.End, "", null, _at, _at);
        }

        return Redirect() ?? Operator() ?? Word();
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is ' ' or '\t' or '\r')
            {
                _at++;
            }
            else if (_text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] == '\n')
            {
                _at += 2;
            }
            else if (_text[_at] == '#')
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private ShellToken? Redirect()
    {
        var i = _at;
        while (i < _text.Length && i - _at < 3 && char.IsAsciiDigit(_text[i]))
        {
            i++;
        }

        var descriptor = i > _at ? int.Parse(_text.AsSpan(_at, i - _at)) : (int?)null;
        if (Match(Redirects, i) is not { } found)
        {
            return null;
        }

        var start = _at;
        _at = i + found.Length;
        return new ShellToken(ShellTokenKind.Redirect, found, null, start, _at, descriptor);
    }

    private ShellToken? Operator()
    {
        if (Match(Operators, _at) is not { } found)
        {
            return null;
        }

        var start = _at;
        _at += found.Length;
        return new ShellToken(ShellTokenKind.Operator, found, null, start, _at);
    }

    private ShellToken? Word()
    {
        var start = _at;
        return _words.Read(start, out _at) is { } word ? new ShellToken(ShellTokenKind.Word, word.Raw, word, start, _at) : null;
    }

    private string? Match(string[] candidates, int at) => Array.Find(candidates, c => string.CompareOrdinal(_text, at, c, 0, c.Length) == 0);
}

/// <summary>Reads one word: quotes, escapes, variables, substitutions.</summary>
internal sealed class WordReader(string text)
{
    private readonly List<ShellPiece> _pieces = [];
    private readonly StringBuilder _plain = new();
    private bool _plainIsQuoted;
    private int _at;

    public ShellWord? Read(int start, out int end)
    {
        _pieces.Clear();
        _plain.Clear();
        _at = start;
        var complete = ReadPieces();
        Flush();
        end = _at;
        return complete && _at > start ? new ShellWord(text[start.._at], [.. _pieces]) : null;
    }

    private bool ReadPieces()
    {
        while (_at < text.Length)
        {
            switch (text[_at])
            {
                case ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or '(' or ')' or '<' or '>':
                    return true;
                case '\\':
                    Add(_at + 1 < text.Length ? text[_at + 1] : '\\', quoted: true);
                    _at = Math.Min(_at + 2, text.Length);
                    break;
                case '\'' when !SingleQuoted():
                case '"' when !DoubleQuoted():
                case '$' or '`' when !Expansion(quoted: false):
                    return false;
                case '\'' or '"' or '$' or '`':
                    break;
                default:
                    Add(text[_at++], quoted: false);
                    break;
            }
        }

        return true;
    }

    private bool SingleQuoted()
    {
        var close = text.IndexOf('\'', _at + 1);
        if (close < 0)
        {
            return false;
        }

        AddQuoted(text[(_at + 1)..close]);
        _at = close + 1;
        return true;
    }

    private bool DoubleQuoted()
    {
        _at++;
        AddQuoted("");
        while (_at < text.Length)
        {
            var c = text[_at];
            if (c == '"')
            {
                _at++;
                return true;
            }

            if (c is '$' or '`')
            {
                if (!Expansion(quoted: true))
                {
                    return false;
                }
            }
            else if (c == '\\' && _at + 1 < text.Length && text[_at + 1] is '$' or '`' or '"' or '\\' or '\n')
            {
                AddQuoted(text[_at + 1] == '\n' ? "" : text[_at + 1].ToString());
                _at += 2;
            }
            else
            {
                Add(c, quoted: true);
                _at++;
            }
        }

        return false;
    }

    private bool Expansion(bool quoted)
    {
        if (text[_at] == '`')
        {
            var close = text.IndexOf('`', _at + 1);
            return close > 0 && Take(PieceKind.Substitution, close + 1, "", quoted);
        }

        var next = _at + 1 < text.Length ? text[_at + 1] : '\0';
        if (next is '(' or '{')
        {
            var close = Brackets.Close(text, _at + 1);
            return close > 0 && (next == '(' ? Take(PieceKind.Substitution, close + 1, "", quoted) : Braced(close, quoted));
        }

        var end = _at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        if (end > _at + 1)
        {
            return Take(PieceKind.Variable, end, text[(_at + 1)..end], quoted);
        }

        if (next is '@' or '*' or '#' or '?' or '$' or '!' or '-')
        {
            return Take(PieceKind.Variable, _at + 2, next.ToString(), quoted);
        }

        Add('$', quoted);
        _at++;
        return true;
    }

    private bool Braced(int close, bool quoted)
    {
        var inner = text[(_at + 2)..close];
        var length = inner.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_').Count();
        Flush();
        _pieces.Add(new ShellPiece(PieceKind.Variable, inner[..length], quoted, length == 0 ? "?" : inner[length..]));
        _at = close + 1;
        return true;
    }

    private bool Take(PieceKind kind, int end, string name, bool quoted)
    {
        Flush();
        _pieces.Add(new ShellPiece(kind, name, quoted));
        _at = end;
        return true;
    }

    private void Add(char c, bool quoted)
    {
        if (_plain.Length > 0 && _plainIsQuoted != quoted)
        {
            Flush();
        }

        _plainIsQuoted = quoted;
        _plain.Append(c);
    }

    private void AddQuoted(string part)
    {
        Flush();
        _pieces.Add(new ShellPiece(PieceKind.Text, part, true));
    }

    private void Flush()
    {
        if (_plain.Length > 0)
        {
            _pieces.Add(new ShellPiece(PieceKind.Text, _plain.ToString(), _plainIsQuoted));
            _plain.Clear();
        }
    }
}
