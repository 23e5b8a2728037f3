using Unloop.Dockerfile.Expansion;

namespace Unloop.Dockerfile.Modelling;

/// <summary>Looks variables up where an instruction of a stage uses them.</summary>
internal static class Variables
{
    /// <summary>Declared by nobody, but given by every builder where they are declared.</summary>
    private static readonly HashSet<string> Predefined =
        ["TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT", "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETSTAGE"];

    /// <summary>The proxies that may be used without declaration.</summary>
    private static readonly HashSet<string> Proxies =
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "SOURCE_DATE_EPOCH"];

    public static bool IsPredefined(string name) => Predefined.Contains(name) || Proxies.Contains(name);

    /// <summary>What <c>--platform</c> tells of the predefined arguments; null where it tells nothing.</summary>
    public static string? OfPlatform(string name, string? platform)
    {
        var parts = platform?.Split('/');
        return name switch
        {
            "TARGETPLATFORM" => platform,
            "TARGETOS" => parts is { Length: > 0 } ? parts[0] : "linux",
            "TARGETARCH" => parts is { Length: > 1 } ? parts[1] : null,
            "TARGETVARIANT" => parts is null ? null : parts.Length > 2 ? parts[2] : "",
            "BUILDOS" => "linux",
            _ => null,
        };
    }

    public static Variable Lookup(StageState state, string name)
    {
        if (state.Environment.TryGetValue(name, out var value) || state.Arguments.TryGetValue(name, out value))
        {
            return value is null ? Variable.Unknown : Variable.Of(value);
        }

        return state.EnvironmentIsOpen || Proxies.Contains(name) ? Variable.Unknown : Variable.Unset;
    }

    /// <summary>The word after expansion; null where not known.</summary>
    public static string? Expand(string word, char escape, StageState state) => Expander.Expand(word, escape, name => Lookup(state, name)).Value;
}
