using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using Unloop.Core.Facts;
using Unloop.Images.Content;
using Unloop.Images.References;

namespace Unloop.Images.Registry;

/// <summary>One request.</summary>
internal sealed record Call(HttpMethod Method, Uri Address)
{
    public string? Accept { get; init; }

    /// <summary>Whole, with its scheme. Sent to the address' own origin only, whatever redirects say.</summary>
    public string? Authorization { get; init; }
    public RangeHeaderValue? Range { get; init; }

    /// <summary>Of a POST. It holds secrets, so it follows no redirect.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Form { get; init; }
}

/// <param name="Address">Where it came from in the end, after redirects.</param>
internal sealed record Answer(HttpResponseMessage Response, Uri Address) : IDisposable
{
    public HttpStatusCode Status => Response.StatusCode;

    public void Dispose() => Response.Dispose();
}

/// <summary>
/// Sends requests and follows redirects by hand: at most five, never from https to http, and with the Authorization only where it belongs. A
/// storage that is shown a foreign one refuses, and a foreign host must not learn it. What the network does comes out as <see cref="ContentException"/>.
/// </summary>
internal sealed class Exchange(ImageOptions options, RegistryRoutes routes, RegistryTrust trust, TimeProvider time) : IDisposable
{
    private const int MaximumRedirects = 5;

    /// <summary>Made when it is needed: an image on disk needs no network and no authorities.</summary>
    private readonly Lazy<HttpClient> _client = new(() => Client(options, trust));

    public async Task<Answer> SendAsync(Call call, CancellationToken cancellationToken)
    {
        var address = call.Address;
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendOnceAsync(call, address, cancellationToken);
            if (Target(response, address) is not { } target)
            {
                return new(response, address);
            }

            response.Dispose();
            Check(call, address, target, redirects);
            address = target;
        }
    }

    /// <summary>True when this is what stands behind a server that was spoken to with TLS and has none.</summary>
    public async Task<bool> SpeaksTlsAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = new Answer(await SendRawAsync(new(HttpMethod.Get, address), address, cancellationToken), address);
            return true;
        }
        catch (Exception e) when (NetworkFailure.IsOne(e, cancellationToken))
        {
            return !NetworkFailure.IsNoTls(e, trust.Failure(address.DnsSafeHost));
        }
    }

    /// <summary>The body, with the network's failures in words and a limit to how long it may stand still.</summary>
    public async Task<Stream> BodyAsync(Answer answer, CancellationToken cancellationToken) =>
        new TransferStream(await answer.Response.Content.ReadAsStreamAsync(cancellationToken), answer.Response, Host(answer.Address), options.StallTimeout, time);

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    internal static string Host(Uri address) => address.GetComponents(UriComponents.Host | UriComponents.Port, UriFormat.Unescaped);

    internal static bool IsSameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private async Task<HttpResponseMessage> SendOnceAsync(Call call, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return await SendRawAsync(call, address, cancellationToken);
        }
        catch (Exception e) when (NetworkFailure.IsOne(e, cancellationToken))
        {
            throw NetworkFailure.Explain(e, Host(address), trust.Failure(address.DnsSafeHost));
        }
    }

    private async Task<HttpResponseMessage> SendRawAsync(Call call, Uri address, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var message = Message(call, address);
        return await _client.Value.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
    }

    private HttpRequestMessage Message(Call call, Uri address)
    {
        var message = new HttpRequestMessage(call.Method, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        _ = message.Headers.TryAddWithoutValidation("User-Agent", "unloop/" + options.Version);
        _ = message.Headers.TryAddWithoutValidation("Accept", call.Accept ?? "*/*");
        if (call.Authorization is { } authorization && IsSameOrigin(call.Address, address))
        {
            _ = message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        message.Headers.Range = call.Range;
        message.Content = call.Form is { } form ? new FormUrlEncodedContent(form) : null;
        return message;
    }

    private static Uri? Target(HttpResponseMessage response, Uri address) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location ? new Uri(address, location) : null;

    private void Check(Call call, Uri from, Uri to, int redirects)
    {
        var refusal = redirects == MaximumRedirects ? $"leads from redirect to redirect more than {MaximumRedirects} times"
            : call.Form is not null ? $"answers a log-in with a redirect to {Host(to)}, which is not followed: it would get the secret"
            : to.Scheme != Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttp ? "redirects to something that is no web address"
            : from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp ? $"redirects from TLS to plain HTTP on {Host(to)}, which is not followed"
            : to.Scheme == Uri.UriSchemeHttp && !routes.AllowsPlain(to) ? $"redirects to plain HTTP on {Host(to)}, which is not followed; if that is meant, say --plain-http {Host(to)}"
            : null;
        if (refusal is not null)
        {
            throw new ContentException(ProblemKind.Refused, $"{Host(from)} {refusal}.");
        }
    }

#pragma warning disable CA2000 // The client disposes its handler.
    private static HttpClient Client(ImageOptions options, RegistryTrust trust) => new(Handler(options, trust), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000

    private static SocketsHttpHandler Handler(ImageOptions options, RegistryTrust trust) => new()
    {
        Proxy = new MachineProxy(),
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = options.ConnectTimeout,
        MaxConnectionsPerServer = 8,
        InitialHttp2StreamWindowSize = 1 << 20,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = trust.Accept,
            CertificateChainPolicy = trust.ChainPolicy(),
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        },
    };

    /// <summary>The proxy that the environment names, but never for this machine itself.</summary>
    private sealed class MachineProxy : IWebProxy
    {
        public ICredentials? Credentials { get => HttpClient.DefaultProxy.Credentials; set => throw new NotSupportedException(); }

        public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => RegistryAddress.IsLocal(host) || HttpClient.DefaultProxy.IsBypassed(host);
    }
}
