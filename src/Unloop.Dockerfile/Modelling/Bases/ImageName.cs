namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>A reference taken apart: <c>[host[:port]/]repository[:tag][@digest]</c>.</summary>
/// <param name="Host">Null for Docker Hub by default.</param>
/// <param name="Repository">Without the host; <c>library/</c> is left out.</param>
/// <param name="Tag"><c>latest</c> by default; null when only a digest is given.</param>
internal sealed record ImageName(string? Host, string Repository, string? Tag)
{
    private static readonly string[] HubHosts = ["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "mirror.gcr.io"];

    /// <summary>The last part of the repository.</summary>
    public string Last => Repository[(Repository.LastIndexOf('/') + 1)..];

    /// <summary>Docker's official image of that name, from the Hub or from a mirror that keeps <c>library/</c>.</summary>
    public bool IsOfficial { get; private init; }

    public static ImageName? Parse(string reference)
    {
        var text = reference.Trim().ToLowerInvariant();
        var digest = text.IndexOf('@', StringComparison.Ordinal);
        var named = digest >= 0 ? text[..digest] : text;
        var colon = named.LastIndexOf(':');
        var tag = colon > named.LastIndexOf('/') ? named[(colon + 1)..] : null;
        var path = tag is null ? named : named[..colon];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : path[..slash];
        var host = first.AsSpan().ContainsAny('.', ':') || first == "localhost" ? first : null;
        var repository = host is null ? path : path[(slash + 1)..];
        if (repository.Length == 0 || repository.Split('/').Contains(""))
        {
            return null;
        }

        var parts = repository.Split('/');
        var hasLibrary = parts.Length > 1 && parts[^2] == "library";
        var isHub = host is null || HubHosts.Contains(host);
        return new ImageName(host, isHub && hasLibrary && parts.Length == 2 ? parts[1] : repository, tag ?? (digest >= 0 ? null : "latest"))
        {
            IsOfficial = hasLibrary || (isHub && parts.Length == 1),
        };
    }
}

/// <summary>A tag as images of programming languages have them: version, variant, distribution, joined by dashes.</summary>
internal sealed class ImageTag(string? text)
{
    private static readonly string[] DebianReleases = ["jessie", "stretch", "buster", "bullseye", "bookworm", "trixie", "forky", "sid"];
    private static readonly string[] UbuntuReleases = ["bionic", "focal", "jammy", "noble", "resolute"];

    public string Text { get; } = text ?? "";

    public string[] Parts { get; } = (text ?? "").Split('-', '_');

    /// <summary>Of what the image is made for.</summary>
    public SoftwareVersion? Version => SoftwareVersion.Parse(Parts[0]) ?? Parts.Select(LeadingNumber).FirstOrDefault(v => v is not null);

    public bool Has(string part) => Parts.Contains(part);

    public string? Alpine => Parts.Select(p => p.StartsWith("alpine", StringComparison.Ordinal) ? p[6..] : null).FirstOrDefault(p => p is not null);

    public bool IsAlpine => Alpine is not null;

    public bool IsSlim => Has("slim");

    public string? Debian => DebianReleases.FirstOrDefault(Has);

    public string? Ubuntu => UbuntuReleases.FirstOrDefault(r => Array.Exists(Parts, p => p == r));

    public bool IsWindows => Parts.Any(p => p.StartsWith("windows", StringComparison.Ordinal) || p.StartsWith("nanoserver", StringComparison.Ordinal));

    /// <summary><c>php8.2</c>, <c>jdk17</c>, <c>python3.12</c>: versions behind a name.</summary>
    private static SoftwareVersion? LeadingNumber(string part)
    {
        var digit = part.AsSpan().IndexOfAnyInRange('0', '9');
        return digit > 0 && part[..digit] is "php" or "jdk" or "jre" or "python" or "node" or "java" ? SoftwareVersion.Parse(part[digit..]) : null;
    }
}
