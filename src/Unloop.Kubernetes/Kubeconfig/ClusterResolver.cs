using System.Security.Cryptography.X509Certificates;
using System.Text;
using Unloop.Core.Facts;
using Unloop.Engine.Machine;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>Reads a cluster entry: where the server is and how it proves itself.</summary>
internal sealed class ClusterResolver(ConnectOptions options, IFileReader files)
{
    private const int BundleLimit = 4 << 20;
    private static readonly string[] ProxySchemes = ["http", "https", "socks5"];

    public ConnectionSettings? Resolve(string name, Sourced<ClusterEntry> cluster, List<Problem> problems)
    {
        var entry = cluster.Entry;
        var found = new EntryProblems("cluster", name, cluster.File, problems);
        found.RefuseUnknown(entry.Unknown?.Keys);
        var server = Server(entry.Server, found);
        var proxy = Proxy(entry.ProxyUrl, found) ?? (server is null ? null : EnvironmentProxy.For(server, options.Variable));
        var authorities = Authorities(cluster, found);
        if (entry.InsecureSkipTlsVerify && authorities is not null)
        {
            found.Bad("insecure-skip-tls-verify", "and a certificate authority exclude each other");
        }

        if (entry.TlsServerName is { Length: > 0 } && proxy is not null)
        {
            found.Refuse("tls-server-name", $"is not supported through a proxy ({proxy.Host})");
        }

        return server is null ? null : new()
        {
            Server = server,
            ClusterName = name,
            Credentials = FixedCredentials.Anonymous,
            ServerName = entry.TlsServerName is { Length: > 0 } serverName ? serverName : null,
            Insecure = entry.InsecureSkipTlsVerify,
            Authorities = authorities,
            Proxy = proxy,
            Compress = !entry.DisableCompression,
        };
    }

    /// <summary>The bundle as PEM text, for plugins that are told about the cluster.</summary>
    public string? AuthorityText(Sourced<ClusterEntry> cluster)
    {
        if (cluster.Entry.CertificateAuthorityData is { Length: > 0 } data)
        {
            return data;
        }

        return cluster.Entry.CertificateAuthority is { Length: > 0 } path && files.Read(cluster.Resolve(path), BundleLimit) is { Failure: null } read
            ? Convert.ToBase64String(read.Content.Span)
            : null;
    }

    private static Uri? Server(string? text, EntryProblems found)
    {
        var written = text is null || text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (Uri.TryCreate(written, UriKind.Absolute, out var server) && server.Scheme is "https" or "http")
        {
            return server;
        }

        found.Bad("server", string.IsNullOrEmpty(text) ? "is missing" : $"is no address: '{text}'");
        return null;
    }

    private static Uri? Proxy(string? text, EntryProblems found)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var proxy) && ProxySchemes.Contains(proxy.Scheme))
        {
            return proxy;
        }

        found.Refuse("proxy-url", "must begin with http://, https:// or socks5://");
        return null;
    }

    private X509Certificate2Collection? Authorities(Sourced<ClusterEntry> cluster, EntryProblems found)
    {
        var (field, pem) = new PemField(files).Read(cluster, "certificate-authority", cluster.Entry.CertificateAuthorityData, cluster.Entry.CertificateAuthority, found);
        if (pem is null)
        {
            return null;
        }

        if (ClientCertificates.TryParseBundle(pem, out var bundle))
        {
            return bundle;
        }

        found.Bad(field, "holds no certificate in PEM form");
        return null;
    }
}

/// <summary>A field that exists in two forms: base64 text (<c>…-data</c>), which wins, and the path of a file.</summary>
internal sealed class PemField(IFileReader files)
{
    private const int Limit = 4 << 20;

    public (string Field, string? Pem) Read<T>(Sourced<T> source, string name, string? data, string? path, EntryProblems found)
    {
        if (data is { Length: > 0 })
        {
            var field = name + "-data";
            var buffer = new byte[data.Length];
            if (Convert.TryFromBase64String(data, buffer, out var length))
            {
                return (field, Encoding.UTF8.GetString(buffer, 0, length));
            }

            found.Bad(field, "is not base64");
            return (field, null);
        }

        if (path is not { Length: > 0 })
        {
            return (name, null);
        }

        var full = source.Resolve(path);
        var read = files.Read(full, Limit);
        if (read.Failure is { } failure)
        {
            found.Bad(name, $"names {full}, which {failure}");
            return (name, null);
        }

        return (name, Encoding.UTF8.GetString(read.Content.Span));
    }
}
