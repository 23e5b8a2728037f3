namespace Unloop.Dockerfile.Syntax;

/// <summary>Splits an instruction's joined text into keyword, flags and arguments, and the arguments as the keyword asks.</summary>
internal sealed class InstructionReader
{
    private static readonly char[] Blanks = ['\t', '\v', '\f', '\r', ' '];

    private readonly LogicalLine _line;
    private readonly char _escape;
    private readonly int _firstLine;
    private readonly int _lastLine;
    private readonly NoteList _notes;

    private InstructionReader(LogicalLine line, char escape, int firstLine, int lastLine, NoteList notes)
    {
        _line = line;
        _escape = escape;
        _firstLine = firstLine;
        _lastLine = lastLine;
        _notes = notes;
    }

    public static Instruction Read(LogicalLine line, char escape, int firstLine, int lastLine, NoteList notes) =>
        new InstructionReader(line, escape, firstLine, lastLine, notes).ReadAt(0, insideOnbuild: false);

    private Instruction ReadAt(int start, bool insideOnbuild)
    {
        var text = _line.Text;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        var blank = text.AsSpan(start).IndexOfAny(Blanks);
        var afterKeyword = blank < 0 ? text.Length : start + blank;
        var written = text[start..afterKeyword];
        var keyword = written.ToUpperInvariant();
        var flags = FlagReader.Read(text, afterKeyword, out var arguments);
        var instruction = Create(keyword, written, start, arguments, flags, insideOnbuild);
        instruction.LastLine = _lastLine;
        InstructionRules.Check(instruction, _escape, _line.Locate(start), _notes, insideOnbuild);
        return instruction;
    }

    private Instruction Create(string keyword, string written, int start, int offset, IReadOnlyList<Flag> flags, bool insideOnbuild)
    {
        var arguments = _line.Text[offset..].TrimEnd();
        var (exec, meant) = ExecForm(keyword, arguments, offset);
        var words = Words(keyword, arguments, exec);
        return new Instruction(_line, start, offset)
        {
            Keyword = keyword,
            KeywordAsWritten = written,
            FirstLine = _firstLine,
            HeaderLastLine = _lastLine,
            Flags = flags,
            Arguments = arguments,
            ExecForm = exec,
            LooksLikeExecForm = meant,
            Words = words,
            KeyValues = KeyValues(keyword, arguments, offset),
            Inner = keyword == "ONBUILD" && arguments.Length > 0 && !insideOnbuild ? ReadAt(offset, insideOnbuild: true) : null,
        };
    }

    private (IReadOnlyList<string>? Exec, bool Meant) ExecForm(string keyword, string arguments, int offset)
    {
        if (keyword is not ("ADD" or "CMD" or "COPY" or "ENTRYPOINT" or "HEALTHCHECK" or "RUN" or "SHELL" or "VOLUME"))
        {
            return (null, false);
        }

        var command = keyword == "HEALTHCHECK" ? AfterType(arguments) : arguments;
        var exec = ExecFormReader.Read(command, out var onlyStrings);
        if (!onlyStrings)
        {
            _notes.Error(_line.Locate(offset), "A JSON array may hold only strings here; put every element in double quotes.");
            return (null, false);
        }

        var meant = exec is null && ExecFormReader.IsMeant(command);
        if (meant)
        {
            _notes.Warning(_line.Locate(offset), $"{keyword} looks like a JSON array but is none, so that it is taken as plain text; write double quotes around each element and commas between them.");
        }

        return (exec, meant);
    }

    private static string AfterType(string arguments)
    {
        var blank = arguments.AsSpan().IndexOfAny(Blanks);
        return blank < 0 ? "" : arguments[blank..].TrimStart();
    }

    private static IReadOnlyList<string> Words(string keyword, string arguments, IReadOnlyList<string>? exec)
    {
        if (arguments.Length == 0)
        {
            return [];
        }

        return keyword switch
        {
            "ADD" or "COPY" or "VOLUME" when exec is not null => exec,
            "ADD" or "COPY" or "VOLUME" or "EXPOSE" or "FROM" => arguments.Split(Blanks, StringSplitOptions.RemoveEmptyEntries),
            "HEALTHCHECK" => AfterType(arguments) is { Length: > 0 } command ? [arguments.Split(Blanks, 2)[0], command] : [arguments],
            _ => [arguments],
        };
    }

    private IReadOnlyList<KeyValue> KeyValues(string keyword, string arguments, int offset)
    {
        if (keyword == "ARG")
        {
            return KeyValueReader.ReadArguments(arguments, _escape);
        }

        if (keyword is not ("ENV" or "LABEL"))
        {
            return [];
        }

        var pairs = KeyValueReader.Read(arguments, _escape, out var wrong);
        if (wrong is not null)
        {
            var at = _line.Locate(offset + Math.Max(0, arguments.IndexOf(wrong, StringComparison.Ordinal)));
            _notes.Error(at, $"{keyword} has no value for '{NoteList.Clean(wrong)}'; write name=value, with quotes around blanks.");
        }

        return pairs;
    }
}
