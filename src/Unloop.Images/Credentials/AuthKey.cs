using Unloop.Images.References;

namespace Unloop.Images.Credentials;

/// <summary>
/// The key of an entry under <c>auths</c>: a host, perhaps with a port, with a path (podman, Kubernetes: the longest wins), with wildcards in the
/// host (Kubernetes), or with Docker's old forms <c>https://host/v1/</c>. Pure.
/// </summary>
internal sealed record AuthKey(string Host, string Path)
{
    public static AuthKey Parse(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var parts = (scheme < 0 ? key : key[(scheme + 3)..]).TrimEnd('/').Split('/', 2);
        var path = parts.Length > 1 ? parts[1] : "";
        var host = parts[0].ToLowerInvariant();
        return new(host is "index.docker.io" or "registry-1.docker.io" ? ImageReference.DockerHub : host, path is "v1" or "v2" ? "" : path);
    }

    public bool HasWildcard => Host.AsSpan().ContainsAny('*', '?');

    /// <param name="wildcards">Only Kubernetes reads them as such.</param>
    public bool Covers(RegistryAddress address, bool wildcards) =>
        (Host == address.Host || (wildcards && HasWildcard && CoversHost(address.Host)))
        && (Path.Length == 0 || address.Repository == Path || address.Repository.StartsWith(Path + "/", StringComparison.Ordinal));

    /// <summary>Label by label, so that a wildcard never stands for a dot; the port must be the same.</summary>
    private bool CoversHost(string host)
    {
        var (pattern, patternPort) = SplitPort(Host);
        var (name, port) = SplitPort(host);
        var patterns = pattern.Split('.');
        var labels = name.Split('.');
        return patternPort == port && patterns.Length == labels.Length && patterns.Zip(labels).All(p => Matches(p.First, p.Second));
    }

    private static (string Name, string Port) SplitPort(string host) =>
        host.LastIndexOf(':') is > 0 and var colon ? (host[..colon], host[colon..]) : (host, "");

    /// <summary>Goes back to the last star only, so that no pattern takes long.</summary>
    private static bool Matches(string pattern, string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].All(c => c == '*');
    }
}
