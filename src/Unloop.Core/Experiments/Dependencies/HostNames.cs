using System.Buffers;
using System.Globalization;
using System.Net;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>Which words are hosts that may be tried. Words come from logs and are hostile: what passes here can stand in any command as it is.</summary>
internal static class HostNames
{
    private const int Longest = 253;
    private const int LongestLabel = 63;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("abcdefABCDEF0123456789:.");

    /// <summary>Ends of file names, which stand before line numbers as hosts stand before ports.</summary>
    private static readonly string[] FileNameEnds =
        [".go", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".py", ".rb", ".php", ".java", ".kt", ".scala", ".cs", ".fs", ".c", ".cc", ".cpp", ".h", ".rs", ".ex", ".exs", ".erl", ".sh", ".lua", ".sql", ".yaml", ".yml", ".json", ".xml", ".conf", ".log"];

    /// <summary>Words that stand before a colon and a number, and are no hosts.</summary>
    private static readonly HashSet<string> NoHosts = new(StringComparer.OrdinalIgnoreCase)
    {
        "port", "line", "code", "errno", "error", "pid", "status", "host", "at", "in", "exit", "level", "attempt", "retry", "retries", "timeout", "version", "id", "null", "none", "undefined", "true", "false", "nil",
    };

    /// <summary>Names under which clouds serve credentials to whoever asks, beside their addresses.</summary>
    private static readonly string[] MetadataNames = ["metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal", "metadata.azure.com"];

    /// <summary>Beside the link-local ones: Alibaba's, an older one of Oracle's, and Amazon's over IPv6.</summary>
    private static readonly IPAddress[] MetadataAddresses = [IPAddress.Parse("100.100.100.200"), IPAddress.Parse("192.0.0.192"), IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("fd00:ec2::23"), IPAddress.Parse("fd20:ce::254")];

    /// <summary>The host as it can be tried, in lower case and without brackets; null for what is none, and for what must not be contacted.</summary>
    public static string? Clean(ReadOnlySpan<char> word)
    {
        word = word.Trim();
        word = word.Length > 2 && word[0] == '[' && word[^1] == ']' ? word[1..^1] : word.TrimEnd('.');
        if (word.IsEmpty || word.Length > Longest)
        {
            return null;
        }

        var host = word.ToString().ToLowerInvariant();
        return IsAddress(host) is { } isAddress ? (isAddress && MayBeContacted(IPAddress.Parse(host)) ? host : null) : IsName(host) && !MetadataNames.Contains(host) ? host : null;
    }

    public static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether a name or address is one of the inside: of a Service (<c>db</c>, <c>db.shop</c>), or of a private network. The domains of the world mostly end in two or three letters.</summary>
    public static bool IsNear(string host)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            var bytes = address.GetAddressBytes();
            return bytes.Length == 4 ? bytes[0] is 10 or 127 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168) : address.IsIPv6UniqueLocal || IPAddress.IsLoopback(address);
        }

        var end = host[(host.LastIndexOf('.') + 1)..];
        return end.Length == host.Length || end is "svc" or "local" or "internal" || (end.Length > 3 && host.Count(c => c == '.') == 1);
    }

    public static int? Port(ReadOnlySpan<char> text) =>
        text.Length is > 0 and < 6 && text[0] != '0' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535 ? port : null;

    /// <summary>Link-local addresses are the cloud's own servers; nobody listens at the unspecified one, and many at a multicast one.</summary>
    private static bool MayBeContacted(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        var isBroad = bytes.Length == 4 ? bytes[0] is 0 or >= 224 || (bytes[0] == 169 && bytes[1] == 254) : address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any);
        return !isBroad && !MetadataAddresses.Contains(address);
    }

    /// <summary>True for an address in its usual form; false for another form of one, by which a rule might be got round; null for a name.</summary>
    public static bool? IsAddress(string host)
    {
        if (host.Contains(':', StringComparison.Ordinal))
        {
            return !host.AsSpan().ContainsAnyExcept(AddressCharacters) && IPAddress.TryParse(host, out _);
        }

        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.Length > 0 && !char.IsAsciiDigit(last[0]) ? null
            : IPAddress.TryParse(host, out var address) && address.ToString() == host;
    }

    private static bool IsName(string host) =>
        !host.AsSpan().ContainsAnyExcept(NameCharacters) && host.Any(char.IsAsciiLetter) && !NoHosts.Contains(host)
        && host.Split('.').All(l => l.Length is > 0 and <= LongestLabel && l[0] != '-' && l[^1] != '-')
        && !FileNameEnds.Any(e => host.EndsWith(e, StringComparison.Ordinal));
}
