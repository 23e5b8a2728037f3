using System.Text;
using Unloop.Core.Diagnoses;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Generation;

/// <summary>
/// Makes words that came from logs and names fit to stand in an alert: whoever can make a program print something must not be able to notify people, fill in
/// templates or end a line. What remains is plain text, the same for every target, which still escapes it in its own way.
/// </summary>
internal static class ForeignText
{
    /// <summary>One line of bounded length, in which no handle (<c>@all</c>, <c>&lt;!channel&gt;</c>) is one any more.</summary>
    public static string Clean(string text)
    {
        var line = Sentence.Shorten(Printable.Line(text));
        var clean = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            clean.Append(line[i]);
            var next = i + 1 < line.Length ? line[i + 1] : ' ';

            // Datadog and chats take a name right after the sign for whom to call; npm's scopes look the same.
            if ((line[i] is '@' && !char.IsWhiteSpace(next)) || (line[i] is '<' && next is '!' or '@' or '#'))
            {
                clean.Append(' ');
            }
        }

        return clean.ToString();
    }

    /// <summary>For Datadog's messages: no <c>{{variable}}</c> and no block.</summary>
    public static string ForDatadog(string text) => Apart(text, '{').Replace("}}", "} }", StringComparison.Ordinal);

    /// <summary>For the Go templates of Prometheus' annotations, which then print exactly this text.</summary>
    public static string ForGoTemplate(string text) => text.Replace("{{", "{{ \"{{\" }}", StringComparison.Ordinal);

    private static string Apart(string text, char sign)
    {
        var apart = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            apart.Append(c == sign && apart.Length > 0 && apart[^1] == sign ? " " : "").Append(c);
        }

        return apart.ToString();
    }
}
