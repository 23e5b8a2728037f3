using Unloop.Engine.Machine;

namespace Unloop.Images;

/// <summary>How images are reached: what the user's flags and environment say about it.</summary>
public sealed record ImageOptions
{
    /// <summary><c>--ca</c>: a file of certificates in PEM form that are trusted beside the machine's own.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>The machine's own authorities; null: whom the runtime finds.</summary>
    public IMachineRoots? Roots { get; init; }

    /// <summary><c>--registry-map FROM=TO</c>: the registry, or the part of one, that stands in for another.</summary>
    public IReadOnlyList<string> RegistryMap { get; init; } = [];

    /// <summary><c>--plain-http HOST[:PORT]</c>: spoken to without TLS. This machine itself needs no such leave.</summary>
    public IReadOnlyList<string> PlainHttp { get; init; } = [];

    /// <summary>The variables that decide: <c>HOME</c>, <c>DOCKER_CONFIG</c>, <c>REGISTRY_AUTH_FILE</c>, <c>XDG_RUNTIME_DIR</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Follows <c>unloop/</c> in the <c>User-Agent</c>.</summary>
    public string Version { get; init; } = "dev";

    /// <summary>How long a connection may take; short where nobody asked for an image to be looked at.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take until its headers arrive.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a transfer may stand still.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a credential helper may take.</summary>
    public TimeSpan HelperTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a tool may take to say what it is.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a build may take, and how long a push.</summary>
    public TimeSpan BuildTimeout { get; init; } = TimeSpan.FromHours(1);

    internal string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
