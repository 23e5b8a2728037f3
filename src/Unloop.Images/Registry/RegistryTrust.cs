using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Unloop.Core.Facts;
using Unloop.Engine.Machine;

namespace Unloop.Images.Registry;

/// <summary>
/// Decides whether a server's certificate is accepted, and keeps in words why not. The authorities of <c>--ca</c> stand beside the machine's own,
/// for a registry, its token service and its storage seldom have the same.
/// </summary>
internal sealed class RegistryTrust(X509Certificate2Collection? authorities, IMachineRoots? machine)
{
    private const int FileLimit = 1 << 20;
    private readonly ConcurrentDictionary<string, string> _failures = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null with the problem when the file is no good.</summary>
    public static RegistryTrust? Load(string? path, IMachineRoots? machine, IFileReader files, List<Problem> problems)
    {
        if (path is null)
        {
            return new(null, machine);
        }

        var read = files.Read(path, FileLimit);
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(System.Text.Encoding.Latin1.GetString(read.Content.Span));
        }
        catch (CryptographicException)
        {
            authorities.Clear();
        }

        if (authorities.Count > 0)
        {
            return new(authorities, machine);
        }

        problems.Add(new(ProblemKind.BadInput, $"--ca {path} {read.Failure ?? "holds no certificate in PEM form"}."));
        return null;
    }

    /// <summary>Why the last certificate of that host was not accepted; null when none was refused.</summary>
    public string? Failure(string host) => _failures.TryGetValue(host, out var failure) ? failure : null;

    /// <summary>Reads the machine's authorities, which takes a while; null: the runtime looks for them itself.</summary>
    public X509ChainPolicy? ChainPolicy()
    {
        if (machine?.Load() is not { } roots)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        policy.ExtraStore.AddRange(roots);
        return policy;
    }

    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && IsOfAuthorities(certificate, chain)))
        {
            return true;
        }

        var host = (sender as SslStream)?.TargetHostName ?? "";
        using var server = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        _failures[host] = server is null ? "it shows no certificate" : Explain(host, server, chain, errors);
        return false;
    }

    private bool IsOfAuthorities(X509Certificate? certificate, X509Chain? shown)
    {
        if (authorities is null || certificate is null)
        {
            return false;
        }

        using var server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        foreach (var element in shown?.ChainElements.Skip(1) ?? [])
        {
            _ = chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        // A file may hold only the intermediate that signed the server's certificate: it was put there to be trusted, as Go does.
        return chain.Build(server)
            || (chain.ChainStatus.All(s => s.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.NoError)
                && chain.ChainElements.Any(e => authorities.Any(a => a.RawDataMemory.Span.SequenceEqual(e.Certificate.RawDataMemory.Span))));
    }

    private string Explain(string host, X509Certificate2 server, X509Chain? chain, SslPolicyErrors errors)
    {
        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.NoError;
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return $"its certificate, or one above it, is not valid now (it is from {server.NotBefore.ToUniversalTime():yyyy-MM-dd} to {server.NotAfter.ToUniversalTime():yyyy-MM-dd})";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"its certificate is not for {host} but for {Names(server)}";
        }

        var remedy = authorities is null ? "nobody on this machine vouches; name the authority's file with --ca" : "neither this machine nor the file of --ca vouches";
        return $"its certificate is signed by '{Content.Words.Shown(server.Issuer)}', for whom {remedy}";
    }

    private static string Names(X509Certificate2 server)
    {
        var alternative = server.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var names = alternative is null ? [] : alternative.EnumerateDnsNames().Concat(alternative.EnumerateIPAddresses().Select(a => a.ToString())).Take(8).ToList();
        return names.Count > 0 ? Content.Words.Listed(names) : Content.Words.Shown(server.Subject);
    }
}
