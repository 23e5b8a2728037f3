using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Unloop.Kubernetes.Kubeconfig;

namespace Unloop.Kubernetes.Api;

/// <summary>Connections to one API server. A client certificate belongs to a connection, so another certificate gets other connections.</summary>
internal sealed class Transport(ConnectionSettings settings, ConnectOptions options) : IDisposable
{
    public const int MaximumInFlight = 8;

    private readonly Lock _lock = new();
    private readonly List<HttpClient> _clients = [];
    private ClientCertificate? _certificate;

    public ServerTrust Trust { get; } = new(settings.ServerName ?? settings.Server.DnsSafeHost, settings.Authorities, settings.Insecure, options.Roots);

    public HttpClient For(ClientCertificate? certificate)
    {
        lock (_lock)
        {
            if (_clients.Count == 0 || !ReferenceEquals(certificate, _certificate))
            {
                _certificate = certificate;
                _clients.Add(Create(certificate));
            }

            return _clients[^1];
        }
    }

    public void Dispose() => _clients.ForEach(c => c.Dispose());

#pragma warning disable CA2000 // The client disposes its handler.
    private HttpClient Create(ClientCertificate? certificate) => new(Handler(certificate), disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
#pragma warning restore CA2000

    private SocketsHttpHandler Handler(ClientCertificate? certificate)
    {
        var tls = Tls(certificate);
        return new()
        {
            UseProxy = settings.Proxy is not null,
            Proxy = settings.Proxy is null ? null : Proxy(settings.Proxy),
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = settings.Compress ? DecompressionMethods.GZip : DecompressionMethods.None,
            ConnectTimeout = options.CallTimeout,
            MaxConnectionsPerServer = MaximumInFlight,
            InitialHttp2StreamWindowSize = 1 << 20,
            SslOptions = tls,

            // The handler always asks for the address' own host, so another name means making the connection ourselves.
            ConnectCallback = settings.ServerName is null ? null : (context, token) => ConnectAsync(context.DnsEndPoint, tls, token),
        };
    }

    private SslClientAuthenticationOptions Tls(ClientCertificate? certificate) => new()
    {
        TargetHost = settings.ServerName ?? settings.Server.DnsSafeHost,
        RemoteCertificateValidationCallback = Trust.Accept,
        CertificateChainPolicy = Trust.ChainPolicy(),
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate.Leaf, certificate.Intermediates, offline: true),
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint server, SslClientAuthenticationOptions tls, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The stream that is returned owns it.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
#pragma warning restore CA2000
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(tls, cancellationToken);
            return stream;
        }
        catch (AuthenticationException e)
        {
            socket.Dispose();
            throw new HttpRequestException(HttpRequestError.SecureConnectionError, null, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static WebProxy Proxy(Uri proxy)
    {
        var parts = Uri.UnescapeDataString(proxy.UserInfo).Split(':', 2);
        return new(proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped))
        {
            Credentials = parts[0].Length > 0 ? new NetworkCredential(parts[0], parts.Length > 1 ? parts[1] : "") : null,
        };
    }
}
