using System.Buffers;

namespace Unloop.Evidence.Redaction;

/// <summary>Which names promise a secret, and which values keep no secret whatever their name.</summary>
internal static class SecretNames
{
    /// <summary>Words that make a name secret wherever they stand in it.</summary>
    public static readonly string[] Words =
    [
        "password", "passwd", "passphrase", "requirepass", "masterauth", "secret", "token", "credential",
        "apikey", "api_key", "api-key", "access_key", "access-key", "accesskey", "private_key", "private-key", "privatekey",
        "accountkey", "account_key", "encryption_key", "encryptionkey", "signing_key", "signingkey", "pwd", "_pass", "\"auth\"", "\"auth\\", "--pass", "db_pass", "dbpass",
    ];

    /// <summary>Words that make a variable secret when they stand alone between separators.</summary>
    private static readonly HashSet<string> Parts = ["key", "pass", "pwd", "dsn", "auth"];

    /// <summary>What follows the word when the name speaks of something about the secret, not of the secret.</summary>
    private static readonly string[] About =
    [
        "file", "path", "name", "dir", "ref", "type", "policy", "length", "count", "ttl", "expir", "enable", "require", "version", "mode",
        "format", "method", "provider", "endpoint", "issuer", "audience", "lifetime", "duration", "timeout", "mount", "volume", "namespace",
        "host", "port", "prefix", "algorithm", "iz", "s_", "class", "store", "manager", "review", "request", "limit", "rotation", "service", "usage",
        "unavailable", "exception", "error", "notfound",
    ];

    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/");

    private static readonly SearchValues<char> BesideNames = SearchValues.Create("(){}$:/@=,; \t\r\n\"'");

    /// <summary>Values that say nothing, and OAuth's error codes (RFC 6749, 5.2), which stand where a token was asked for.</summary>
    private static readonly HashSet<string> Nothing = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "null", "nil", "none", "undefined", "unset", "<nil>", "<none>", "nan", "yes", "no",
        "invalid_request", "invalid_client", "invalid_grant", "invalid_scope", "invalid_token", "unauthorized_client", "unsupported_grant_type", "access_denied",
    };

    /// <summary>By the name alone: a variable's, a flag's, a key's.</summary>
    public static bool IsSecret(ReadOnlySpan<char> name)
    {
        if (name.Length > 200 || name is "PWD" or "OLDPWD")
        {
            return false;
        }

        foreach (var word in Words)
        {
            var at = name.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                return !IsAbout(name[(at + word.Length)..], word) && !(word.EndsWith("key", StringComparison.Ordinal) && !word.StartsWith("private", StringComparison.Ordinal) && IsPublic(name[..at]));
            }
        }

        return HasSecretPart(name);
    }

    /// <summary>Nothing to hide: empty, a switch, redacted already, a reference to something else, a path.</summary>
    public static bool IsHarmless(ReadOnlySpan<char> value)
    {
        var trimmed = value.Trim();
        return trimmed.IsEmpty || Mark.IsIn(trimmed) || Nothing.GetAlternateLookup<ReadOnlySpan<char>>().Contains(trimmed)
            || trimmed.StartsWith("<set to the key", StringComparison.Ordinal) || IsReference(trimmed) || !trimmed.ContainsAnyExcept('*', 'x', 'X') || IsPath(trimmed);
    }

    /// <summary>Begins like a reference and is none: of a whole value it is as likely a secret.</summary>
    public static bool IsOpenReference(ReadOnlySpan<char> value)
    {
        var trimmed = value.Trim();
        return trimmed.Length > 2 && trimmed[0] == '$' && trimmed[1] is '(' or '{' && trimmed[^1] != (trimmed[1] == '(' ? ')' : '}');
    }

    /// <summary><c>$(NAME)</c> or <c>${NAME}</c>, whole or cut before its end, and nothing else: what stands beside a reference may be the secret.</summary>
    private static bool IsReference(ReadOnlySpan<char> value) =>
        value.Length > 2 && value[0] == '$' && value[1] is '(' or '{' && !value[2..].TrimEnd(value[1] == '(' ? ')' : '}').ContainsAny(BesideNames);

    private static bool IsPath(ReadOnlySpan<char> value) =>
        (value[0] == '/' || value.StartsWith("./", StringComparison.Ordinal)) && value.Count('/') >= 2 && !value.ContainsAnyExcept(PathCharacters);

    private static bool IsAbout(ReadOnlySpan<char> rest, string word)
    {
        rest = rest.TrimStart("_-.");
        if (word == "token" && rest.StartsWith("s", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var about in About)
        {
            if (rest.StartsWith(about, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A key may be public (<c>JWT_PUBLIC_KEY</c>, <c>NEXT_PUBLIC_API_KEY</c>); a password, token or secret is none, whatever stands before it, and REPUBLIC is another word.</summary>
    /// <param name="before">What stands before the key in its name.</param>
    private static bool IsPublic(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd("_-.");
        return before.EndsWith("public", StringComparison.OrdinalIgnoreCase)
            && (before.Length == 6 || !char.IsAsciiLetter(before[^7]) || (char.IsAsciiLetterUpper(before[^6]) && char.IsAsciiLetterLower(before[^7])));
    }

    private static bool HasSecretPart(ReadOnlySpan<char> name)
    {
        var parts = Parts.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> lowered = stackalloc char[name.Length];
        _ = name.ToLowerInvariant(lowered);
        foreach (var range in ((ReadOnlySpan<char>)lowered).SplitAny('_', '-', '.'))
        {
            if (parts.Contains(lowered[range]))
            {
                var rest = lowered[range.End..];
                return !IsAbout(rest, "key") && !(lowered[range] is "key" && IsPublic(name[..range.Start.Value]));
            }
        }

        return false;
    }
}
