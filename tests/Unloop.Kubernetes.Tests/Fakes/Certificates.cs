using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Unloop.Kubernetes.Tests.Fakes;

internal static class Certificates
{
    /// <summary>Some authority, as PEM.</summary>
    public static string Authority { get; } = Create(out _);

    public static string Create(out string keyPem)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        keyPem = key.ExportPkcs8PrivateKeyPem();
        return certificate.ExportCertificatePem();
    }
}
