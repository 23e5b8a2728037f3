namespace Unloop.Images.Registry;

/// <summary>One way in which a server wants to be shown who asks (RFC 9110, 11.6.1).</summary>
/// <param name="Scheme">In lower case: <c>bearer</c>, <c>basic</c>.</param>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public string? Parameter(string name) => Parameters.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>All challenges of all <c>WWW-Authenticate</c> headers; what is malformed is left out. Pure, one pass.</summary>
    public static IReadOnlyList<Challenge> Parse(IEnumerable<string> headers)
    {
        var found = new List<Challenge>();
        foreach (var header in headers)
        {
            new Parser(header).Read(found);
        }

        return found;
    }

    private struct Parser(string text)
    {
        private int _at;

        public void Read(List<Challenge> found)
        {
            Dictionary<string, string>? parameters = null;
            while (_at < text.Length)
            {
                SkipSeparators();
                var word = Token();
                if (word.Length == 0)
                {
                    // Nothing that the grammar knows: go on behind it.
                    _at++;
                    continue;
                }

                var afterWord = _at;
                SkipBlanks();
                if (parameters is not null && _at < text.Length && text[_at] == '=')
                {
                    _at++;
                    SkipBlanks();
                    parameters[word.ToLowerInvariant()] = Value();
                    continue;
                }

                _at = afterWord;
                parameters = [];
                found.Add(new(word.ToLowerInvariant(), parameters));
            }
        }

        private string Value()
        {
            if (_at >= text.Length || text[_at] != '"')
            {
                return Token();
            }

            var value = new System.Text.StringBuilder();
            for (_at++; _at < text.Length && text[_at] != '"'; _at++)
            {
                if (text[_at] == '\\' && _at + 1 < text.Length)
                {
                    _at++;
                }

                _ = value.Append(text[_at]);
            }

            _at++;
            return value.ToString();
        }

        private string Token()
        {
            var start = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || "!#$%&'*+-.^_`|~:/".Contains(text[_at], StringComparison.Ordinal)))
            {
                _at++;
            }

            return text[start.._at];
        }

        private void SkipBlanks()
        {
            while (_at < text.Length && (text[_at] is ' ' or '\t'))
            {
                _at++;
            }
        }

        private void SkipSeparators()
        {
            while (_at < text.Length && (text[_at] is ' ' or '\t' or ','))
            {
                _at++;
            }
        }
    }
}
