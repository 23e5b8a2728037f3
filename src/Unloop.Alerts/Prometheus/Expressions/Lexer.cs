namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>Cuts an expression into tokens; spaces and comments (<c># to the end of the line</c>) go.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Symbols = ["==", "!=", "=~", "!~", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "%", "^", "@", "(", ")", "{", "}", "[", "]", ",", ":"];

    private readonly List<Token> _tokens = [];
    private int _at;
    private bool _inBraces;
    private bool _inBrackets;

    public static IReadOnlyList<Token> Read(string text)
    {
        var lexer = new Lexer(text);
        while (lexer.SkipBlank())
        {
            lexer._tokens.Add(lexer.Next());
        }

        lexer._tokens.Add(new(TokenKind.End, "", new(text.Length, text.Length)));
        return lexer._tokens;
    }

    private bool SkipBlank()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '#')
            {
                var end = text.AsSpan(_at).IndexOfAny('\n', '\r');
                _at = end < 0 ? text.Length : _at + end;
            }
            else if (text[_at] is ' ' or '\t' or '\n' or '\r')
            {
                _at++;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private Token Next()
    {
        var c = text[_at];
        if (c is '"' or '\'' or '`')
        {
            var (value, end, error) = QuotedText.Read(text, _at);
            return error is null ? Take(TokenKind.String, end, value) : throw new ExpressionException(new(_at, end), error);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(At(_at + 1))))
        {
            return NumberOrDuration();
        }

        if (char.IsAsciiLetter(c) || c == '_' || (c == ':' && !_inBraces && !_inBrackets))
        {
            return Word();
        }

        var symbol = Array.Find(Symbols, s => text.AsSpan(_at).StartsWith(s)) ?? throw Unexpected(c);
        _inBraces = symbol == "{" || (_inBraces && symbol != "}");
        _inBrackets = symbol == "[" || (_inBrackets && symbol != "]");
        return Take(TokenKind.Symbol, _at + symbol.Length);
    }

    private Token Word()
    {
        var end = _at;
        while (char.IsAsciiLetterOrDigit(At(end)) || At(end) == '_' || (At(end) == ':' && !_inBraces && !_inBrackets))
        {
            end++;
        }

        return Take(text.AsSpan(_at, end - _at).Contains(':') ? TokenKind.MetricName : TokenKind.Word, end);
    }

    private Token NumberOrDuration()
    {
        var end = _at;
        while (char.IsAsciiLetterOrDigit(At(end)) || At(end) is '.' or '_' || (At(end) is '+' or '-' && At(end - 1) is 'e' or 'E' && !IsHexadecimal))
        {
            end++;
        }

        var word = text[_at..end];
        if (Number.Parse(word) is not null)
        {
            return Take(TokenKind.Number, end);
        }

        if (Duration.Parse(word, out var error) is not null || word.AsSpan().IndexOfAnyExceptInRange('0', '9') is var unit && unit > 0 && "smhdwy".Contains(word[unit], StringComparison.Ordinal))
        {
            return error.Length == 0 ? Take(TokenKind.Duration, end) : throw new ExpressionException(new(_at, end), error);
        }

        throw new ExpressionException(new(_at, end), $"'{word}' is neither a number nor a duration");
    }

    private bool IsHexadecimal => At(_at) == '0' && At(_at + 1) is 'x' or 'X';

    private char At(int index) => index < text.Length ? text[index] : '\0';

    private Token Take(TokenKind kind, int end, string? value = null)
    {
        var token = new Token(kind, value ?? text[_at..end], new(_at, end));
        _at = end;
        return token;
    }

    private ExpressionException Unexpected(char c)
    {
        var hint = c switch
        {
            '!' => ": a comparison is written != or, of labels, !~",
            '&' => ": 'and' is written in letters",
            '|' => ": 'or' is written in letters",
            '$' => ": variables of dashboards ($x) and templates have no place in a rule",
            '“' or '”' or '‘' or '’' => ": quotes are \" or '",
            ';' => ": an expression ends without it",
            _ => "",
        };
        return new(new(_at, _at + 1), $"the character '{c}' has no meaning here{hint}");
    }
}
