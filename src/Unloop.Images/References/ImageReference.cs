using System.Diagnostics.CodeAnalysis;
using Unloop.Images.Content;

namespace Unloop.Images.References;

/// <summary>
/// A reference as Docker reads it (<c>distribution/reference</c>): <c>[host[:port]/]path[:tag][@digest]</c>. Without a host it is Docker Hub's, and
/// there a name of one part lies below <c>library/</c>. Where both tag and digest stand, the digest counts.
/// </summary>
internal sealed record ImageReference
{
    public const string DockerHub = "docker.io";
    public const string Library = "library/";
    private const string DefaultTag = "latest";

    /// <summary>As the user wrote it.</summary>
    public required string Written { get; init; }

    /// <summary>With the port, where one stands: <c>docker.io</c>, <c>localhost:5000</c>, <c>[::1]:5000</c>.</summary>
    public required string Host { get; init; }

    /// <summary><c>library/nginx</c>, <c>team/web</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Null when a digest stands in its place.</summary>
    public string? Tag { get; init; }
    public ContentDigest? Digest { get; init; }

    /// <summary>True when no host was written, so that Docker Hub is meant whether the user knows it or not.</summary>
    public bool IsShort { get; init; }

    public override string ToString() => $"{Host}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    /// <param name="problem">What is wrong and where, to follow the reference.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? problem)
    {
        reference = null;
        problem = ReferenceGrammar.Split(text, out var parts);
        if (problem is not null)
        {
            return false;
        }

        var isHub = parts.Host is null or DockerHub or "index.docker.io" or "registry-1.docker.io";
        reference = new()
        {
            Written = text,
            Host = isHub ? DockerHub : parts.Host!,
            Repository = isHub && !parts.Repository.Contains('/', StringComparison.Ordinal) ? Library + parts.Repository : parts.Repository,
            Tag = parts.Tag ?? (parts.Digest is null ? DefaultTag : null),
            Digest = parts.Digest,
            IsShort = parts.Host is null,
        };
        return true;
    }
}
