using System.Security.Cryptography.X509Certificates;
using Unloop.Core.Facts;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>Everything that is needed to talk to one API server.</summary>
internal sealed record ConnectionSettings
{
    public required Uri Server { get; init; }

    /// <summary>The cluster's name in the kubeconfig; null inside a cluster.</summary>
    public string? ClusterName { get; init; }
    public string DefaultNamespace { get; init; } = "default";
    public required ICredentials Credentials { get; init; }

    /// <summary>The name that the server's certificate must bear, where it is not the address' host.</summary>
    public string? ServerName { get; init; }
    public bool Insecure { get; init; }

    /// <summary>The whole bundle; null: the machine's own roots.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>From the kubeconfig, else from the environment's variables; null: none.</summary>
    public Uri? Proxy { get; init; }
    public bool Compress { get; init; } = true;

    /// <summary>The <c>Impersonate-*</c> headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Impersonation { get; init; } = [];
}

/// <summary>Where a request's credential comes from.</summary>
internal interface ICredentials
{
    /// <param name="rejected">The credential that the server has just refused: it is not to be given again if a newer one can be had.</param>
    ValueTask<CredentialResult> GetAsync(Credential? rejected, CancellationToken cancellationToken);
}

/// <summary>What one request shows: a header, a certificate, both or nothing.</summary>
internal sealed record Credential(string? Authorization = null, ClientCertificate? Certificate = null);

/// <param name="Leaf">With its private key.</param>
/// <param name="Intermediates">What the same file holds besides.</param>
internal sealed record ClientCertificate(X509Certificate2 Leaf, X509Certificate2Collection Intermediates);

/// <summary>A credential, or why there is none.</summary>
internal sealed record CredentialResult(Credential? Credential, Problem? Problem = null)
{
    public static implicit operator CredentialResult(Problem problem) => new(null, problem);

    public static implicit operator CredentialResult(Credential credential) => new(credential);
}
