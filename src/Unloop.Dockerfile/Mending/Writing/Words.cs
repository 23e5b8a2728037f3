using Unloop.Dockerfile.Editing;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Writing;

/// <summary>Changes a few characters of an instruction where they stand, and leaves its line breaks, comments and blanks alone.</summary>
internal static class Words
{
    /// <summary>Replaces a piece of <see cref="Instruction.Arguments"/>. At most one such change per line and text.</summary>
    /// <returns>The text afterwards; null when the piece runs over a comment line, which would be lost.</returns>
    public static string? Replace(DockerfileDocument document, Instruction instruction, int start, int length, string with)
    {
        var from = instruction.Locate(start);
        var to = length > 0 ? instruction.Locate(start + length - 1) : new TextPosition(from.Line, from.Column - 1);
        for (var line = from.Line + 1; line <= to.Line; line++)
        {
            if (document.Source.Line(line).TrimStart().StartsWith("#"))
            {
                return null;
            }
        }

        var text = string.Concat(document.Source.Line(from.Line)[..(from.Column - 1)], with, document.Source.Line(to.Line)[to.Column..]);
        return new LineEditor(document.Source).Replace(from.Line, to.Line, text).Apply();
    }

    public static string? ReplaceArguments(DockerfileDocument document, Instruction instruction, string with) => Replace(document, instruction, 0, instruction.Arguments.Length, with);

    /// <summary>Puts a flag before the arguments.</summary>
    public static string? AddFlag(DockerfileDocument document, Instruction instruction, string flag) => Replace(document, instruction, 0, 0, flag + " ");

    /// <summary>The last whole word of the arguments that reads so; -1 without one.</summary>
    public static int LastIndexOf(Instruction instruction, string word)
    {
        var text = instruction.Arguments;
        for (var at = text.LastIndexOf(word, StringComparison.Ordinal); at >= 0; at = at == 0 ? -1 : text.LastIndexOf(word, at - 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || IsBorder(text[at - 1])) && (end == text.Length || IsBorder(text[end])))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsBorder(char c) => char.IsWhiteSpace(c) || c is '"' or '\'' or ',' or '[' or ']' or '=' or ';';
}
