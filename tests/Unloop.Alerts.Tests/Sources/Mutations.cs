using CsCheck;

namespace Unloop.Alerts.Tests.Sources;

/// <summary>Random changes of valid texts: parts are cut out, doubled and moved, and what means something in one of the languages is put in, once or very often.</summary>
internal static class Mutations
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "(", ")", "\"", "'", "`", "\\", ":", ",", "-", "+", "=", "!", "@", "#", "\n", "\r", "\t", " ", "\0", "é", "\ud83d", "\ufeff", "&a ", "*a ", "<<: ", "<<EOT\n", "${", "{{", "}}", "%{",
        "/*", "|\n", ">-\n", "- ", "? ", "!!str ", "---\n", "...\n", "9", "99999999999999999999", "1e999", "0x", "5m", "292y", "last_9999y", "[1m:1s]", "[100y:1ms]", " offset 1m ", " offset -292y ", " @ 1 ",
        "sum(", "abs(", " or ", "x ^ ", " and ", ".fill(", "timeshift(", "by {", "null", "true", "items: ", "kind: List\n",
    ];

    private readonly record struct Edit(int Kind, int At, int Length, int To, string Piece)
    {
        public string Of(string text)
        {
            var at = At % (text.Length + 1);
            var part = text.Substring(at, Math.Min(Length, text.Length - at));
            var without = text.Remove(at, part.Length);
            return Kind switch
            {
                0 => without,
                1 => text.Insert(at, part),
                2 => text.Insert(at, Piece),
                3 => text.Insert(at, string.Concat(Enumerable.Repeat(Piece, 40 * Length))),
                4 => without.Insert(To % (without.Length + 1), part),
                _ => without.Insert(at, Piece),
            };
        }
    }

    public static Gen<string> Of(params string[] valid) => Gen.Select(
        Gen.Int[0, valid.Length - 1],
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5_000], Gen.Int[1, 40], Gen.Int[0, 5_000], Gen.OneOf<string>(Pieces), (kind, at, length, to, piece) => new Edit(kind, at, length, to, piece)).List[1, 5],
        (which, edits) => edits.Aggregate(valid[which], (text, edit) => edit.Of(text)));
}
