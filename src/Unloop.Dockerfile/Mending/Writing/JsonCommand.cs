using System.Text;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Writing;

/// <param name="Start">Of the opening quote, in the instruction's arguments.</param>
/// <param name="Length">Both quotes included.</param>
internal readonly record struct JsonPiece(int Start, int Length);

/// <summary>The exec form as text.</summary>
internal static class JsonCommand
{
    /// <summary>As most people write it: <c>["node", "server.js"]</c>.</summary>
    public static string Write(IEnumerable<string> words) => $"[{string.Join(", ", words.Select(Quote))}]";

    public static string Quote(string word)
    {
        var text = new StringBuilder("\"");
        foreach (var c in word)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                < ' ' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    /// <summary>Where each element of a valid array stands.</summary>
    public static IReadOnlyList<JsonPiece> Pieces(Instruction instruction)
    {
        var (text, pieces) = (instruction.Arguments, new List<JsonPiece>());
        for (var i = text.IndexOf('[', StringComparison.Ordinal); instruction.ExecForm is not null && i < text.Length; i++)
        {
            if (text[i] != '"')
            {
                continue;
            }

            var start = i++;
            while (i < text.Length && text[i] != '"')
            {
                i += text[i] == '\\' ? 2 : 1;
            }

            pieces.Add(new(start, Math.Min(i + 1, text.Length) - start));
        }

        return pieces;
    }

    /// <summary>Replaces the element at an index with others, or takes it away, and keeps the rest as it is written.</summary>
    public static string? ReplaceElement(DockerfileDocument document, Instruction instruction, int index, params IReadOnlyList<string> words)
    {
        var pieces = Pieces(instruction);
        if (index < 0 || index >= pieces.Count)
        {
            return null;
        }

        var piece = pieces[index];
        if (words.Count > 0)
        {
            return Words.Replace(document, instruction, piece.Start, piece.Length, string.Join(Separator(instruction, pieces), words.Select(Quote)));
        }

        // An element takes the comma behind it along, the last one the comma before it.
        return index + 1 < pieces.Count
            ? Words.Replace(document, instruction, piece.Start, pieces[index + 1].Start - piece.Start, "")
            : index == 0 ? Words.Replace(document, instruction, piece.Start, piece.Length, "")
            : Words.Replace(document, instruction, End(pieces[index - 1]), End(piece) - End(pieces[index - 1]), "");
    }

    private static int End(JsonPiece piece) => piece.Start + piece.Length;

    /// <summary>The author's own way between two elements.</summary>
    private static string Separator(Instruction instruction, IReadOnlyList<JsonPiece> pieces) =>
        pieces.Count > 1 && instruction.Arguments[End(pieces[0])..pieces[1].Start] is { Length: < 4 } own ? own : ", ";
}
