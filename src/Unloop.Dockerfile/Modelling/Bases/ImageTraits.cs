namespace Unloop.Dockerfile.Modelling.Bases;

public enum Distribution
{
    Unknown,

    /// <summary><c>scratch</c>.</summary>
    None,
    Debian,
    Ubuntu,
    Alpine,
    Fedora,

    /// <summary>Red Hat's, and what is built like it: UBI, CentOS, Rocky, Alma, Oracle.</summary>
    RedHat,
    Amazon,
    Suse,

    /// <summary>Chainguard's.</summary>
    Wolfi,
    AzureLinux,
    BusyBox,

    /// <summary>Google's distroless, which is Debian without a shell and a package manager.</summary>
    Distroless,
}

public enum Libc
{
    Unknown,
    None,
    Glibc,
    Musl,
}

/// <param name="Minor">Null where not said.</param>
public readonly record struct SoftwareVersion(int Major, int? Minor = null)
{
    /// <summary><c>14</c>, <c>v14.21.3</c>, <c>3.11-slim</c>; null for a name.</summary>
    public static SoftwareVersion? Parse(string? text)
    {
        var parts = (text ?? "").TrimStart('v').Split('.', '-', '_', '+');
        if (!int.TryParse(parts[0], System.Globalization.NumberStyles.None, null, out var major))
        {
            return null;
        }

        return new SoftwareVersion(major, parts.Length > 1 && text!.Contains('.', StringComparison.Ordinal) && int.TryParse(parts[1], System.Globalization.NumberStyles.None, null, out var minor) ? minor : null);
    }

    public override string ToString() => Minor is { } minor ? $"{Major}.{minor}" : $"{Major}";
}

/// <param name="Name"><c>node</c>, <c>python</c>, <c>ruby</c>, <c>php</c>, <c>go</c>, <c>rust</c>, <c>java</c>, <c>dotnet</c>, <c>bun</c>, <c>deno</c>.</param>
/// <param name="Version">Null for a tag that moves (<c>latest</c>, <c>lts</c>).</param>
public sealed record LanguageRuntime(string Name, SoftwareVersion? Version);

/// <summary>What is known of an image beyond its configuration and its paths.</summary>
public sealed record ImageTraits
{
    public Distribution Distribution { get; init; }

    /// <summary>A number or a code name in lower case, as the tag has it: <c>3.19</c>, <c>bookworm</c>, <c>22.04</c>, <c>jammy</c>; null where not known.</summary>
    public string? Release { get; init; }
    public Libc Libc { get; init; }

    /// <summary>The language that the image is made for.</summary>
    public LanguageRuntime? Runtime { get; init; }

    /// <summary>Of .NET images: <c>sdk</c>, <c>aspnet</c>, <c>runtime</c>, <c>runtime-deps</c>; of Java ones <c>jdk</c>, <c>jre</c>; of PHP <c>cli</c>, <c>fpm</c>, <c>apache</c>.</summary>
    public string? Flavour { get; init; }

    /// <summary>Major versions of package managers that are in the image: <c>npm</c>, <c>yarn</c>, <c>pnpm</c>, <c>pip</c>, <c>bundle</c>.</summary>
    public IReadOnlyDictionary<string, int> Managers { get; init; } = new Dictionary<string, int>();

    /// <summary>In /etc/passwd.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Nobody else is.</summary>
    public bool UsersAreWhole { get; init; }
}
