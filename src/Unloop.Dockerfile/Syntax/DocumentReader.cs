namespace Unloop.Dockerfile.Syntax;

/// <summary>Goes through the physical lines once: directives, comments, continuations, here-documents.</summary>
internal sealed class DocumentReader
{
    /// <summary>BuildKit reads lines with a Go <c>bufio.Scanner</c>, which stops at longer ones.</summary>
    private const int LongestLine = 65_535;

    private readonly SourceText _source;
    private readonly NoteList _notes = new();
    private readonly DirectiveReader _directives;
    private readonly List<Instruction> _instructions = [];
    private int _next = 1;

    private DocumentReader(SourceText source)
    {
        _source = source;
        _directives = new DirectiveReader(_notes);
    }

    public static DockerfileDocument Read(SourceText source)
    {
        var reader = new DocumentReader(source);
        reader.CheckBytes();
        while (reader._next <= source.LineCount)
        {
            reader.ReadInstruction();
        }

        StageRules.Check(reader._instructions, source.LineCount, reader._notes);
        return new DockerfileDocument(source)
        {
            Directives = reader._directives.Found,
            Escape = reader._directives.Escape,
            Instructions = reader._instructions,
            Errors = reader._notes.Errors,
            Warnings = reader._notes.Warnings,
        };
    }

    private void CheckBytes()
    {
        foreach (var place in _source.NotUtf8())
        {
            _notes.Error(place, "This line holds bytes that are not UTF-8; save the file as UTF-8.");
        }
    }

    private void ReadInstruction()
    {
        var first = _next++;
        var raw = _source.Line(first);
        var trimmed = raw.TrimStart();
        _directives.Look(trimmed, first);
        if (trimmed.IsEmpty || trimmed[0] == '#')
        {
            return;
        }

        var line = new LogicalLine();
        CheckLength(raw, first);
        var open = Append(line, trimmed, first, raw.Length - trimmed.Length + 1);
        var empty = 0;
        while (open && _next <= _source.LineCount)
        {
            var continued = _source.Line(_next);
            var start = continued.TrimStart();
            if (start.IsEmpty)
            {
                empty = empty == 0 ? _next : empty;
            }
            else if (start[0] != '#')
            {
                CheckLength(continued, _next);
                open = Append(line, continued, _next, 1);
            }

            _next++;
        }

        if (empty > 0)
        {
            _notes.Warning(new(empty, 1), "An empty line inside an instruction; BuildKit goes on reading as if it were not there. Remove it.");
        }

        var instruction = InstructionReader.Read(line, _directives.Escape, first, _next - 1, _notes);
        ReadHeredocs(instruction, line);
        _instructions.Add(instruction);
    }

    private void CheckLength(ReadOnlySpan<char> line, int number)
    {
        if (line.Length > LongestLine)
        {
            _notes.Error(new(number, LongestLine + 1), $"This line is longer than {LongestLine} bytes, which BuildKit refuses; break it with a continuation.");
        }
    }

    /// <returns>Whether the line goes on.</returns>
    private bool Append(LogicalLine line, ReadOnlySpan<char> piece, int number, int column)
    {
        var body = piece.TrimEnd(" \t");
        var escape = _directives.Escape;
        var goesOn = body.Length > 0 && body[^1] == escape && (body.Length == 1 || body[^2] != escape);
        line.Append(goesOn ? body[..^1] : piece, number, column);
        return goesOn;
    }

    private void ReadHeredocs(Instruction instruction, LogicalLine line)
    {
        instruction.LastLine = instruction.HeaderLastLine;
        var target = instruction.Inner ?? instruction;
        if (target.Keyword is not ("ADD" or "COPY" or "RUN") || target.ExecForm is not null || !line.Text.Contains("<<", StringComparison.Ordinal))
        {
            return;
        }

        var heredocs = HeredocReader.Words(line.Text).Select(ReadBody).ToList();
        instruction.Heredocs = heredocs;
        instruction.LastLine = _next - 1;
        if (instruction.Inner is { } inner)
        {
            inner.Heredocs = heredocs;
            inner.LastLine = instruction.LastLine;
        }

        if (target.Destination is { } destination && HeredocReader.Word(destination) is not null)
        {
            _notes.Error(new(instruction.FirstLine, 1), $"{target.Keyword} takes a here-document as a source, not as the destination; name the destination after it.");
        }
    }

    private Heredoc ReadBody(HeredocWord word)
    {
        var first = _next;
        var start = first <= _source.LineCount ? _source.StartOf(first) : _source.Text.Length;
        while (_next <= _source.LineCount)
        {
            var line = _source.FullLine(_next).TrimEnd("\r\n");
            if ((word.StripTabs ? line.TrimStart('\t') : line).SequenceEqual(word.Name))
            {
                var content = _source.Text[start.._source.StartOf(_next)];
                return new(word.Name, word.FileDescriptor, word.Expand, word.StripTabs, content, first, _next++);
            }

            _next++;
        }

        _notes.Error(new(Math.Max(1, first - 1), 1), $"The here-document <<{NoteList.Clean(word.Name)} is not closed; write {NoteList.Clean(word.Name)} alone on a line after it.");
        return new(word.Name, word.FileDescriptor, word.Expand, word.StripTabs, _source.Text[start..], first, _next - 1);
    }
}
