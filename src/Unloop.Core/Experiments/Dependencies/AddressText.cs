using System.Buffers;
using System.Text.RegularExpressions;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>A host, and what is said of its port, as it stands in some text.</summary>
internal readonly record struct FoundAddress(string Host, int? Port, bool UsesTls);

/// <summary>Finds addresses in text that people and programs wrote. What stands before an at sign is never looked at: it is a credential.</summary>
internal static partial class AddressText
{
    /// <summary>No more of one text is looked at; variables and lines of logs are shorter.</summary>
    private const int Longest = 8_192;

    private const int MostOfOneText = 16;

    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?#;|\\ \t\r\n\"'`<>(){}");

    private static readonly SearchValues<char> UrlEnds = SearchValues.Create(" \t\r\n\"'`<>|");

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+._-");

    [GeneratedRegex("‹[^›]*›", RegexOptions.NonBacktracking)]
    private static partial Regex Marks { get; }

    [GeneratedRegex(@"(?:^|[\s'""(=\[,/@<>‘’“”`])(?:\[(?<host>[0-9a-fA-F:.]+)\]|(?<host>[A-Za-z0-9][A-Za-z0-9.\-]*)):(?<port>[1-9]\d{1,4})(?:$|[^\d:.A-Za-z_\-]|[:.,](?:$|\D))", RegexOptions.NonBacktracking)]
    private static partial Regex Pairs { get; }

    /// <summary>Every URL in a text. Several hosts in one (<c>mongodb://a:1,b:2/</c>) are several addresses.</summary>
    public static IReadOnlyList<FoundAddress> Urls(string text)
    {
        var found = new List<FoundAddress>();
        text = Plain(text);
        for (var at = text.IndexOf("://", StringComparison.Ordinal); at >= 0 && found.Count < MostOfOneText; at = text.IndexOf("://", at + 3, StringComparison.Ordinal))
        {
            var before = text.AsSpan(0, at);
            var scheme = before[(before.LastIndexOfAnyExcept(SchemeCharacters) + 1)..].ToString();
            if (Authority(text.AsSpan(at + 3)) is not { } authority)
            {
                continue;
            }

            foreach (var part in authority.Split(','))
            {
                var (host, port) = Split(part);
                if (HostNames.Clean(host) is { } clean && KnownPorts.Of(scheme, port) is { } known)
                {
                    found.Add(new(clean, known.Port, known.Tls));
                }
            }
        }

        return found;
    }

    /// <summary>Every <c>host:port</c> in a text, outside of URLs and in them.</summary>
    public static IReadOnlyList<FoundAddress> HostsWithPorts(string text) =>
        [.. Pairs.Matches(Plain(text)).Take(MostOfOneText)
            .Select(m => (Host: HostNames.Clean(m.Groups["host"].ValueSpan), Port: HostNames.Port(m.Groups["port"].ValueSpan)))
            .Where(p => p is { Host: not null, Port: not null })
            .Select(p => new FoundAddress(p.Host!, p.Port, KnownPorts.IsTls(p.Port!.Value)))];

    /// <summary>A whole value that is <c>host:port</c>, or a list of such; empty where any part of it is something else.</summary>
    public static IReadOnlyList<FoundAddress> List(string value)
    {
        var parts = Plain(value).Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries);
        var found = parts.Select(p => (Split(p).Host, Split(p).Port)).Select(p => (Host: HostNames.Clean(p.Host), p.Port)).ToList();
        return parts.Length is 0 or > MostOfOneText || found.Any(f => f is { Host: null } or { Port: null }) ? [] : [.. found.Select(f => new FoundAddress(f.Host!, f.Port, KnownPorts.IsTls(f.Port!.Value)))];
    }

    /// <summary>Takes <c>host:port</c>, <c>[address]:port</c> and <c>host</c> apart.</summary>
    public static (string Host, int? Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon < 0 || (text.IndexOf(':', StringComparison.Ordinal) != colon && !text.StartsWith('[')) || text.EndsWith(']')
            ? (text, null)
            : (text[..colon], HostNames.Port(text.AsSpan(colon + 1)));
    }

    /// <summary>Without the marks of what was redacted, and no longer than what is worth a look.</summary>
    public static string Plain(string text) => Marks.Replace(text.Length > Longest ? text[..Longest] : text, "");

    /// <summary>
    /// Between <c>//</c> and what ends it. Null where an at sign follows later: then it may be a password with a slash in it that was taken for the host.
    /// </summary>
    private static string? Authority(ReadOnlySpan<char> rest)
    {
        var url = rest.IndexOfAny(UrlEnds) is var length and >= 0 ? rest[..length] : rest;
        var end = url.IndexOfAny(AuthorityEnds) is var first and >= 0 ? first : url.Length;
        if (url[end..].Contains('@'))
        {
            return null;
        }

        // In a list of URLs, what stands behind the last comma is the next one's scheme.
        end = url[end..].StartsWith("//") && url[..end].LastIndexOf(',') is > 0 and var comma ? comma : end;
        return url[(url[..end].LastIndexOf('@') + 1)..end].TrimEnd(":.,").ToString();
    }
}
