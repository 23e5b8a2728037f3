using System.Buffers;
using System.Text;

namespace Unloop.Evidence.Redaction;

/// <summary>Tokens that are known by their shape, wherever they stand.</summary>
internal static class Tokens
{
    private sealed record Shape(string Prefix, int Least, SearchValues<char> Characters);

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create(Letters);
    private static readonly SearchValues<char> UpperCase = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<char> UrlSafe = SearchValues.Create(Letters + "_-");
    private static readonly SearchValues<char> Dotted = SearchValues.Create(Letters + "_-.=");
    private static readonly SearchValues<char> Percent = SearchValues.Create(Letters + "_-.=%+/");

    private static readonly Shape[] Shapes =
    [
        new("eyJ", 30, Dotted),
        new("AKIA", 16, UpperCase), new("ASIA", 16, UpperCase),
        new("ghp_", 30, Alphanumeric), new("gho_", 30, Alphanumeric), new("ghu_", 30, Alphanumeric), new("ghs_", 30, Alphanumeric), new("ghr_", 30, Alphanumeric),
        new("github_pat_", 22, UrlSafe), new("glpat-", 20, UrlSafe),
        new("xoxb-", 10, UrlSafe), new("xoxp-", 10, UrlSafe), new("xoxa-", 10, UrlSafe), new("xoxs-", 10, UrlSafe), new("xapp-", 10, UrlSafe),
        new("sk_live_", 10, Alphanumeric), new("rk_live_", 10, Alphanumeric), new("sk_test_", 10, Alphanumeric), new("whsec_", 20, Alphanumeric),
        new("sk-ant-", 20, UrlSafe), new("sk-proj-", 20, UrlSafe), new("sk-", 40, Alphanumeric),
        new("AIza", 35, UrlSafe), new("ya29.", 20, UrlSafe), new("npm_", 36, Alphanumeric), new("pypi-AgE", 20, UrlSafe),
        new("hvs.", 20, UrlSafe), new("dckr_pat_", 20, UrlSafe), new("SG.", 40, Dotted), new("hf_", 30, Alphanumeric),
        new("sig=", 20, Percent),
    ];

    public static IEnumerable<string> Signs => Shapes.Select(s => s.Prefix);

    private static readonly SearchValues<string> Prefixes = SearchValues.Create([.. Shapes.Select(s => s.Prefix)], StringComparison.Ordinal);

    public static string Redact(string text)
    {
        StringBuilder? redacted = null;
        var (done, from) = (0, 0);
        while (from < text.Length && text.AsSpan(from).IndexOfAny(Prefixes) is var found and >= 0)
        {
            var start = from + found;
            from = start + 1;
            if (Length(text, start) is not (var prefix, var length))
            {
                continue;
            }

            redacted ??= new StringBuilder(text.Length);
            _ = redacted.Append(text, done, start + prefix - done).Append(Mark.Of(text.AsSpan(start + prefix, length)));
            done = from = start + prefix + length;
        }

        return redacted is null ? text : redacted.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>How much of the token names its kind, and how long the secret after it is.</summary>
    private static (int Prefix, int Length)? Length(string text, int start)
    {
        if (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] == '_'))
        {
            return null;
        }

        foreach (var shape in Shapes)
        {
            if (text.AsSpan(start).StartsWith(shape.Prefix, StringComparison.Ordinal))
            {
                var rest = text.AsSpan(start + shape.Prefix.Length);
                var length = rest.IndexOfAnyExcept(shape.Characters) is var end and >= 0 ? end : rest.Length;
                if (length >= shape.Least)
                {
                    return (shape.Prefix.Length, length);
                }
            }
        }

        return null;
    }
}
