using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Unloop.Engine.Machine;

namespace Unloop.Monitoring;

/// <summary>How every service is spoken to: at one address and no other, for redirects are not followed; and never more is kept of an answer than was agreed.</summary>
internal static class Transport
{
    /// <summary>The address itself, not a name that somebody resolves.</summary>
    public static bool IsThisMachine(Uri address) => address.Host == "localhost" || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));

    /// <param name="roots">The machine's own authorities, read now; null: whom the runtime finds.</param>
#pragma warning disable CA2000 // The client disposes its handler.
    public static HttpClient Client(Uri address, IMachineRoots? roots) => new(Handler(address, roots?.Load()), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000

    /// <returns>Null where there is more than the limit, in bytes.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var part = new byte[1 << 16];
        while (await body.ReadAsync(part, cancellationToken) is > 0 and var length)
        {
            if (kept.Length + length > limit)
            {
                return null;
            }

            await kept.WriteAsync(part.AsMemory(0, length), cancellationToken);
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    private static SocketsHttpHandler Handler(Uri address, X509Certificate2Collection? roots) => new()
    {
        // The proxy that the environment names, but never for this machine itself.
        UseProxy = !IsThisMachine(address),
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Policy(roots) },
    };

    private static X509ChainPolicy? Policy(X509Certificate2Collection? roots)
    {
        if (roots is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        policy.ExtraStore.AddRange(roots);
        return policy;
    }
}
