using System.Text;

namespace Unloop.Dockerfile.Checks.Launching;

/// <param name="Text">Of a word without its quotes, variables as written; of an operator the operator; a line end is <c>;</c>.</param>
/// <param name="IsWord">Else an operator.</param>
/// <param name="IsQuoted">Some of the word stood in quotes: it is no keyword.</param>
internal readonly record struct ShellToken(string Text, bool IsWord, bool IsQuoted, int Line);

/// <summary>Cuts shell text into words and operators. Redirections are dropped. Ends where it cannot go on for certain.</summary>
internal sealed class ShellTokens(string text)
{
    private readonly List<ShellToken> _tokens = [];
    private readonly StringBuilder _word = new();
    private bool _inWord;
    private bool _quoted;
    private int _line = 1;
    private int _at;

    /// <summary>False after a here-document or an open quote: what follows was not read.</summary>
    public bool IsWhole { get; private set; }

    public IReadOnlyList<ShellToken> Read()
    {
        IsWhole = true;
        for (_at = 0; _at < text.Length && IsWhole; _at++)
        {
            Step(text[_at], _at + 1 < text.Length ? text[_at + 1] : '\0');
        }

        EndWord();
        return _tokens;
    }

    private void Step(char c, char next)
    {
        switch (c)
        {
            case '\\':
                Escaped(next);
                break;
            case '\'' or '"' or '`':
                Quoted(c);
                break;
            case '$' when next is '(' or '{':
                Bracketed(next == '(' ? ')' : '}');
                break;
            case '#' when !_inWord:
                _at = (text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length) - 1;
                break;
            case ' ' or '\t' or '\r':
                EndWord();
                break;
            case '\n':
                Operator(";");
                _line++;
                break;
            case '<' when next == '<':
                IsWhole = false;
                break;
            case '>' or '<':
                Redirection();
                break;
            case '&' when next == '>':
                EndWord();
                break;
            case '&' or '|' or ';' or '(' or ')':
                var isDouble = next == c && c is '&' or '|' or ';' && next == c;
                Operator(isDouble ? $"{c}{c}" : c.ToString());
                _at += isDouble ? 1 : 0;
                break;
            default:
                Append(c);
                break;
        }
    }

    private void Escaped(char next)
    {
        _at++;
        if (next == '\n')
        {
            _line++;
        }
        else if (next != '\0')
        {
            _quoted = true;
            Append(next);
        }
    }

    private void Quoted(char quote)
    {
        _inWord = true;
        _quoted = true;
        if (quote == '`')
        {
            Append(quote);
        }

        for (_at++; _at < text.Length && text[_at] != quote; _at++)
        {
            _line += text[_at] == '\n' ? 1 : 0;
            if (quote != '\'' && text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
            }

            Append(text[_at]);
        }

        if (quote == '`')
        {
            Append(quote);
        }

        IsWhole = _at < text.Length;
    }

    /// <summary><c>$(…)</c> and <c>${…}</c> stay as written, whatever is inside.</summary>
    private void Bracketed(char closing)
    {
        var opening = closing == ')' ? '(' : '{';
        var depth = 0;
        for (; _at < text.Length; _at++)
        {
            _line += text[_at] == '\n' ? 1 : 0;
            Append(text[_at]);
            depth += text[_at] == opening ? 1 : text[_at] == closing ? -1 : 0;
            if (depth == 0 && text[_at] == closing)
            {
                return;
            }
        }

        IsWhole = false;
    }

    private void Redirection()
    {
        if (_inWord && _word.ToString().All(char.IsAsciiDigit))
        {
            _word.Clear();
            _inWord = false;
        }

        EndWord();
        while (_at + 1 < text.Length && text[_at + 1] is '>' or '&' or '|' or ' ' or '\t')
        {
            _at++;
        }

        while (_at + 1 < text.Length && text[_at + 1] is not (' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or ')'))
        {
            _at++;
        }
    }

    private void Append(char c)
    {
        _inWord = true;
        _word.Append(c);
    }

    private void Operator(string sign)
    {
        EndWord();
        _tokens.Add(new ShellToken(sign, false, false, _line));
    }

    private void EndWord()
    {
        if (_inWord)
        {
            _tokens.Add(new ShellToken(_word.ToString(), true, _quoted, _line));
        }

        _word.Clear();
        _inWord = false;
        _quoted = false;
    }
}
