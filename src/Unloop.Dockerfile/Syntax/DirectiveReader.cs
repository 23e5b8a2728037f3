namespace Unloop.Dockerfile.Syntax;

/// <summary>Parser directives: <c># name=value</c> from the first line on, until a line is none.</summary>
internal sealed class DirectiveReader(NoteList notes)
{
    private readonly List<Directive> _found = [];
    private bool _done;

    public IReadOnlyList<Directive> Found => _found;

    public char Escape { get; private set; } = '\\';

    public void Look(ReadOnlySpan<char> line, int number)
    {
        if (_done)
        {
            return;
        }

        if (Split(line) is not { } directive)
        {
            _done = true;
            return;
        }

        var (name, value) = directive;
        if (_found.Any(d => d.Name == name))
        {
            notes.Error(new(number, 1), $"The parser directive {name} stands twice; keep one of them.");
            return;
        }

        _found.Add(new(name, value, number));
        if (name == "escape")
        {
            SetEscape(value, number);
        }
    }

    private void SetEscape(string value, int number)
    {
        if (value is "\\" or "`")
        {
            Escape = value[0];
        }
        else
        {
            notes.Error(new(number, 1), $"The escape character can be \\ or `, not '{NoteList.Clean(value)}'.");
        }
    }

    private static (string Name, string Value)? Split(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line[0] != '#')
        {
            return null;
        }

        var text = line[1..].Trim();
        var equals = text.IndexOf('=');
        if (equals < 0)
        {
            return null;
        }

        var name = text[..equals].TrimEnd().ToString().ToLowerInvariant();
        var value = text[(equals + 1)..].TrimStart();
        return name is "syntax" or "escape" or "check" && !value.IsEmpty ? (name, value.ToString()) : null;
    }
}
