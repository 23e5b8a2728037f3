using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Engine.Machine;

namespace Unloop.Monitoring.Datadog;

/// <summary>How Datadog is reached: what the user's flags and environment say about it.</summary>
public sealed record DatadogOptions
{
    /// <summary>One of <see cref="DatadogSites.All"/>.</summary>
    public required string Site { get; init; }

    /// <summary>In place of the site's own address.</summary>
    public Uri? Api { get; init; }

    /// <summary>The machine's own authorities; null: whom the runtime finds.</summary>
    public IMachineRoots? Roots { get; init; }

    /// <summary>Follows <c>unloop/</c> in the <c>User-Agent</c>.</summary>
    public string Version { get; init; } = "dev";

    /// <summary>How long one answer may take, whole.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a rate limit is waited for; where Datadog asks for more, it is said.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);

    internal Uri Address => Api ?? new Uri($"https://api.{Site}/");

    /// <summary>Null: keys must not go there. Without TLS only to this machine itself.</summary>
    public static (Uri? Api, Problem? Problem) FindApi(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.PathAndQuery == "/" && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && Transport.IsThisMachine(address)))
            ? (address, null)
            : (null, new(ProblemKind.BadInput, $"--api-url {Discreet.Address(text)}: an address such as https://datadog-proxy.example.com is expected, without user, path and query; http only for 127.0.0.1, for the keys would be readable on the way."));
}
