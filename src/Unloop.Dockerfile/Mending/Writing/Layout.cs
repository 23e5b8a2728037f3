using Unloop.Dockerfile.Editing;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Writing;

/// <summary>Puts, moves and takes away instructions the way their author lays them out.</summary>
internal static class Layout
{
    /// <summary>The line where an instruction begins together with the comment lines right above it, which speak of it.</summary>
    public static int BlockStart(DockerfileDocument document, Instruction instruction)
    {
        var top = document.Directives.Count == 0 ? 0 : document.Directives[^1].Line;
        var line = instruction.FirstLine;
        while (line - 1 > top && document.Source.Line(line - 1).TrimStart().StartsWith("#"))
        {
            line--;
        }

        return line;
    }

    /// <summary>A new instruction as the author would write its keyword and indent it.</summary>
    public static string Write(DockerfileDocument document, Instruction neighbour, string keyword, string arguments) =>
        $"{Indent(document.Source, neighbour)}{Keyword(document, keyword)} {arguments}";

    public static LineEditor PutBefore(this LineEditor editor, DockerfileDocument document, Instruction anchor, string keyword, string arguments) =>
        editor.InsertBefore(BlockStart(document, anchor), Write(document, anchor, keyword, arguments));

    public static LineEditor PutAfter(this LineEditor editor, DockerfileDocument document, Instruction anchor, string keyword, string arguments) =>
        editor.InsertAfter(anchor.LastLine, Write(document, anchor, keyword, arguments));

    /// <summary>Moves an instruction with its comments before another one, and closes the gap.</summary>
    public static LineEditor MoveBefore(this LineEditor editor, DockerfileDocument document, Instruction moved, Instruction anchor)
    {
        var first = BlockStart(document, moved);
        editor.Move(first, moved.LastLine, BlockStart(document, anchor));
        return CloseGap(editor, document.Source, first, moved.LastLine);
    }

    /// <summary>Takes an instruction away, its own comments with it, and closes the gap.</summary>
    public static LineEditor Remove(this LineEditor editor, DockerfileDocument document, Instruction instruction)
    {
        var first = BlockStart(document, instruction);
        return CloseGap(editor.Delete(first, instruction.LastLine), document.Source, first, instruction.LastLine);
    }

    /// <summary>Where blank lines stood on both sides, one of them goes.</summary>
    private static LineEditor CloseGap(LineEditor editor, SourceText source, int first, int last)
    {
        var above = first > 1 && source.Line(first - 1).IsWhiteSpace();
        var below = last < source.LineCount && source.Line(last + 1).IsWhiteSpace();
        return above && (below || last == source.LineCount) ? editor.Delete(first - 1, first - 1) : editor;
    }

    private static string Keyword(DockerfileDocument document, string keyword)
    {
        var lower = document.Instructions.Count(i => !i.KeywordAsWritten.Any(char.IsAsciiLetterUpper));
        return lower * 2 > document.Instructions.Count ? keyword.ToLowerInvariant() : keyword;
    }

    private static string Indent(SourceText source, Instruction neighbour)
    {
        var line = source.Line(neighbour.FirstLine);
        return line[..^line.TrimStart().Length].ToString();
    }
}
