namespace Unloop.Dockerfile.Syntax;

/// <summary>A Dockerfile as it stands on disk: every instruction with its place, every error at once, and the text itself, from which nothing is lost.</summary>
public sealed class DockerfileDocument
{
    internal DockerfileDocument(SourceText source) => Source = source;

    public SourceText Source { get; }

    /// <summary>Only those at the very top; a comment, a blank line or an instruction ends them.</summary>
    public required IReadOnlyList<Directive> Directives { get; init; }

    /// <summary>Backslash, or backtick after <c># escape=`</c>: escapes characters and continues lines.</summary>
    public required char Escape { get; init; }

    public required IReadOnlyList<Instruction> Instructions { get; init; }

    /// <summary>What makes the build stop, in the order of the file.</summary>
    public required IReadOnlyList<SyntaxNote> Errors { get; init; }

    /// <summary>What BuildKit warns about while it reads: empty lines inside an instruction, a command that only looks like a JSON array.</summary>
    public required IReadOnlyList<SyntaxNote> Warnings { get; init; }

    public LineEnding LineEnding => Source.LineEnding;

    public static DockerfileDocument Parse(string text) => DocumentReader.Read(new SourceText(text));

    /// <summary>Bytes that are not UTF-8 are an error each line, and kept.</summary>
    public static DockerfileDocument Parse(ReadOnlyMemory<byte> bytes) => DocumentReader.Read(SourceText.From(bytes.Span));

    /// <summary>The text that was parsed.</summary>
    public string Print() => Source.Text;

    /// <summary>The bytes that were parsed.</summary>
    public byte[] PrintBytes() => Source.ToBytes();
}
