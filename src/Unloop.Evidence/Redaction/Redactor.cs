using System.Buffers;

namespace Unloop.Evidence.Redaction;

/// <summary>
/// Takes secrets out of text where it arrives, once, live and offline alike. Redacting twice changes nothing. What is left keeps its shape, so
/// that a report can still say that a password ends in a newline or that a URL's port is wrong. Hand-written scans, linear in the text: logs
/// are hostile, and no pattern here can be made to backtrack.
/// </summary>
public static class Redactor
{
    private const int MaximumRounds = 8;

    /// <summary>No secret that is known here goes without one of these; most lines have none.</summary>
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        [.. SecretNames.Words, .. Tokens.Signs, "://", "@tcp(", "@unix(", "basic ", "bearer ", "-----BEGIN ", "sig="], StringComparison.OrdinalIgnoreCase);

    /// <summary>Free text: a log line, a message, an annotation, a file.</summary>
    public static string Text(string text)
    {
        if (!text.AsSpan().ContainsAny(Signs))
        {
            return text;
        }

        // A mark may change what its neighbour looks like; once more, and nothing is left to change.
        for (var round = 0; round < MaximumRounds; round++)
        {
            var redacted = Tokens.Redact(UrlPasswords.Redact(Credentials.Redact(KeyValues.Redact(PrivateKeys.Redact(text)))));
            if (redacted == text)
            {
                break;
            }

            text = redacted;
        }

        return text;
    }

    /// <summary>The value of a variable: by what its name says, and by what it looks like.</summary>
    public static string Variable(string name, string value)
    {
        if (!SecretNames.IsSecret(name) || (SecretNames.IsHarmless(value) && !SecretNames.IsOpenReference(value)))
        {
            return Text(value);
        }

        // A connection string is needed for its host, port and options; it is free text that holds a password.
        var lowered = name.ToLowerInvariant();
        return lowered.EndsWith("dsn", StringComparison.Ordinal) && value.Contains("://", StringComparison.Ordinal)
            ? Text(value)
            : UrlPasswords.KeepAddress(value) is { } address ? Text(address) : Mark.Of(value);
    }

    /// <summary>A command line, where a secret may be the word after its flag.</summary>
    public static IReadOnlyList<string> Arguments(IReadOnlyList<string> words)
    {
        var redacted = new string[words.Count];
        for (var i = 0; i < words.Count; i++)
        {
            var isValue = i > 0 && IsSecretFlag(words[i - 1]) && !words[i].StartsWith('-');
            redacted[i] = isValue && !SecretNames.IsHarmless(words[i]) ? Mark.Of(words[i]) : Text(words[i]);
        }

        return redacted;
    }

    private static bool IsSecretFlag(string word) =>
        word.StartsWith('-') && !word.Contains('=', StringComparison.Ordinal) && !word.Contains(' ', StringComparison.Ordinal)
        && SecretNames.IsSecret(word.TrimStart('-'));
}
