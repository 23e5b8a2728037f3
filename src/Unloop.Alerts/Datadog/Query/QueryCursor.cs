namespace Unloop.Alerts.Datadog.Query;

/// <summary>Where a parser stands in the query's text, and the errors that it met so far.</summary>
internal sealed class QueryCursor(string text)
{
    /// <summary>Far more than any query has; each error after it says nothing new.</summary>
    private const int MostErrors = 20;

    private readonly List<QueryError> _errors = [];
    private readonly HoleSearch _holes = new(text);

    public string Text => text;

    public int Position { get; set; }

    public int Nodes { get; set; }

    public IReadOnlyList<QueryError> Errors => _errors;

    public bool AtEnd => Position >= text.Length;

    public char Next => AtEnd ? '\0' : text[Position];

    public void SkipBlanks()
    {
        while (!AtEnd && char.IsWhiteSpace(Next))
        {
            Position++;
        }
    }

    /// <summary>Skips blanks and looks whether this comes.</summary>
    public bool Comes(string what)
    {
        SkipBlanks();
        return string.CompareOrdinal(text, Position, what, 0, what.Length) == 0;
    }

    /// <summary>Skips blanks and looks whether this word comes, in any case, and a blank or an opening brace behind it.</summary>
    public bool ComesWord(string word)
    {
        SkipBlanks();
        var end = Position + word.Length;
        return end <= text.Length && text.AsSpan(Position, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase) && (end == text.Length || char.IsWhiteSpace(text[end]) || text[end] is '(' or '{');
    }

    /// <summary>Takes it if it comes.</summary>
    public bool Take(string what)
    {
        if (!Comes(what))
        {
            return false;
        }

        Position += what.Length;
        return true;
    }

    /// <summary>A run of such characters, holes included; empty where none comes.</summary>
    public string TakeWhile(Func<char, bool> isOfIt)
    {
        var start = Position;
        while (!AtEnd)
        {
            var hole = _holes.LengthAt(Position);
            if (hole == 0 && !isOfIt(Next))
            {
                break;
            }

            Position += Math.Max(hole, 1);
        }

        return text[start..Position];
    }

    public TextSpan Since(int start) => new(start, Math.Max(start, Position));

    /// <summary>The word or sign that stands at the cursor, for an error to point at.</summary>
    public TextSpan Here()
    {
        SkipBlanks();
        var end = Position;
        while (end < text.Length && IsOfWord(text[end]))
        {
            end++;
        }

        return new TextSpan(Position, Math.Min(text.Length, Math.Max(end, Position + 1)));
    }

    public void Error(TextSpan span, string message)
    {
        if (_errors.Count < MostErrors)
        {
            _errors.Add(new QueryError(span, message));
        }
    }

    /// <summary><c>expected X, not 'y'</c>, at the cursor.</summary>
    public void Expected(string what)
    {
        var here = Here();
        Error(here, here.Length == 0 ? $"expected {what}, but the query ends here" : $"expected {what}, not '{here.In(text)}'");
    }

    public static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';
}
