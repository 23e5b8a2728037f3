using System.Globalization;
using System.Text;
using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>
/// A text of Terraform with its interpolations, written in quotes: what stands in <c>${}</c> and <c>%{}</c> is Terraform's own language and stays as it is, all else is escaped. It was
/// read with its interpolations standing (<see cref="Sources.HclStrings"/>), so that every <c>${</c> that ends is one.
/// </summary>
internal static class TemplateText
{
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '$' or '%' && QueryHoles.LengthAt(text, i) is > 0 and var hole)
            {
                quoted.Append(text, i, hole);
                i += hole - 1;
                continue;
            }

            quoted.Append(text[i] switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                var c when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                var c => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
