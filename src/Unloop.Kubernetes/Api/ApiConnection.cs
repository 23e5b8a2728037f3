using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Unloop.Kubernetes.Kubeconfig;

namespace Unloop.Kubernetes.Api;

/// <summary>What a failed call may be worth.</summary>
internal enum Repeating
{
    /// <summary>Reads: also when the server had trouble of its own.</summary>
    WhenUnavailable,

    /// <summary>Only when the server says that it did nothing (429).</summary>
    WhenTurnedAway,
}

/// <summary>
/// The way to one API server, for reads and writes alike. Whatever the server or the network does comes back as a value. At most eight
/// requests are in flight, the bodies of their answers included.
/// </summary>
internal sealed class ApiConnection(ConnectionSettings settings, ConnectOptions options, TimeProvider time) : IDisposable
{
    private const int Attempts = 3;
    private const int ErrorBodyLimit = 16 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OptionalTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _inFlight = new(Transport.MaximumInFlight);
    private readonly Transport _transport = new(settings, options);
    private readonly string _base = settings.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
    private readonly string _host = settings.Server.GetComponents(UriComponents.HostAndPort, UriFormat.Unescaped);

    /// <summary>Reads a body; what it returns is the result. Called again from the start when the request is repeated.</summary>
    public delegate Task<T> ReadBody<T>(Stream body, CancellationToken cancellationToken);

    public ConnectionSettings Settings => settings;

    public void Dispose()
    {
        _transport.Dispose();
        _inFlight.Dispose();
        (settings.Credentials as IDisposable)?.Dispose();
    }

    public async Task<ApiResult<T>> SendAsync<T>(ApiCall request, ReadBody<T> read, Repeating repeating, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.IsSafe)
        {
            return ApiResult<T>.Failed(new(ApiErrorKind.NotFound, request, "no object can have this name"));
        }

        await _inFlight.WaitAsync(cancellationToken);
        try
        {
            Credential? rejected = null;
            for (var attempt = 1; ; attempt++)
            {
                var (credential, problem) = await settings.Credentials.GetAsync(rejected, cancellationToken);
                if (credential is null)
                {
                    return ApiResult<T>.Failed(new(ApiErrorKind.Unauthorised, request, problem!.Message.TrimEnd('.')) { Origin = problem });
                }

                var (result, wait) = await AttemptAsync(request, credential, read, repeating, attempt, cancellationToken);
                if (result.Error?.Kind == ApiErrorKind.Unauthorised && attempt == 1)
                {
                    rejected = credential;
                    var renewed = await settings.Credentials.GetAsync(rejected, cancellationToken);
                    if (ReferenceEquals(renewed.Credential, credential))
                    {
                        return result;
                    }
                }
                else if (wait is not { } delay || attempt >= Attempts)
                {
                    return result;
                }
                else
                {
                    await Task.Delay(delay, time, cancellationToken);
                }
            }
        }
        finally
        {
            _inFlight.Release();
        }
    }

    private async Task<(ApiResult<T> Result, TimeSpan? Wait)> AttemptAsync<T>(
        ApiCall request, Credential credential, ReadBody<T> read, Repeating repeating, int attempt, CancellationToken cancellationToken)
        where T : class
    {
        using var timeout = new CancellationTokenSource(request.Optional ? OptionalTimeout : options.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var message = Message(request, credential);
            using var response = await _transport.For(credential.Certificate).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            timeout.CancelAfter(options.TransferTimeout);
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType != "text/html")
            {
                return (ApiResult<T>.Of(await read(body, either.Token), response.Headers.Date), null);
            }

            var start = await StartAsync(body, either.Token);
            var error = AnswerClassifier.FromAnswer(request, _host, response.StatusCode, response.Headers.Location, response.Content.Headers.ContentType, start.Span);
            return (ApiResult<T>.Failed(error, response.Headers.Date), Wait(response, repeating, attempt));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (ApiResult<T>.Failed(AnswerClassifier.FromException(request, _host, e, _transport.Trust.Failure)), null);
        }
    }

    private HttpRequestMessage Message(ApiCall request, Credential credential)
    {
        var message = new HttpRequestMessage(request.Method, _base + request.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        _ = message.Headers.TryAddWithoutValidation("User-Agent", "unloop/" + options.Version);
        _ = message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        if (credential.Authorization is { } authorization)
        {
            _ = message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body.Content) { Headers = { ContentType = new MediaTypeHeaderValue(body.Type) } };
        }

        foreach (var (name, value) in settings.Impersonation)
        {
            _ = message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>How long to wait before the request is worth repeating; null when it is not.</summary>
    private TimeSpan? Wait(HttpResponseMessage response, Repeating repeating, int attempt)
    {
        var code = (int)response.StatusCode;
        if (code != 429 && (code < 500 || repeating == Repeating.WhenTurnedAway))
        {
            return null;
        }

        var asked = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;
        var wait = asked ?? TimeSpan.FromMilliseconds(100 * attempt * attempt);
        return wait > LongestWait ? LongestWait : wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static async Task<ReadOnlyMemory<byte>> StartAsync(Stream body, CancellationToken cancellationToken)
    {
        var start = new byte[ErrorBodyLimit];
        return start.AsMemory(0, await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken));
    }
}
