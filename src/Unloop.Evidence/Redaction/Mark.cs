using System.Text;

namespace Unloop.Evidence.Redaction;

/// <summary>What stands in the place of a secret: <c>‹redacted len=24 scheme=tcp trailing-newline›</c>.</summary>
internal static class Mark
{
    public const char Open = '‹';
    public const char Close = '›';
    private const string Start = "‹redacted len=";
    private const int LongestScheme = 12;

    public static bool IsMark(ReadOnlySpan<char> text) => text.StartsWith(Start, StringComparison.Ordinal);

    public static bool IsIn(ReadOnlySpan<char> text) => text.Contains(Start, StringComparison.Ordinal);

    public static string Of(ReadOnlySpan<char> secret)
    {
        if (secret.IsEmpty || (IsMark(secret) && secret.IndexOf(Close) == secret.Length - 1))
        {
            return secret.ToString();
        }

        var mark = new StringBuilder(Start).Append(secret.Length);
        if (Scheme(secret) is { } scheme)
        {
            _ = mark.Append(" scheme=").Append(scheme);
        }

        var trimmed = secret.TrimEnd("\r\n");
        AppendIf(mark, secret[0] is ' ' or '\t' or '\n' or '\r', " leading-space");
        AppendIf(mark, secret[^1] == '\n', " trailing-newline");
        AppendIf(mark, secret.Contains('\r'), " carriage-return");
        AppendIf(mark, trimmed.Length > 0 && trimmed[^1] is ' ' or '\t', " trailing-space");
        AppendIf(mark, trimmed.Length > 1 && trimmed[0] is '"' or '\'' && trimmed[^1] == trimmed[0], " quoted");
        return mark.Append(Close).ToString();
    }

    private static void AppendIf(StringBuilder mark, bool holds, string text) => _ = holds ? mark.Append(text) : mark;

    private static string? Scheme(ReadOnlySpan<char> secret)
    {
        var end = secret.IndexOf("://");
        return end is > 0 and <= LongestScheme && !secret[..end].ContainsAnyExceptInRange('a', 'z') ? secret[..end].ToString() : null;
    }
}
