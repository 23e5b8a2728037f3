using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Unloop.Engine.Machine;

namespace Unloop.Kubernetes.Api;

/// <summary>Decides whether the server's certificate is accepted, and keeps in words why not.</summary>
internal sealed class ServerTrust(string expectedName, X509Certificate2Collection? authorities, bool insecure, IMachineRoots? machine)
{
    private volatile string? _failure;

    /// <summary>Why the last certificate was not accepted.</summary>
    public string? Failure => _failure;

    /// <summary>Null: the machine's own roots, as the runtime finds them.</summary>
    public X509ChainPolicy? ChainPolicy()
    {
        if ((authorities ?? (insecure ? null : machine?.Load())) is not { } trusted)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        policy.ExtraStore.AddRange(trusted);
        return policy;
    }

    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (insecure || errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && EndsInAuthority(chain)))
        {
            return true;
        }

        using var server = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        _failure = server is null ? "it shows no certificate" : Explain(server, chain, errors);
        return false;
    }

    /// <summary>A bundle may hold only the intermediate that signed the server's certificate: it was put there to be trusted, as Go does.</summary>
    private bool EndsInAuthority(X509Chain? chain) =>
        chain is not null
        && authorities is not null
        && chain.ChainStatus.All(s => s.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.NoError)
        && chain.ChainElements.Any(e => authorities.Any(a => a.RawDataMemory.Span.SequenceEqual(e.Certificate.RawDataMemory.Span)));

    private string Explain(X509Certificate2 server, X509Chain? chain, SslPolicyErrors errors)
    {
        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.NoError;
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return $"its certificate, or one above it, is not valid now (it is from {server.NotBefore.ToUniversalTime():yyyy-MM-dd} to {server.NotAfter.ToUniversalTime():yyyy-MM-dd})";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"its certificate is not for {expectedName} but for {Names(server)}";
        }

        var trust = authorities is null ? "the machine's roots do" : "certificate-authority does";
        return $"its certificate is signed by '{server.Issuer}', for whom {trust} not vouch";
    }

    private static string Names(X509Certificate2 server)
    {
        var alternative = server.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var names = alternative is null
            ? [server.Subject]
            : alternative.EnumerateDnsNames().Concat(alternative.EnumerateIPAddresses().Select(a => a.ToString())).Take(8).ToList();
        return names.Count > 0 ? string.Join(", ", names) : server.Subject;
    }
}
