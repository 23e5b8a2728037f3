using System.Buffers;
using System.Text;

namespace Unloop.Evidence.Redaction;

/// <summary>What follows <c>Bearer</c> and <c>Basic</c>. "Basic authentication failed" is prose: a credential does not look like a word.</summary>
internal static class Credentials
{
    private static readonly SearchValues<string> Schemes = SearchValues.Create(["bearer ", "basic "], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\"'`,;<>)]}\\");

    public static string Redact(string text)
    {
        StringBuilder? redacted = null;
        var (done, from) = (0, 0);
        while (from < text.Length && text.AsSpan(from).IndexOfAny(Schemes) is var found and >= 0)
        {
            var start = text.IndexOf(' ', from + found) + 1;
            var end = start + (text.AsSpan(start).IndexOfAny(Ends) is var length and >= 0 ? length : text.Length - start);
            if (IsCredential(text.AsSpan(start, end - start)))
            {
                redacted ??= new StringBuilder(text.Length);
                _ = redacted.Append(text, done, start - done).Append(Mark.Of(text.AsSpan(start, end - start)));
                done = end;
            }

            from = Math.Max(start, end);
        }

        return redacted is null ? text : redacted.Append(text, done, text.Length - done).ToString();
    }

    private static bool IsCredential(ReadOnlySpan<char> value) =>
        value.Length >= 8 && !Mark.IsMark(value)
        && (value.ContainsAnyInRange('0', '9') || value[^1] == '=' || value.Length >= 24
            || (value[1..].ContainsAnyInRange('A', 'Z') && value.ContainsAnyInRange('a', 'z')));
}
