namespace Unloop.Evidence.Redaction;

/// <summary><c>-----BEGIN … PRIVATE KEY-----</c> and what follows, in one text.</summary>
internal static class PrivateKeys
{
    private const string Begin = "-----BEGIN ";
    private const string PrivateKey = "PRIVATE KEY-----";
    private const string End = "-----END ";
    private const int LongestKind = 40;

    /// <summary>Whether the text opens a private key that it does not close.</summary>
    public static bool Begins(string text)
    {
        var begin = text.LastIndexOf(Begin, StringComparison.Ordinal);
        return begin >= 0 && Body(text, begin) is var body and >= 0 && text.IndexOf(End, body, StringComparison.Ordinal) < 0;
    }

    public static string Redact(string text)
    {
        var from = 0;
        while (text.IndexOf(Begin, from, StringComparison.Ordinal) is var begin and >= 0)
        {
            from = begin + Begin.Length;
            var body = Body(text, begin);
            if (body < 0)
            {
                continue;
            }

            var end = text.IndexOf(End, body, StringComparison.Ordinal) is var found and >= 0 ? found : text.Length;
            var mark = Mark.Of(text.AsSpan(body, end - body));
            text = text[..body] + mark + text[end..];
            from = body + mark.Length;
        }

        return text;
    }

    private static int Body(string text, int begin)
    {
        var kind = text.IndexOf(PrivateKey, begin, Math.Min(text.Length - begin, Begin.Length + LongestKind), StringComparison.Ordinal);
        return kind < 0 ? -1 : kind + PrivateKey.Length;
    }
}
