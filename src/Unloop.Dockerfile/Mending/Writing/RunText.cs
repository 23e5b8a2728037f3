using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Writing;

/// <summary>One command in the text of a RUN.</summary>
/// <param name="Operator">What stands before it: <c>&amp;&amp;</c>, <c>||</c>, <c>;</c>, <c>|</c>, <c>&amp;</c>; empty for the first.</param>
/// <param name="Start">Of the operator, in the instruction's arguments.</param>
/// <param name="TextStart">Of the command itself.</param>
/// <param name="End">Behind the command, blanks left out.</param>
internal readonly record struct RunPiece(string Operator, int Start, int TextStart, int End);

/// <summary>The commands of a RUN as pieces of its text; only texts without nesting, here-documents and JSON.</summary>
internal static class RunText
{
    /// <summary>Empty where the text is not plain.</summary>
    public static IReadOnlyList<RunPiece> Pieces(Instruction instruction)
    {
        var text = instruction.Arguments;
        if (instruction.Heredocs.Count > 0 || instruction.ExecForm is not null || text.AsSpan().ContainsAny("(){}`"))
        {
            return [];
        }

        var pieces = new List<RunPiece>();
        var (sign, start, textStart, quote) = ("", 0, 0, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            if (quote != '\0' || text[i] is '\'' or '"')
            {
                quote = quote == '\0' ? text[i] : text[i] == quote ? '\0' : quote;
                continue;
            }

            var length = text[i] switch
            {
                '&' or '|' when i + 1 < text.Length && text[i + 1] == text[i] => 2,
                '&' when i > 0 && text[i - 1] is '>' or '<' => 0,
                '&' when i + 1 < text.Length && text[i + 1] == '>' => 0,
                '&' or '|' or ';' => 1,
                _ => 0,
            };
            if (length > 0)
            {
                Add(pieces, text, sign, start, textStart, i);
                (sign, start, textStart) = (text.Substring(i, length), i, i + length);
                i += length - 1;
            }
        }

        Add(pieces, text, sign, start, textStart, text.Length);
        return quote == '\0' ? pieces : [];
    }

    public static string Text(Instruction instruction, RunPiece piece) => instruction.Arguments[piece.TextStart..piece.End];

    /// <summary>Takes a command out together with the operator that binds it; null where that would change what the others mean.</summary>
    public static string? Remove(DockerfileDocument document, Instruction instruction, IReadOnlyList<RunPiece> pieces, int index)
    {
        var piece = pieces[index];
        if (index > 0)
        {
            var from = pieces[index - 1].End;
            return Words.Replace(document, instruction, from, piece.End - from, "");
        }

        return pieces.Count > 1 && pieces[1].Operator is "&&" or ";" ? Words.Replace(document, instruction, piece.TextStart, pieces[1].TextStart - piece.TextStart, "") : null;
    }

    private static void Add(List<RunPiece> pieces, string text, string sign, int start, int textStart, int end)
    {
        while (textStart < end && char.IsWhiteSpace(text[textStart]))
        {
            textStart++;
        }

        while (end > textStart && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        pieces.Add(new(sign, start, textStart, end));
    }
}
