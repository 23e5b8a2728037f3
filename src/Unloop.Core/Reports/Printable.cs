using System.Globalization;
using System.Text;

namespace Unloop.Core.Reports;

/// <summary>
/// Makes text safe to show. Logs, names and messages come from programs that nobody vouches for: no escape sequence, control character or
/// direction override of theirs may reach a terminal or a page.
/// </summary>
public static class Printable
{
    /// <summary>One line: control and formatting characters become a visible <c>·</c>, tabs and line ends a blank.</summary>
    public static string Line(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r')
            {
                clean.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)
            {
                clean.Append('·');
            }
            else
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }
}
