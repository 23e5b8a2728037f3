namespace Unloop.Evidence.Redaction;

internal static class PrivateKeys
{
    private const string Begin = "-----BEGIN ";
    private const string PrivateKey = "PRIVATE KEY-----";

    /// <summary>Whether the text opens a private key that it does not close.</summary>
    public static bool Begins(string text)
    {
        var begin = text.LastIndexOf(Begin, StringComparison.Ordinal);
        var kind = begin < 0 ? -1 : text.IndexOf(PrivateKey, begin, StringComparison.Ordinal);
        return kind >= 0 && text.IndexOf("-----END ", kind, StringComparison.Ordinal) < 0;
    }
}
