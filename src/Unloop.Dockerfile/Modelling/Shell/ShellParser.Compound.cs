namespace Unloop.Dockerfile.Modelling.Shell;

/// <summary>Commands that hold commands.</summary>
internal sealed partial class ShellParser
{
    private ShellGroup? Group(string end, bool subshell)
    {
        _at++;
        var body = subshell ? List() : List("}");
        var closed = subshell ? IsOperator(")") : IsKeyword("}");
        if (body is null || !closed)
        {
            return null;
        }

        _at++;
        return end.Length > 0 && Redirects() is { } redirects ? new ShellGroup(body, subshell, redirects) : null;
    }

    /// <summary>Keyword, parts divided by keywords, end.</summary>
    private ShellChoice? Choice(string end, params string[] dividers)
    {
        var parts = new List<ShellList>();
        string[] ends = [end, .. dividers];
        do
        {
            _at++;
            if (List(ends) is not { } part || Current.Kind == ShellTokenKind.End)
            {
                return null;
            }

            parts.Add(part);
        }
        while (IsKeyword(dividers));

        if (!IsKeyword(end))
        {
            return null;
        }

        _at++;
        return Redirects() is { } redirects ? new ShellChoice(parts, null, redirects) : null;
    }

    private ShellChoice? For()
    {
        _at++;
        var name = Current.Word?.Bare;
        while (Current.Kind != ShellTokenKind.End && !IsKeyword("do"))
        {
            _at++;
        }

        return name is not null && IsKeyword("do") && Choice("done", "do") is { } loop ? loop with { Variable = name } : null;
    }

    private ShellChoice? Case()
    {
        var parts = new List<ShellList>();
        while (Current.Kind != ShellTokenKind.End && !IsKeyword("in"))
        {
            _at++;
        }

        _at += Current.Kind == ShellTokenKind.End ? 0 : 1;
        while (true)
        {
            SkipNewlines();
            if (IsKeyword("esac"))
            {
                _at++;
                return Redirects() is { } redirects ? new ShellChoice(parts, null, redirects) : null;
            }

            while (Current.Kind != ShellTokenKind.End && !IsOperator(")"))
            {
                _at++;
            }

            if (Current.Kind == ShellTokenKind.End)
            {
                return null;
            }

            _at++;
            if (List("esac") is not { } part)
            {
                return null;
            }

            parts.Add(part);
            _at += IsOperator(";;") ? 1 : 0;
        }
    }
}
