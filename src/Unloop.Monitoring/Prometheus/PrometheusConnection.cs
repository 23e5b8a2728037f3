using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Monitoring.Prometheus;

/// <summary>What a call gave: the answer's <c>data</c>, or why there is none.</summary>
internal sealed record PrometheusAnswer(JsonNode? Data, Problem? Problem)
{
    /// <summary>The server is there, and has no such endpoint.</summary>
    public bool IsNotServed { get; init; }
}

/// <summary>Asks one server, and no other: redirects are not followed. Whatever it or the network does comes back as a problem.</summary>
internal sealed class PrometheusConnection(PrometheusOptions options, TimeProvider time) : IDisposable
{
    private const int LongestAnswer = 32 << 20;
    private const int LongestError = 16 << 10;
    private const int LongestSaid = 400;

    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private readonly Lazy<HttpClient> _client = new(() => Transport.Client(options.Address, options.Roots));

    public string Address { get; } = options.Address.AbsoluteUri.TrimEnd('/');

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    /// <param name="path">Below the address: <c>api/v1/rules</c>.</param>
    public async Task<PrometheusAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Address, path));
            message.Headers.Authorization = options.Authorization;
            _ = message.Headers.TryAddWithoutValidation("User-Agent", "unloop/" + options.Version);
            _ = message.Headers.TryAddWithoutValidation("Accept", "application/json");
            using var response = await _client.Value.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var isGood = response.IsSuccessStatusCode;
            var body = await Transport.ReadAsync(response, isGood ? LongestAnswer : LongestError, either.Token);
            return body is null && isGood ? Failed($"{Address} answers with more than {LongestAnswer >> 20} MiB; that is more than is read.") : Answer(response, (body ?? default).Span);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Unreachable(e);
        }
    }

    private PrometheusAnswer Answer(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var code = (int)response.StatusCode;
        if (code is >= 300 and < 400)
        {
            return Failed($"{Address} sends elsewhere ({response.Headers.Location?.Host ?? "nowhere"}): a log-in page or proxy stands before Prometheus.");
        }

        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            var how = options.Authorization is null ? "Give a token or a password in a file." : "The token or password is not accepted.";
            return new(null, new(ProblemKind.Unauthorised, $"{Address} wants to know who asks (HTTP {code}). {how}"));
        }

        if (response.Content.Headers.ContentType?.MediaType == "text/html" || body.TrimStart(" \t\r\n"u8).StartsWith("<"u8))
        {
            return Failed($"{Address} answers with a web page (HTTP {code}) and not with JSON: it is another program, or the path before /api is missing.") with { IsNotServed = code == 404 };
        }

        var json = Parse(body);
        if (json is JsonObject { } answer && answer["status"].Text() == "success")
        {
            return new(answer["data"], null);
        }

        var said = json.At("error").Text() is { Length: > 0 } error ? $": {Line(error)}" : "";
        return code == 404 || json.At("errorType").Text() == "not_found"
            ? Failed($"{Address} has no such API (HTTP {code}){said}: it is another program, or the path before /api is missing.") with { IsNotServed = true }
            : response.IsSuccessStatusCode && said.Length == 0 ? Failed($"{Address} answers with something that is not Prometheus' JSON.")
            : Failed($"{Address} refuses (HTTP {code}){said}.");
    }

    private PrometheusAnswer Unreachable(Exception exception) => new(null, new(ProblemKind.Unreachable, exception switch
    {
        OperationCanceledException => $"{Address} did not answer within {options.CallTimeout.TotalSeconds:0} s.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name of {Address} does not resolve.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"TLS with {Address} failed: its certificate is not trusted, or it does not speak TLS.",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => $"{Address} cannot be reached (connection refused).",
        _ => $"The connection to {Address} broke ({Line(exception.Message)}).",
    }));

    private static PrometheusAnswer Failed(string message) => new(null, new(ProblemKind.Failed, message));

    private static JsonNode? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body, null, Bounded);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Line(string text) => new([.. text.Trim().Take(LongestSaid).Select(c => char.IsControl(c) ? ' ' : c)]);
}
