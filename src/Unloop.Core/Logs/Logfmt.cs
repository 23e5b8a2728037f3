using System.Text;

namespace Unloop.Core.Logs;

/// <summary>Reads <c>key=value key="quoted value"</c> lines.</summary>
internal static class Logfmt
{
    private static readonly string[] Marks = ["msg=", "message=", "err=", "error="];

    /// <summary>True for a line that is logfmt from its start and holds a message or an error.</summary>
    public static bool TryRead(string line, out List<KeyValuePair<string, string>> fields)
    {
        fields = [];
        if (!Array.Exists(Marks, m => line.Contains(m, StringComparison.Ordinal)))
        {
            return false;
        }

        for (var at = 0; at < line.Length;)
        {
            while (at < line.Length && line[at] == ' ')
            {
                at++;
            }

            var start = at;
            while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] is '_' or '.' or '-' or '@' or '/'))
            {
                at++;
            }

            if (at == start || at >= line.Length || line[at] != '=')
            {
                // A few programs add a bare word or a tail; a line that begins so is not logfmt.
                return fields.Count >= 2;
            }

            var key = line[start..at++];
            fields.Add(new(key, ReadValue(line, ref at)));
        }

        return fields.Count >= 2;
    }

    private static string ReadValue(string line, ref int at)
    {
        if (at >= line.Length || line[at] != '"')
        {
            var start = at;
            while (at < line.Length && line[at] != ' ')
            {
                at++;
            }

            return line[start..at];
        }

        var value = new StringBuilder();
        for (at++; at < line.Length && line[at] != '"'; at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length)
            {
                at++;
                value.Append(line[at] is 'n' or 't' ? ' ' : line[at]);
            }
            else
            {
                value.Append(line[at]);
            }
        }

        at = Math.Min(at + 1, line.Length);
        return value.ToString();
    }
}
