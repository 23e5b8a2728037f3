using System.Text;
using Unloop.Dockerfile.Expansion;

namespace Unloop.Dockerfile.Modelling.Shell;

/// <summary>Variables, blanks and braces of a word. Wildcards stay: they need the files.</summary>
internal static class WordExpansion
{
    private const int Longest = 10_000;

    /// <summary>One word may come to several, or to none.</summary>
    public static IEnumerable<Argument> Words(ShellWord word, Func<string, Variable> lookup)
    {
        if (word.Pieces.Any(p => p is { IsQuoted: false, Kind: PieceKind.Variable }) && word.Pieces.Count == 1)
        {
            return Value(word.Pieces[0], lookup) is { } split
                ? split.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(w => new Argument(w, Copying.Wildcards.Has(w)))
                : [new Argument(null, false)];
        }

        var pattern = word.Pieces.Any(p => p is { IsQuoted: false, Kind: PieceKind.Text } && Copying.Wildcards.Has(p.Text));
        var braces = word.Pieces.Any(p => p is { IsQuoted: false, Kind: PieceKind.Text } && p.Text.Contains('{', StringComparison.Ordinal) && p.Text.AsSpan().ContainsAny(',', '.'));
        return [new Argument(braces ? null : Join(word, lookup), pattern)];
    }

    /// <summary>The word in one piece, as for an assignment; null where not known.</summary>
    public static string? Join(ShellWord word, Func<string, Variable> lookup)
    {
        var text = new StringBuilder();
        for (var i = 0; i < word.Pieces.Count; i++)
        {
            var piece = word.Pieces[i];
            var value = piece.Kind switch
            {
                PieceKind.Text => i == 0 && !piece.IsQuoted ? Home(piece.Text, lookup) : piece.Text,
                PieceKind.Variable => Value(piece, lookup),
                _ => null,
            };
            if (value is null || text.Length + value.Length > Longest)
            {
                return null;
            }

            text.Append(value);
        }

        return text.ToString();
    }

    private static string? Home(string text, Func<string, Variable> lookup) => text switch
    {
        "~" => lookup("HOME").Value,
        _ when text.StartsWith("~/", StringComparison.Ordinal) => lookup("HOME").Value is { } home ? home + text[1..] : null,
        _ when text.StartsWith('~') => null,
        _ => text,
    };

    /// <summary>A variable that is not set counts as unknown here: scripts rarely mean it.</summary>
    private static string? Value(ShellPiece piece, Func<string, Variable> lookup)
    {
        if (piece.Kind != PieceKind.Variable)
        {
            return null;
        }

        var variable = lookup(piece.Text);
        return piece.Modifier switch
        {
            "" => variable.Value,
            [':', '-', .. var fallback] when variable.IsKnown && !fallback.AsSpan().ContainsAny("$`'\"\\") => variable.Value is { Length: > 0 } value ? value : fallback,
            _ => null,
        };
    }
}
