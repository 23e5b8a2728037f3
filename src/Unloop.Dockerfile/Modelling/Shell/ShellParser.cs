namespace Unloop.Dockerfile.Modelling.Shell;

/// <summary>
/// A cautious reader of POSIX shell text: lists, pipelines, groups, <c>if</c>, loops, <c>case</c>. What it does not understand makes the
/// whole text unreadable (null), never a guess.
/// </summary>
internal sealed partial class ShellParser
{
    private const int Deepest = 32;
    private const int LongestText = 200_000;

    private readonly string _text;
    private readonly List<ShellToken> _tokens;
    private int _at;
    private int _depth;

    private ShellParser(string text, List<ShellToken> tokens)
    {
        _text = text;
        _tokens = tokens;
    }

    private ShellToken Current => _tokens[_at];

    /// <param name="bodiesApart">The text's here-documents stand elsewhere, as with RUN; otherwise a text with one is not read.</param>
    public static ShellList? Parse(string text, bool bodiesApart = true)
    {
        if (text.Length > LongestText || ShellLexer.Read(text) is not { } tokens
            || (!bodiesApart && tokens.Exists(t => t is { Kind: ShellTokenKind.Redirect, Text: "<<" or "<<-" })))
        {
            return null;
        }

        var parser = new ShellParser(text, tokens);
        return parser.List() is { } list && parser.Current.Kind == ShellTokenKind.End ? list : null;
    }

    private ShellList? List(params ReadOnlySpan<string> ends)
    {
        var items = new List<ShellItem>();
        while (true)
        {
            SkipSeparators();
            if (Current.Kind == ShellTokenKind.End || IsOperator(")") || IsOperator(";;") || IsKeyword(ends))
            {
                return new ShellList(items);
            }

            if (Chain() is not { } chain)
            {
                return null;
            }

            var background = IsOperator("&");
            items.Add(new ShellItem(chain, background));
            if (!background && !IsOperator(";") && !IsOperator("\n") && !IsOperator(")") && !IsOperator(";;") && Current.Kind != ShellTokenKind.End)
            {
                return null;
            }
        }
    }

    private void SkipSeparators()
    {
        while (IsOperator(";") || IsOperator("\n") || IsOperator("&"))
        {
            _at++;
        }
    }

    private void SkipNewlines()
    {
        while (IsOperator("\n"))
        {
            _at++;
        }
    }

    private ShellChain? Chain()
    {
        var rest = new List<(bool IsAnd, ShellPipeline Pipeline)>();
        if (Pipeline() is not { } first)
        {
            return null;
        }

        while (IsOperator("&&") || IsOperator("||"))
        {
            var isAnd = IsOperator("&&");
            _at++;
            SkipNewlines();
            if (Pipeline() is not { } next)
            {
                return null;
            }

            rest.Add((isAnd, next));
        }

        return new ShellChain(first, rest);
    }

    private ShellPipeline? Pipeline()
    {
        var negated = false;
        while (IsKeyword("!"))
        {
            negated = !negated;
            _at++;
        }

        var commands = new List<ShellNode>();
        while (true)
        {
            if (Command() is not { } command)
            {
                return null;
            }

            commands.Add(command);
            if (!IsOperator("|") && !IsOperator("|&"))
            {
                return new ShellPipeline(commands, negated);
            }

            _at++;
            SkipNewlines();
        }
    }

    private ShellNode? Command()
    {
        if (++_depth > Deepest)
        {
            return null;
        }

        ShellNode? node = Current switch
        {
            { Kind: ShellTokenKind.Operator, Text: "(" } => Group(")", subshell: true),
            { Word.Bare: "{" } => Group("}", subshell: false),
            { Word.Bare: "if" } => Choice("fi", "then", "elif", "else"),
            { Word.Bare: "while" or "until" } => Choice("done", "do"),
            { Word.Bare: "for" } => For(),
            { Word.Bare: "case" } => Case(),
            { Word.Bare: "function" or "select" } => null,
            _ => Simple(),
        };
        _depth--;
        return node;
    }

    private SimpleCommand? Simple()
    {
        var assignments = new List<(string Name, ShellWord Value)>();
        var words = new List<ShellWord>();
        var redirects = new List<ShellRedirect>();
        var start = Current.Start;
        while (Current.Kind is ShellTokenKind.Word or ShellTokenKind.Redirect)
        {
            if (Current.Kind == ShellTokenKind.Redirect)
            {
                if (Redirect() is not { } redirect)
                {
                    return null;
                }

                redirects.Add(redirect);
            }
            else
            {
                var word = Current.Word!;
                if (words.Count == 0 && Assignment(word) is { } assignment)
                {
                    assignments.Add(assignment);
                }
                else
                {
                    words.Add(word);
                }

                _at++;
            }
        }

        // "name ( )" would be a function.
        var end = _at > 0 ? _tokens[_at - 1].End : start;
        return IsOperator("(") || (words.Count == 0 && assignments.Count == 0 && redirects.Count == 0)
            ? null
            : new SimpleCommand(assignments, words, redirects, _text[start..end]);
    }

    private List<ShellRedirect>? Redirects()
    {
        var redirects = new List<ShellRedirect>();
        while (Current.Kind == ShellTokenKind.Redirect)
        {
            if (Redirect() is not { } redirect)
            {
                return null;
            }

            redirects.Add(redirect);
        }

        return redirects;
    }

    private ShellRedirect? Redirect()
    {
        var token = Current;
        _at++;
        if (Current.Kind != ShellTokenKind.Word)
        {
            return null;
        }

        var target = Current.Word!;
        _at++;
        return new ShellRedirect(token.Text, token.Descriptor, target);
    }

    private static (string Name, ShellWord Value)? Assignment(ShellWord word)
    {
        if (word.Pieces[0] is not { Kind: PieceKind.Text, IsQuoted: false } first || first.Text.IndexOf('=', StringComparison.Ordinal) is not (var equals and > 0))
        {
            return null;
        }

        var name = first.Text[..equals];
        if (char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return null;
        }

        List<ShellPiece> pieces = [first with { Text = first.Text[(equals + 1)..] }, .. word.Pieces.Skip(1)];
        return (name, new ShellWord(word.Raw[(equals + 1)..], pieces));
    }

    private bool IsOperator(string text) => Current.Kind == ShellTokenKind.Operator && Current.Text == text;

    private bool IsKeyword(params ReadOnlySpan<string> words) => Current.Word?.Bare is { } bare && words.Contains(bare);
}
