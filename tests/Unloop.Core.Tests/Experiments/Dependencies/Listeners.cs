using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Unloop.Core.Tests.Experiments.Dependencies;

/// <summary>Loopback servers for scripts to try: an open port, a closed one, and TLS servers with certificates of an authority of their own, good and bad.</summary>
public sealed class Listeners : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly CancellationTokenSource _end = new();
    private readonly List<TcpListener> _listeners = [];
    private readonly List<X509Certificate2> _certificates = [];

    public Listeners()
    {
        Folder = Directory.CreateTempSubdirectory("unloop-dependencies-").FullName;
        using var key = RSA.Create(2048);
        using var authority = AuthorityOf(key);
        AuthorityFile = Path.Combine(Folder, "authority.pem");
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());

        OpenPort = Listen(null);
        ClosedPort = Listen(null);
        _listeners[^1].Stop();
        GoodPort = Listen(Certificate(authority, "localhost", Now.AddDays(-1), Now.AddDays(30)));
        ExpiredPort = Listen(Certificate(authority, "localhost", Now.AddDays(-20), Now.AddDays(-10)));
        WrongNamePort = Listen(Certificate(authority, "elsewhere.example", Now.AddDays(-1), Now.AddDays(30)));
        SelfSignedPort = Listen(Certificate(null, "localhost", Now.AddDays(-1), Now.AddDays(30)));
    }

    public string Folder { get; }

    /// <summary>The authority's certificate, for those who trust it.</summary>
    public string AuthorityFile { get; }
    public int OpenPort { get; }
    public int ClosedPort { get; }
    public int GoodPort { get; }
    public int ExpiredPort { get; }
    public int WrongNamePort { get; }
    public int SelfSignedPort { get; }

    public void Dispose()
    {
        _end.Cancel();
        _listeners.ForEach(l => l.Dispose());
        _certificates.ForEach(c => c.Dispose());
        _end.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static X509Certificate2 AuthorityOf(RSA key)
    {
        var request = new CertificateRequest("CN=Unloop Test CA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Now.AddDays(-40), Now.AddDays(40));
    }

    /// <param name="authority">Null: the certificate signs itself.</param>
    private X509Certificate2 Certificate(X509Certificate2? authority, string name, DateTimeOffset from, DateTimeOffset until)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}, O=Acme", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (authority is null)
        {
            return Exported(request.CreateSelfSigned(from, until));
        }

        using var bare = request.Create(authority, from, until, [.. Guid.NewGuid().ToByteArray().Select(b => (byte)(b & 0x7F))]);
        return Exported(bare.CopyWithPrivateKey(key));
    }

    /// <summary>A certificate of which the key lies in a file's form, as SslStream wants it.</summary>
    private X509Certificate2 Exported(X509Certificate2 certificate)
    {
        using (certificate)
        {
            _certificates.Add(X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null));
            return _certificates[^1];
        }
    }

    private int Listen(X509Certificate2? certificate)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _listeners.Add(listener);
        _ = Serve(listener, certificate, _end.Token);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task Serve(TcpListener listener, X509Certificate2? certificate, CancellationToken end)
    {
        try
        {
            while (true)
            {
                _ = Answer(await listener.AcceptTcpClientAsync(end), certificate, end);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // The end, or a port that shall be closed.
        }
    }

    private static async Task Answer(TcpClient client, X509Certificate2? certificate, CancellationToken end)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (certificate is null)
                {
                    _ = await stream.ReadAsync(new byte[1], end);
                    return;
                }

                await using var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, end);
                _ = await tls.ReadAsync(new byte[1], end);
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or OperationCanceledException or ObjectDisposedException)
            {
                // Who only looks leaves when he has seen enough.
            }
        }
    }
}
