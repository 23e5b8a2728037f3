using System.Net.Sockets;
using System.Security.Authentication;
using Unloop.Core.Facts;
using Unloop.Images.Content;

namespace Unloop.Images.Registry;

/// <summary>Puts what the network did into a sentence. Pure.</summary>
internal static class NetworkFailure
{
    public static bool IsOne(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException or SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>The server speaks no TLS, as far as can be told: the handshake failed before there was a certificate to refuse.</summary>
    public static bool IsNoTls(Exception exception, string? certificateFailure) =>
        certificateFailure is null && exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };

    /// <param name="host">For people.</param>
    /// <param name="certificateFailure">Why the certificate was not accepted.</param>
    public static ContentException Explain(Exception exception, string host, string? certificateFailure) =>
        new(ProblemKind.Unreachable, Sentence(exception, host, certificateFailure), exception);

    private static string Sentence(Exception exception, string host, string? certificateFailure) => exception switch
    {
        OperationCanceledException { InnerException: TimeoutException } => $"{host} cannot be reached: nothing answers at that address; check its name, the network and any proxy.",
        OperationCanceledException => $"{host} did not answer in time; try again later.",
        HttpRequestException e when e.HttpRequestError == HttpRequestError.SecureConnectionError || Innermost(e) is AuthenticationException => certificateFailure is not null
            ? $"TLS with {host} failed: {certificateFailure}."
            : $"TLS with {host} failed ({Words.Shown(Innermost(e).Message)}); if it is meant to be without TLS, say --plain-http {host}.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name of {host} does not resolve; check how it is spelt, and that the registry can be reached from here.",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } e => $"The proxy does not connect to {host} ({Words.Shown(e.Message)}).",
        HttpRequestException { InnerException: SocketException socket } => Socket(socket, host),
        _ => $"The connection to {host} broke off before everything had come; try again.",
    };

    private static string Socket(SocketException socket, string host) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"{host} refuses connections; check that the registry runs, and that this is its port.",
        SocketError.TimedOut => $"{host} cannot be reached: nothing answers at that address; check its name, the network and any proxy.",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => $"There is no route to {host} from here.",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => $"The name of {host} does not resolve; check how it is spelt, and that the registry can be reached from here.",
        _ => $"{host} cannot be reached ({Words.Shown(socket.Message)}).",
    };

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
