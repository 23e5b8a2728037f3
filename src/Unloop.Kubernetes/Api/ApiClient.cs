using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Kubeconfig;

namespace Unloop.Kubernetes.Api;

/// <summary>
/// Reads from one API server; it has no way to write. Whatever the server or the network does comes back as a value. At most eight requests
/// are in flight, the bodies of their answers included.
/// </summary>
internal sealed class ApiClient(ConnectionSettings settings, ConnectOptions options, TimeProvider time) : IDisposable
{
    private const int PageSize = 500;
    private const int Attempts = 3;
    private const int ErrorBodyLimit = 16 * 1024;
    private const long AnswerLimit = 64 << 20;
    private const string MetadataOnly = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OptionalTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _inFlight = new(Transport.MaximumInFlight);
    private readonly Transport _transport = new(settings, options);
    private readonly string _base = settings.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
    private readonly string _host = settings.Server.GetComponents(UriComponents.HostAndPort, UriFormat.Unescaped);

    /// <summary>Reads a body; what it returns is the result. Called again from the start when the request is repeated.</summary>
    public delegate Task<T> ReadBody<T>(Stream body, CancellationToken cancellationToken);

    public ConnectionSettings Settings => settings;

    public Task<ApiResult<T>> GetAsync<T>(ApiRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(request, (body, token) => ReadJsonAsync(request, type, body, token), retryUnavailable: !request.Optional, cancellationToken);

    /// <summary>A body as it comes, for logs. A server that cannot reach a node's kubelet will not reach it a moment later: no retries.</summary>
    public Task<ApiResult<T>> StreamAsync<T>(ApiRequest request, ReadBody<T> read, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(request, read, retryUnavailable: false, cancellationToken);

    /// <summary>All pages of a list, keeping of each item only what <paramref name="keep"/> makes of it at the server's time (null: nothing).</summary>
    public async Task<ApiResult<List<TKept>>> ListAsync<T, TKept>(
        ApiRequest request, JsonTypeInfo<ApiList<T>> type, Func<T, DateTimeOffset?, TKept?> keep, CancellationToken cancellationToken)
        where TKept : class
    {
        var kept = new List<TKept>();
        var next = "";
        var restarted = false;
        while (true)
        {
            var page = request.With("limit", PageSize.ToString());
            var result = await GetAsync(next.Length > 0 ? page.With("continue", next) : page, type, cancellationToken);
            if (!result.TryGet(out var list, out var error))
            {
                if (error.Kind != ApiErrorKind.Gone || restarted || next.Length == 0)
                {
                    return ApiResult<List<TKept>>.Failed(error with { Request = request });
                }

                // The snapshot that the pages were cut from is gone; a second time would mean that the list outgrows us.
                (restarted, next) = (true, "");
                kept.Clear();
                continue;
            }

            kept.AddRange((list.Items ?? []).Where(i => i is not null).Select(i => keep(i, result.Date)).OfType<TKept>());
            next = list.Metadata?.Continue ?? "";
            if (next.Length == 0)
            {
                return ApiResult<List<TKept>>.Of(kept, result.Date);
            }
        }
    }

    public Task<ApiResult<List<T>>> ListAsync<T>(ApiRequest request, JsonTypeInfo<ApiList<T>> type, CancellationToken cancellationToken)
        where T : class =>
        ListAsync<T, T>(request, type, (item, _) => item, cancellationToken);

    public void Dispose()
    {
        _transport.Dispose();
        _inFlight.Dispose();
        (settings.Credentials as IDisposable)?.Dispose();
    }

    private async Task<ApiResult<T>> SendAsync<T>(ApiRequest request, ReadBody<T> read, bool retryUnavailable, CancellationToken cancellationToken)
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

                var (result, wait) = await AttemptAsync(request, credential, read, retryUnavailable, attempt, cancellationToken);
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
        ApiRequest request, Credential credential, ReadBody<T> read, bool retryUnavailable, int attempt, CancellationToken cancellationToken)
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
            if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentType?.MediaType != "text/html")
            {
                return (ApiResult<T>.Of(await read(body, either.Token), response.Headers.Date), null);
            }

            var start = await StartAsync(body, either.Token);
            var error = AnswerClassifier.FromAnswer(request, _host, response.StatusCode, response.Headers.Location, response.Content.Headers.ContentType, start.Span);
            return (ApiResult<T>.Failed(error), Wait(response, retryUnavailable, attempt));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (ApiResult<T>.Failed(AnswerClassifier.FromException(request, _host, e, _transport.Trust.Failure)), null);
        }
    }

    private HttpRequestMessage Message(ApiRequest request, Credential credential)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, _base + request.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        _ = message.Headers.TryAddWithoutValidation("User-Agent", "unloop/" + options.Version);
        _ = message.Headers.TryAddWithoutValidation("Accept", request.MetadataOnly ? MetadataOnly : "application/json, */*");
        if (credential.Authorization is { } authorization)
        {
            _ = message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (var (name, value) in settings.Impersonation)
        {
            _ = message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>How long to wait before the request is worth repeating; null when it is not.</summary>
    private TimeSpan? Wait(HttpResponseMessage response, bool retryUnavailable, int attempt)
    {
        var code = (int)response.StatusCode;
        if (code != 429 && (code < 500 || !retryUnavailable))
        {
            return null;
        }

        var asked = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;
        var wait = asked ?? TimeSpan.FromMilliseconds(100 * attempt * attempt);
        return wait > LongestWait ? LongestWait : wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private async Task<T> ReadJsonAsync<T>(ApiRequest request, JsonTypeInfo<T> type, Stream body, CancellationToken cancellationToken)
    {
        await using var limited = new LimitedStream(body, AnswerLimit);
        return await JsonSerializer.DeserializeAsync(limited, type, cancellationToken)
            ?? throw new JsonException($"{request} was answered with null.");
    }

    private static async Task<ReadOnlyMemory<byte>> StartAsync(Stream body, CancellationToken cancellationToken)
    {
        var start = new byte[ErrorBodyLimit];
        return start.AsMemory(0, await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken));
    }
}
