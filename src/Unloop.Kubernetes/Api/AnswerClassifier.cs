using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Unloop.Evidence.Api;

namespace Unloop.Kubernetes.Api;

/// <summary>Puts what a server answered, or why it did not, into the words of <see cref="ApiError"/>. Pure.</summary>
internal static class AnswerClassifier
{
    private const int MaximumCauses = 5;

    /// <param name="host">Where the question went, for people.</param>
    /// <param name="body">At most the first few KiB.</param>
    public static ApiError FromAnswer(ApiCall request, string host, HttpStatusCode code, Uri? location, MediaTypeHeaderValue? type, ReadOnlySpan<byte> body)
    {
        var number = (int)code;
        if (number is >= 300 and < 400)
        {
            return new(ApiErrorKind.NotKubernetes, request, $"{host} answers with a redirect to {location?.Host ?? "nowhere"}: that is no API server");
        }

        if (IsHtml(type, body))
        {
            return Html(request, host, number);
        }

        var status = Status(body);
        var words = Invalid(status) ?? ApiError.Shown(status?.Message ?? Encoding.UTF8.GetString(body));
        var said = words.Length > 0 ? words : $"HTTP {number}";
        return code switch
        {
            HttpStatusCode.Unauthorized => new(ApiErrorKind.Unauthorised, request, $"{host} does not accept the credentials ({said}): expired, or not of this cluster"),
            HttpStatusCode.Forbidden => new(ApiErrorKind.Forbidden, request, said),
            HttpStatusCode.NotFound when status?.Details?.Name is { Length: > 0 } => new(ApiErrorKind.NotFound, request, said),
            HttpStatusCode.NotFound => new(ApiErrorKind.NotServed, request, said),
            HttpStatusCode.BadRequest when status is null => new(ApiErrorKind.NotKubernetes, request, $"{host} is not spoken to as it expects: {said}"),
            HttpStatusCode.BadRequest => new(ApiErrorKind.BadRequest, request, said),
            HttpStatusCode.Conflict => new(status?.Reason == "AlreadyExists" ? ApiErrorKind.AlreadyExists : ApiErrorKind.Conflict, request, said),

            // A test of a patch that failed, or an operation on what is not there: the server says no more than this.
            HttpStatusCode.UnprocessableEntity when status is { Details: null or { Name: null, Causes: null } } => new(ApiErrorKind.Conflict, request, said),
            HttpStatusCode.UnprocessableEntity => new(ApiErrorKind.Invalid, request, said),
            HttpStatusCode.Gone => new(ApiErrorKind.Gone, request, said),
            HttpStatusCode.TooManyRequests => new(ApiErrorKind.TurnedAway, request, $"{host} is too busy: {said}"),
            _ when number >= 500 && said.Contains("failed calling webhook", StringComparison.Ordinal) && request is ApiWrite => new(ApiErrorKind.BadRequest, request, said),
            _ when number >= 500 => new(ApiErrorKind.Unavailable, request, said),
            _ when number >= 400 && request is ApiWrite => new(ApiErrorKind.BadRequest, request, said),
            _ => new(ApiErrorKind.Unreadable, request, $"unexpected answer {number}: {said}"),
        };
    }

    public static ApiError Html(ApiCall request, string host, int number) =>
        new(ApiErrorKind.NotKubernetes, request, $"{host} answers with a web page (HTTP {number}): a log-in page or proxy stands before the API server");

    public static bool IsHtml(MediaTypeHeaderValue? type, ReadOnlySpan<byte> body) =>
        type?.MediaType == "text/html" || body.TrimStart(" \t\r\n"u8).StartsWith("<"u8);

    public static ApiError FromException(ApiCall request, string host, Exception exception, string? tlsFailure) => exception switch
    {
        OperationCanceledException => new(ApiErrorKind.TimedOut, request, $"{host} did not answer in time"),
        ResponseTooLongException e => new(ApiErrorKind.Unreadable, request, e.Message),
        JsonException or InvalidDataException => new(ApiErrorKind.Unreadable, request, "the answer is not whole or not JSON"),
        HttpRequestException e when e.HttpRequestError == HttpRequestError.SecureConnectionError || Innermost(e) is AuthenticationException => Tls(request, host, e, tlsFailure),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new(ApiErrorKind.Unreachable, request, $"The name of {host} does not resolve"),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } e => new(ApiErrorKind.Unreachable, request, $"The proxy does not connect to {host} ({ApiError.Shown(e.Message)})"),
        HttpRequestException { InnerException: SocketException socket } => new(ApiErrorKind.Unreachable, request, $"{host} cannot be reached ({Reason(socket)})"),
        _ => new(ApiErrorKind.Unreachable, request, $"The connection to {host} broke ({ApiError.Shown(Innermost(exception).Message)})"),
    };

    private static ApiError Tls(ApiCall request, string host, HttpRequestException e, string? failure)
    {
        var inner = Innermost(e);
        var reason = failure
            ?? (inner.Message.Contains("frame", StringComparison.OrdinalIgnoreCase) ? "it does not speak TLS" : ApiError.Shown(inner.Message));
        return new(ApiErrorKind.Tls, request, $"TLS with {host} failed: {reason}");
    }

    /// <summary>The fields and what is wrong with them: the message repeats whole objects.</summary>
    private static string? Invalid(ApiStatus? status)
    {
        var causes = (status is { Reason: "Invalid" } ? status.Details?.Causes ?? [] : [])
            .Where(c => c is { Message.Length: > 0 } && c.Reason != "UnexpectedServerResponse")
            .Select(c => c.Field == "patch" ? "what the patch makes is no such object" : c.Field is { Length: > 0 } field ? $"{field}: {c.Message}" : c.Message!)
            .Distinct()
            .Take(MaximumCauses)
            .ToList();
        return causes.Count > 0 ? ApiError.Shown(string.Join("; ", causes)) : null;
    }

    private static string Reason(SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.TimedOut => "no answer",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "no route",
        _ => ApiError.Shown(socket.Message),
    };

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    private static ApiStatus? Status(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ApiJson.Default.ApiStatus) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
