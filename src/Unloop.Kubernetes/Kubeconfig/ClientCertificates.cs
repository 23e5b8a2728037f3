using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>Certificates from PEM text: whole bundles, and leaf certificates with their key.</summary>
internal static class ClientCertificates
{
    public static bool TryParse(string certificatePem, string keyPem, [NotNullWhen(true)] out ClientCertificate? certificate)
    {
        certificate = null;
        try
        {
#pragma warning disable CA2000 // It is kept for as long as the process talks to the cluster.
            var leaf = X509Certificate2.CreateFromPem(certificatePem, keyPem);
#pragma warning restore CA2000
            var all = new X509Certificate2Collection();
            all.ImportFromPem(certificatePem);
            var others = new X509Certificate2Collection();
            foreach (var other in all.Where(c => !c.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span)))
            {
                _ = others.Add(other);
            }

            // Windows' TLS cannot use a key that exists in memory only; a round trip through PKCS #12 gives it one that it can.
            certificate = new(OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null) : leaf, others);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    public static bool TryParseBundle(string pem, [NotNullWhen(true)] out X509Certificate2Collection? bundle)
    {
        bundle = [];
        try
        {
            bundle.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            return false;
        }

        return bundle.Count > 0;
    }
}
