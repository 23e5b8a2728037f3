namespace Unloop.Dockerfile.Checks.Launching;

/// <summary>One simple command of a shell text.</summary>
/// <param name="Words">After <c>VAR=value</c> and without redirections; quotes are gone, variables stand as written.</param>
/// <param name="Line">1-based within the text.</param>
/// <param name="Depth">0: runs whenever the text does. Greater: inside an if, loop, case, function, group or subshell.</param>
/// <param name="Before">The operator before it: empty at the start; <c>;</c> for a line end, too.</param>
/// <param name="After">The operator that ends it, empty at the end.</param>
internal sealed record PlainCommand(IReadOnlyList<string> Words, int Line, int Depth, string Before, string After)
{
    public string Program => Words[0];

    /// <summary>Nothing decides whether it runs but the success of what stands before it.</summary>
    public bool IsCertain => Depth == 0 && Before is "" or ";" or "&&" or "&";

    public bool InBackground => After == "&";
}

/// <summary>
/// The plain part of a POSIX shell text: simple commands, their operators and nesting. No expansion. <see cref="IsWhole"/> is false where
/// something could not be read for certain; what stands before it is right all the same.
/// </summary>
internal sealed class PlainShell
{
    private const int LongestText = 64 * 1024;

    private static readonly string[] Openers = ["if", "while", "until", "for", "case", "select", "{"];
    private static readonly string[] Closers = ["fi", "done", "esac", "}"];
    private static readonly string[] Links = ["then", "do", "else", "elif", "!", "time"];

    private readonly List<PlainCommand> _commands = [];
    private readonly HashSet<string> _functions = [];
    private readonly Stack<string> _open = new();
    private List<string> _words = [];
    private string _before = "";
    private int _line = 1;

    private PlainShell()
    {
    }

    public IReadOnlyList<PlainCommand> Commands => _commands;

    /// <summary>Names that the text itself defines.</summary>
    public IReadOnlySet<string> Functions => _functions;

    public bool IsWhole { get; private set; }

    public static PlainShell Read(string text)
    {
        var tokens = new ShellTokens(text.Length > LongestText ? text[..LongestText] : text);
        var shell = new PlainShell();
        foreach (var token in tokens.Read())
        {
            if (token.IsWord)
            {
                shell.Word(token);
            }
            else
            {
                shell.Operator(token.Text);
            }
        }

        shell.End("");
        shell.IsWhole = tokens.IsWhole && shell._open.Count == 0 && text.Length <= LongestText;
        return shell;
    }

    private void Word(ShellToken token)
    {
        if (_words.Count > 0 || token.IsQuoted)
        {
            _line = _words.Count == 0 ? token.Line : _line;
            _words.Add(token.Text);
        }
        else if (Openers.Contains(token.Text))
        {
            _open.Push(token.Text);
            // The words of a for and a case up to their do and in are no command.
            _words = token.Text is "for" or "case" or "select" ? ["\0"] : [];
        }
        else if (Closers.Contains(token.Text))
        {
            _open.TryPop(out _);
        }
        else if (!Links.Contains(token.Text) && !IsAssignment(token.Text))
        {
            _line = token.Line;
            _words.Add(token.Text);
        }

        if (_words is ["\0", .., "in"] && _open.TryPeek(out var opener) && opener == "case")
        {
            _words = [];
        }
    }

    private void Operator(string sign)
    {
        if (sign == "(")
        {
            if (_words.Count == 1)
            {
                _functions.Add(_words[0]);
                _words = [];
            }

            _open.Push("(");
        }
        else if (sign == ")")
        {
            if (_open.TryPeek(out var opener) && opener == "(")
            {
                End(";");
                _open.Pop();
            }
            else
            {
                // A pattern of a case.
                _words = [];
            }
        }
        else
        {
            End(sign);
        }
    }

    private void End(string after)
    {
        if (_words.Count > 0 && _words[0] != "\0")
        {
            if (_words[0] == "function" && _words.Count > 1)
            {
                _functions.Add(_words[1]);
            }
            else
            {
                _commands.Add(new PlainCommand(_words, _line, _open.Count, _before, after));
            }
        }

        if (_words.Count > 0 || after is not ";")
        {
            _before = after is ";;" ? ";" : after;
        }

        _words = [];
    }

    private static bool IsAssignment(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && word.AsSpan(0, equals).TrimEnd('+') is var name && !char.IsAsciiDigit(name[0]) && name.ContainsOnlyNameCharacters();
    }
}

file static class NameCharacters
{
    public static bool ContainsOnlyNameCharacters(this ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return name.Length > 0;
    }
}
