namespace Unloop.Dockerfile.Ignoring;

/// <summary>
/// One pattern against whole paths. <c>*</c> and <c>?</c> stop at slashes, <c>**</c> does not. Matching keeps the set of states: time is at most pattern times path.
/// </summary>
internal sealed class PathGlob
{
    private readonly List<Token> _tokens = [];
    private readonly string? _suffix;

    public PathGlob(string pattern)
    {
        // moby compares the end of the path with what follows a leading "**", when no other wildcard is there.
        _suffix = pattern.StartsWith("**", StringComparison.Ordinal) && !pattern.AsSpan(2).ContainsAny("*?[]\\") ? pattern[2..] : null;
        for (var i = 0; i < pattern.Length; i++)
        {
            i = Read(pattern, i);
        }
    }

    private enum Kind
    {
        Character,
        AnyButSlash,
        Class,

        /// <summary><c>*</c>: any number of characters but slashes.</summary>
        Star,

        /// <summary><c>**</c> before something: nothing, or anything that ends in a slash.</summary>
        Directories,

        /// <summary><c>**</c> at the end: anything.</summary>
        Rest,
    }

    /// <summary>Go's <c>filepath.Match</c> accepts it: brackets closed and not empty, nothing escaped at the end.</summary>
    public static bool IsValid(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                if (++i == pattern.Length)
                {
                    return false;
                }
            }
            else if (pattern[i] == '[' && (i = EndOfClass(pattern, i)) < 0)
            {
                return false;
            }
        }

        return true;
    }

    public bool Matches(string path)
    {
        if (_suffix is not null)
        {
            return path.EndsWith(_suffix, StringComparison.Ordinal) || (_suffix.StartsWith('/') && path.AsSpan().SequenceEqual(_suffix.AsSpan(1)));
        }

        var states = new bool[_tokens.Count + 1];
        var inDirectories = new bool[_tokens.Count];
        states[0] = true;
        foreach (var c in path)
        {
            SkipEmpty(states);
            if (!Step(states, inDirectories, c))
            {
                return false;
            }
        }

        SkipEmpty(states);
        return states[^1];
    }

    private void SkipEmpty(bool[] states)
    {
        for (var i = 0; i < _tokens.Count; i++)
        {
            states[i + 1] |= states[i] && _tokens[i].MayBeEmpty;
        }
    }

    /// <param name="inDirectories">Tokens of kind <see cref="Kind.Directories"/> that have begun to eat: they may end only behind a slash.</param>
    private bool Step(bool[] states, bool[] inDirectories, char c)
    {
        var alive = false;
        var next = new bool[states.Length];
        for (var i = 0; i < _tokens.Count; i++)
        {
            var token = _tokens[i];
            if (token.Kind == Kind.Directories)
            {
                inDirectories[i] |= states[i];
                next[i + 1] |= inDirectories[i] && c == '/';
                alive |= inDirectories[i];
            }
            else if (states[i] && token.Takes(c))
            {
                next[token.Kind is Kind.Star or Kind.Rest ? i : i + 1] = true;
            }
        }

        Array.Copy(next, states, next.Length);
        return alive || Array.IndexOf(next, true) >= 0;
    }

    private int Read(string pattern, int i)
    {
        switch (pattern[i])
        {
            case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                var end = i + 2 < pattern.Length && pattern[i + 2] == '/' ? i + 2 : i + 1;
                _tokens.Add(new(end + 1 == pattern.Length ? Kind.Rest : Kind.Directories));
                return end;
            case '*':
                _tokens.Add(new(Kind.Star));
                return i;
            case '?':
                _tokens.Add(new(Kind.AnyButSlash));
                return i;
            case '[' when EndOfClass(pattern, i) is > 0 and var close:
                _tokens.Add(new(Kind.Class, Class: pattern[(i + 1)..close]));
                return close;
            case '\\' when i + 1 < pattern.Length:
                _tokens.Add(new(Kind.Character, pattern[i + 1]));
                return i + 1;
            default:
                _tokens.Add(new(Kind.Character, pattern[i]));
                return i;
        }
    }

    /// <returns>The index of the closing bracket; -1 without one.</returns>
    private static int EndOfClass(string pattern, int open)
    {
        var first = open + 1 < pattern.Length && pattern[open + 1] == '^' ? open + 2 : open + 1;
        for (var i = first; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }
            else if (pattern[i] == ']')
            {
                return i > first ? i : -1;
            }
        }

        return -1;
    }

    private readonly record struct Token(Kind Kind, char Value = '\0', string Class = "")
    {
        public bool MayBeEmpty => Kind is Kind.Star or Kind.Directories or Kind.Rest;

        public bool Takes(char c) => Kind switch
        {
            Kind.Character => c == Value,
            Kind.AnyButSlash or Kind.Star => c != '/',
            Kind.Class => InClass(c),
            _ => true,
        };

        private bool InClass(char c)
        {
            var negated = Class[0] == '^';
            for (var i = negated ? 1 : 0; i < Class.Length; i++)
            {
                var low = Unescape(ref i);
                var high = low;
                if (i + 2 < Class.Length && Class[i + 1] == '-')
                {
                    i += 2;
                    high = Unescape(ref i);
                }

                if (c >= low && c <= high)
                {
                    return !negated;
                }
            }

            return negated;
        }

        private char Unescape(ref int i) => Class[i] == '\\' && i + 1 < Class.Length ? Class[++i] : Class[i];
    }
}
