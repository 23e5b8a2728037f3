using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Evidence.Redaction;

namespace Unloop.Monitoring.Datadog;

/// <summary>Puts what Datadog answered, or why it did not, into one sentence that says what to do. Pure; no sentence holds a key.</summary>
internal sealed class DatadogRefusal(DatadogOptions options, DatadogKeys keys)
{
    private const int LongestQuote = 400;

    /// <summary>As Datadog words a key that is good but lacks a scope, or its owner's role.</summary>
    private const string Unpermitted = "Failed permission authorization checks";

    private string Host => options.Address.Authority;

    /// <param name="isHtml">A web page where JSON was expected.</param>
    /// <param name="reset">Seconds until a rate limit ends; null where it was not said.</param>
    public Problem Of(DatadogCall call, HttpStatusCode status, IReadOnlyList<string> errors, bool isHtml, double? reset)
    {
        var said = errors.Count > 0 ? $" ({Shown(string.Join("; ", errors))})" : "";
        return (int)status switch
        {
            _ when isHtml => Html((int)status),
            401 or 403 when call.Permission is null => new(ProblemKind.Unauthorised, ApiKey()),
            403 when errors.Any(e => e.Contains(Unpermitted, StringComparison.OrdinalIgnoreCase)) => new(ProblemKind.Unauthorised,
                $"The application key from {keys.ApplicationFrom} may not {call.Does} at {options.Site}: it lacks the scope {call.Permission}, or its owner's role does. Give it under Organization Settings > Application Keys."),
            401 or 403 => new(ProblemKind.Unauthorised,
                $"{options.Site} knows the API key, but not the application key from {keys.ApplicationFrom}{said}: it is wrong, revoked, or of another organisation than the API key."),
            429 => new(ProblemKind.Unreachable, $"{Host} limits how often it may be asked{said}; try again {(reset is { } seconds ? $"in {Math.Ceiling(seconds):0} seconds" : "later")}."),
            >= 500 => new(ProblemKind.Unreachable, $"{Host} has trouble of its own (HTTP {(int)status}{said}); try again later, and see https://status.datadoghq.com."),
            >= 300 and < 400 => new(ProblemKind.Unreachable, $"{Host} answers with a redirect (HTTP {(int)status}), which is not followed, for it would get the keys; is it the API of {options.Site}?"),
            404 => new(ProblemKind.NoMatch, $"{Host} has no {call.Path.Split('?')[0]}{said}."),
            _ => new(ProblemKind.Failed, $"{Host} refuses to {call.Does} (HTTP {(int)status}){(said.Length > 0 ? $":{said.Replace(" (", " ", StringComparison.Ordinal).TrimEnd(')')}" : "")}."),
        };
    }

    public Problem Of(Exception exception) => new(ProblemKind.Unreachable, exception switch
    {
        OperationCanceledException => $"{Host} did not answer in time; try again later.",
        AnswerTooLongException => $"{Host} answers with more than Unloop reads at once; nothing was made of it.",
        JsonException => $"{Host} answers with something that is not whole, or not JSON; try again, and check that it is the API of {options.Site}.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name of {Host} does not resolve; check the network and any proxy.",
        HttpRequestException e when e.HttpRequestError == HttpRequestError.SecureConnectionError || Innermost(e) is AuthenticationException => $"TLS with {Host} failed ({Shown(Innermost(exception).Message)}); does a proxy stand in between?",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => $"The proxy does not connect to {Host}.",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => $"{Host} refuses connections.",
        HttpRequestException { InnerException: SocketException socket } => $"{Host} cannot be reached ({Shown(socket.Message)}).",
        _ => $"The connection to {Host} broke off before the whole answer had come.",
    });

    private Problem Html(int status) => new(ProblemKind.Unreachable,
        $"{Host} answers with a web page (HTTP {status}) in place of JSON: that is not the API. " + (options.Api is null ? "A proxy or a log-in page stands in between." : $"The API of {options.Site} is https://api.{options.Site}; app.* has the pages for people."));

    private string ApiKey() =>
        $"{options.Site} does not know the API key from {keys.ApiFrom}: "
        + (keys.LookInterchanged ? "by their lengths the two keys are interchanged." : "it is wrong, revoked, or of another site. Keys belong to one site: choose it with --site or DD_SITE.");

    /// <summary>Other people's words: one line, bounded, without secrets.</summary>
    internal string Shown(string text)
    {
        var line = new string([.. keys.Without(text).Trim().Take(LongestQuote).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]);
        return Redactor.Text(line).TrimEnd('.', ' ');
    }

    /// <summary>Datadog's own form of errors: <c>{"errors": ["…"]}</c>.</summary>
    public static IReadOnlyList<string> Errors(JsonNode? body) => body is JsonObject answer && answer["errors"] is JsonArray errors
        ? [.. errors.OfType<JsonNode>().Select(e => e.Text() ?? e.At("detail").Text() ?? e.ToJsonString())]
        : [];

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}

/// <summary>The answer was longer than anything that Unloop asks for.</summary>
internal sealed class AnswerTooLongException : IOException;
