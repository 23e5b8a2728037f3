using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;

namespace Unloop.Monitoring.Datadog;

/// <summary>
/// Sends requests with the two keys to one address, and to no other: redirects are not followed. Waits where Datadog asks for patience, and repeats what may be
/// repeated. What the network does comes out as the answer's problem.
/// </summary>
internal sealed class DatadogConnection(DatadogOptions options, DatadogKeys keys, TimeProvider time) : IDisposable
{
    private const int Attempts = 4;
    private const int LongestAnswer = 32 << 20;
    private const int DeepestAnswer = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = DeepestAnswer, AllowDuplicateProperties = false };

    /// <summary>Made when it is needed: reading the machine's authorities takes a while.</summary>
    private readonly Lazy<HttpClient> _client = new(() => Transport.Client(options.Address, options.Roots));

    public DatadogRefusal Refusal { get; } = new(options, keys);

    public async Task<DatadogAnswer> SendAsync(DatadogCall call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (answer, wait) = await AttemptAsync(call, attempt, cancellationToken);
            if (wait is not { } delay || attempt == Attempts)
            {
                return answer;
            }

            await Task.Delay(delay, time, cancellationToken);
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private async Task<(DatadogAnswer Answer, TimeSpan? Wait)> AttemptAsync(DatadogCall call, int attempt, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        HttpStatusCode? status = null;
        try
        {
            using var message = Message(call);
            using var response = await _client.Value.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            status = response.StatusCode;
            var text = await TextAsync(response, either.Token);
            return (Answer(call, response, text), Wait(call, response, attempt));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var isWorthIt = call.Repeatable && e is not (JsonException or AnswerTooLongException)
                && (e as HttpRequestException)?.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ConnectionError);
            return (new(status, null, Refusal.Of(e), []), isWorthIt ? BackOff(attempt) : null);
        }
    }

    private DatadogAnswer Answer(DatadogCall call, HttpResponseMessage response, string text)
    {
        var isHtml = response.Content.Headers.ContentType?.MediaType == "text/html" || text.AsSpan().TrimStart().StartsWith("<");
        if (response.IsSuccessStatusCode && !isHtml)
        {
            return new(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text, null, Strict), null, []);
        }

        var errors = isHtml ? [] : DatadogRefusal.Errors(TryParse(text));
        return new(response.StatusCode, null, Refusal.Of(call, response.StatusCode, errors, isHtml, Reset(response)), errors);
    }

    private HttpRequestMessage Message(DatadogCall call)
    {
        var message = new HttpRequestMessage(call.Method, new Uri(options.Address, call.Path)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        _ = message.Headers.TryAddWithoutValidation("User-Agent", "unloop/" + options.Version);
        _ = message.Headers.TryAddWithoutValidation("Accept", "application/json");
        _ = message.Headers.TryAddWithoutValidation("DD-API-KEY", keys.Api);
        if (call.Permission is not null)
        {
            _ = message.Headers.TryAddWithoutValidation("DD-APPLICATION-KEY", keys.Application);
        }

        if (call.Body is { } body)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return message;
    }

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString((await Transport.ReadAsync(response, LongestAnswer, cancellationToken) ?? throw new AnswerTooLongException()).Span);

    /// <summary>How long to wait before the request is worth repeating; null when it is not. What was turned away was not carried out, whatever it was.</summary>
    private TimeSpan? Wait(DatadogCall call, HttpResponseMessage response, int attempt) => (int)response.StatusCode switch
    {
        429 when Reset(response) is { } seconds => seconds <= options.LongestWait.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null,
        429 => BackOff(attempt),
        >= 500 when call.Repeatable => BackOff(attempt),
        _ => null,
    };

    private static TimeSpan BackOff(int attempt) => TimeSpan.FromSeconds(1 << (attempt - 1));

    /// <summary>Seconds (https://docs.datadoghq.com/api/latest/rate-limits/).</summary>
    private static double? Reset(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("X-RateLimit-Reset", out var values)
        && double.TryParse(values.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private static JsonNode? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text, null, Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
