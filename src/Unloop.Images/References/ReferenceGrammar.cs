using Unloop.Images.Content;

namespace Unloop.Images.References;

/// <summary>Takes a reference apart by the rules of <c>distribution/reference</c>; what is wrong is said with its place, counted from 1.</summary>
internal static class ReferenceGrammar
{
    private const int LongestName = 255;
    private const int LongestTag = 128;

    internal readonly record struct Parts(string? Host, string Repository, string? Tag, ContentDigest? Digest);

    /// <summary>Null when all is well.</summary>
    public static string? Split(string text, out Parts parts)
    {
        parts = default;
        if (text.Length == 0)
        {
            return "it is empty";
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return "it is an address; leave out what stands before the host";
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        ContentDigest? digest = null;
        if (at >= 0 && !ContentDigest.TryParse(text[(at + 1)..], out digest))
        {
            return $"after the @ in column {at + 1} there is no digest (sha256: and 64 digits from 0-9a-f)";
        }

        var name = at < 0 ? text : text[..at];
        var slash = name.LastIndexOf('/');
        var colon = name.IndexOf(':', slash + 1);
        var tag = colon < 0 ? null : name[(colon + 1)..];
        if (tag is not null && WrongTag(tag, colon + 1) is { } wrongTag)
        {
            return wrongTag;
        }

        name = colon < 0 ? name : name[..colon];
        var first = name.IndexOf('/', StringComparison.Ordinal);
        var host = first > 0 && IsHost(name[..first]) ? name[..first] : null;
        var repository = host is null ? name : name[(first + 1)..];
        if ((host is null ? null : WrongHost(host)) is { } wrongHost)
        {
            return wrongHost;
        }

        parts = new(host?.ToLowerInvariant(), repository, tag, digest);
        return WrongPath(repository, text.Length > 0 && host is not null ? first + 1 : 0)
            ?? (name.Length > LongestName ? $"its name is longer than {LongestName} characters" : null);
    }

    /// <summary>A first part with a dot, a port or a capital is a host; so is <c>localhost</c>. Anything else is a folder on Docker Hub.</summary>
    private static bool IsHost(string part) => part == "localhost" || part.AsSpan().ContainsAny('.', ':') || part.Any(char.IsUpper);

    private static string? WrongHost(string host)
    {
        var end = host.StartsWith('[') ? host.IndexOf(']', StringComparison.Ordinal) + 1 : host.LastIndexOf(':');
        var name = end > 0 ? host[..end] : host;
        var port = end > 0 && end < host.Length ? host[end..] : "";
        var isAddress = name is ['[', .., ']'] && System.Net.IPAddress.TryParse(name[1..^1], out _);
        if (!isAddress && (name.Length == 0 || !name.Split('.').All(IsLabel)))
        {
            return $"'{Words.Shown(host)}' at its start is no host name";
        }

        return port.Length == 0 || (port[0] == ':' && int.TryParse(port[1..], System.Globalization.NumberStyles.None, null, out var number) && number is > 0 and < 65536)
            ? null
            : $"'{Words.Shown(host)}' at its start has no valid port";
    }

    private static bool IsLabel(string label) => label is not ("" or ['-', ..] or [.., '-']) && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static string? WrongTag(string tag, int start)
    {
        if (tag.Length is 0 or > LongestTag)
        {
            return tag.Length == 0 ? $"nothing follows the colon in column {start}" : $"its tag is longer than {LongestTag} characters";
        }

        for (var i = 0; i < tag.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(tag[i]) && tag[i] != '_' && (i == 0 || tag[i] is not ('.' or '-')))
            {
                return $"its tag may not hold {Shown(tag[i])} (column {start + i + 1})";
            }
        }

        return null;
    }

    private static string? WrongPath(string path, int start)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (char.IsAsciiLetterUpper(path[i]))
            {
                return $"a repository's name is in lower case, and column {start + i + 1} has {Shown(path[i])}";
            }

            if (!char.IsAsciiLetterLower(path[i]) && !char.IsAsciiDigit(path[i]) && path[i] is not ('.' or '_' or '-' or '/'))
            {
                return $"a repository's name may not hold {Shown(path[i])} (column {start + i + 1})";
            }
        }

        var at = start;
        foreach (var part in path.Split('/'))
        {
            if (!IsPathPart(part))
            {
                return part.Length == 0
                    ? $"a part of the name is empty at column {at + 1}"
                    : $"'{part}' (column {at + 1}) must begin and end with a letter or digit, with single separators between ('.', '_', '__' or dashes)";
            }

            at += part.Length + 1;
        }

        return path.Length == 64 && path.All(char.IsAsciiHexDigit) ? "it is an image's ID, which no registry knows; name it as repository:tag" : null;
    }

    /// <summary>Letters and digits, with one of <c>.</c>, <c>_</c>, <c>__</c> or any number of dashes between.</summary>
    private static bool IsPathPart(string part)
    {
        if (part.Length == 0 || !char.IsAsciiLetterOrDigit(part[0]) || !char.IsAsciiLetterOrDigit(part[^1]))
        {
            return false;
        }

        for (var i = 1; i < part.Length - 1; i++)
        {
            var length = 0;
            while (!char.IsAsciiLetterOrDigit(part[i + length]))
            {
                length++;
            }

            var separator = part.AsSpan(i, length);
            if (length > 0 && separator is not ("." or "_" or "__") && separator.ContainsAnyExcept('-'))
            {
                return false;
            }

            i += length;
        }

        return true;
    }

    private static string Shown(char c) => char.IsWhiteSpace(c) ? "a blank" : char.IsControl(c) || char.IsSurrogate(c) ? $"the character U+{(int)c:X4}" : $"'{c}'";
}
