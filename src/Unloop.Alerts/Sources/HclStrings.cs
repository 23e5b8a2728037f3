using System.Globalization;
using System.Text;

namespace Unloop.Alerts.Sources;

/// <summary>Texts of HCL: in quotes with escapes, and heredocs. Interpolations stay in them as they stand.</summary>
internal static class HclStrings
{
    public static SourceScalar Quoted(HclCursor cursor)
    {
        var start = cursor.At++;
        var (value, offsets) = (new StringBuilder(), new List<int>());
        while (cursor.Next != '"')
        {
            if (cursor.AtEnd || cursor.Next == '\n')
            {
                throw new HclCursor.Broken(start, "the text that begins here has no closing '\"' on its line");
            }

            if (cursor.Next != '{' && cursor.HoleLength() is > 0 and var hole)
            {
                Keep(cursor, hole, value, offsets);
                continue;
            }

            offsets.Add(cursor.Offset(cursor.At));
            if (cursor.Comes("$${") || cursor.Comes("%%{"))
            {
                cursor.At++;
            }

            var from = cursor.At;
            var text = cursor.Next == '\\' ? Escape(cursor) : cursor.Text[cursor.At++].ToString();
            value.Append(text);
            offsets.AddRange(Enumerable.Repeat(cursor.Offset(from), text.Length - 1));
        }

        var end = cursor.At++;
        return new SourceScalar(new PlacedText(value.ToString(), cursor.Offset(start + 1), cursor.Offset(end), offsets), ScalarKind.Text, cursor.Offset(start), cursor.Offset(cursor.At));
    }

    private static void Keep(HclCursor cursor, int length, StringBuilder value, List<int> offsets)
    {
        for (var i = 0; i < length; i++)
        {
            offsets.Add(cursor.Offset(cursor.At));
            value.Append(cursor.Text[cursor.At++]);
        }
    }

    private static string Escape(HclCursor cursor)
    {
        var start = cursor.At++;
        var escape = cursor.Next;
        cursor.At++;
        var length = escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
        if (length > 0)
        {
            var digits = cursor.Text.AsSpan(Math.Min(cursor.At, cursor.Text.Length), Math.Min(length, Math.Max(0, cursor.Text.Length - cursor.At)));
            if (digits.Length == length && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
            {
                cursor.At += length;
                return new Rune(code).ToString();
            }
        }

        return escape switch
        {
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            '"' => "\"",
            '\\' => "\\",
            _ => throw new HclCursor.Broken(start, $"'\\{escape}' is no escape of HCL"),
        };
    }

    /// <summary><c>&lt;&lt;EOT</c> and <c>&lt;&lt;-EOT</c>, which takes away the indentation that all lines share.</summary>
    public static SourceScalar Heredoc(HclCursor cursor)
    {
        var start = cursor.At;
        cursor.At += 2;
        var isIndented = cursor.Next == '-';
        cursor.At += isIndented ? 1 : 0;
        var marker = cursor.Identifier();
        if (marker.Length == 0)
        {
            throw cursor.Expected("the word that ends the heredoc");
        }

        cursor.SkipLine();
        var lines = new List<(int From, int To)>();
        while (true)
        {
            if (cursor.AtEnd)
            {
                throw new HclCursor.Broken(start, $"the heredoc that begins here is not ended by a line with {marker}");
            }

            var end = cursor.EndOfLine();
            if (cursor.Text.AsSpan(cursor.At, end - cursor.At).Trim().SequenceEqual(marker))
            {
                break;
            }

            lines.Add((cursor.At, Math.Min(cursor.Text.Length, end + 1)));
            cursor.SkipLine();
        }

        var closing = cursor.At;
        cursor.At = cursor.EndOfLine();
        var indentation = isIndented ? lines.Where(l => !string.IsNullOrWhiteSpace(cursor.Text[l.From..l.To])).Select(l => Indentation(cursor.Text, l)).DefaultIfEmpty(0).Min() : 0;
        var kept = lines.Select(l => (From: Math.Min(l.From + indentation, l.To - 1), l.To)).ToList();
        var value = string.Concat(kept.Select(l => cursor.Text[l.From..l.To]));
        var offsets = kept.SelectMany(l => Enumerable.Range(l.From, l.To - l.From)).Select(cursor.Offset).ToList();
        var from = offsets.Count > 0 ? offsets[0] : cursor.Offset(closing);
        return new SourceScalar(new PlacedText(value, from, cursor.Offset(closing), offsets), ScalarKind.Text, cursor.Offset(start), cursor.Offset(cursor.At));
    }

    private static int Indentation(string text, (int From, int To) line)
    {
        var count = 0;
        while (line.From + count < line.To && text[line.From + count] is ' ' or '\t')
        {
            count++;
        }

        return count;
    }
}
