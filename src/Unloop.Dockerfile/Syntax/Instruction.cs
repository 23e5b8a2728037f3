namespace Unloop.Dockerfile.Syntax;

/// <summary>
/// One instruction with its continuation lines and here-documents. Nothing is expanded: variables and quotes stand as written.
/// Grammar after BuildKit's <c>frontend/dockerfile/parser</c>.
/// </summary>
public sealed class Instruction
{
    private readonly LogicalLine _line;

    internal Instruction(LogicalLine line, int keywordOffset, int argumentsOffset)
    {
        _line = line;
        KeywordOffset = keywordOffset;
        ArgumentsOffset = argumentsOffset;
    }

    /// <summary>In upper case; unknown ones too.</summary>
    public required string Keyword { get; init; }

    public required string KeywordAsWritten { get; init; }

    /// <summary>1-based physical line of the keyword.</summary>
    public required int FirstLine { get; init; }

    /// <summary>1-based physical line where the instruction ends, here-documents included.</summary>
    public int LastLine { get; internal set; }

    /// <summary>1-based physical line where the instruction ends without its here-documents.</summary>
    public required int HeaderLastLine { get; init; }

    public required IReadOnlyList<Flag> Flags { get; init; }

    /// <summary>The text after the flags: continuations joined, comments dropped, trimmed.</summary>
    public required string Arguments { get; init; }

    /// <summary>The elements when the arguments are a JSON array of strings and the instruction knows that form; else null. For HEALTHCHECK what follows <c>CMD</c>.</summary>
    public IReadOnlyList<string>? ExecForm { get; init; }

    /// <summary>The arguments were meant as a JSON array and are none (<c>['node', 'x']</c>, a missing comma), so that the shell gets them as they are.</summary>
    public bool LooksLikeExecForm { get; init; }

    /// <summary>
    /// The arguments as BuildKit splits them: at white space for FROM, EXPOSE, ADD, COPY and VOLUME (or the JSON elements), type and command for HEALTHCHECK,
    /// else one word.
    /// </summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The pairs of ENV, LABEL and ARG.</summary>
    public IReadOnlyList<KeyValue> KeyValues { get; init; } = [];

    public IReadOnlyList<Heredoc> Heredocs { get; internal set; } = [];

    /// <summary>The instruction that ONBUILD registers.</summary>
    public Instruction? Inner { get; init; }

    /// <summary>FROM: the image or stage as written, not expanded.</summary>
    public string? BaseName => Keyword == "FROM" && Words.Count > 0 ? Words[0] : null;

    /// <summary>FROM … AS: the name of the stage, in lower case as BuildKit compares it.</summary>
    public string? StageName => Keyword == "FROM" && Words.Count == 3 && Words[1].Equals("AS", StringComparison.OrdinalIgnoreCase) ? Words[2].ToLowerInvariant() : null;

    /// <summary>ADD and COPY: everything but the destination.</summary>
    public IReadOnlyList<string> Sources => Keyword is "ADD" or "COPY" && Words.Count > 1 ? [.. Words.Take(Words.Count - 1)] : [];

    /// <summary>ADD and COPY: the last word.</summary>
    public string? Destination => Keyword is "ADD" or "COPY" && Words.Count > 1 ? Words[^1] : null;

    internal int KeywordOffset { get; }

    internal int ArgumentsOffset { get; }

    /// <summary>The value of a flag, the last one when it is repeated; null without it. A flag without value gives <c>true</c>.</summary>
    public string? Flag(string name) => Flags.LastOrDefault(f => f.Name == name) is { } flag ? flag.Value ?? "true" : null;

    /// <summary>Where a character of <see cref="Arguments"/> stands in the file.</summary>
    public TextPosition Locate(int argumentsIndex) => _line.Locate(ArgumentsOffset + argumentsIndex);

    public override string ToString() => $"{Keyword} {Arguments}";
}
