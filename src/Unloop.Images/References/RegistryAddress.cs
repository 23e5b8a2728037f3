using System.Net;

namespace Unloop.Images.References;

/// <summary>Where a repository is asked for, after mirrors.</summary>
internal sealed record RegistryAddress
{
    private const string HubApi = "registry-1.docker.io";

    /// <summary>As people and configuration files name it: <c>docker.io</c>, <c>mirror.example.com:5000</c>.</summary>
    public required string Host { get; init; }
    public required string Repository { get; init; }

    /// <summary>The user said that there is no TLS.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>Docker Hub's API does not answer under the name that everybody writes.</summary>
    public string ApiHost => Host == ImageReference.DockerHub ? HubApi : Host;

    public bool IsLoopback => Uri.TryCreate($"http://{ApiHost}/", UriKind.Absolute, out var address) && IsLocal(address);

    /// <summary>For people: <c>mirror.example.com/hub/library/nginx</c>.</summary>
    public override string ToString() => $"{Host}/{Repository}";

    /// <summary>True for this machine by any of its names for itself.</summary>
    public static bool IsLocal(Uri address) =>
        address.DnsSafeHost.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));
}
