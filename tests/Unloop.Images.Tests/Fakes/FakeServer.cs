using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Unloop.Images.Tests.Fakes;

/// <summary>One request as it arrived.</summary>
/// <param name="Path">With the query.</param>
internal sealed record Seen(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>What is sent back, lies included.</summary>
internal sealed record Reply(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Stated in place of the body's true length.</summary>
    public long? StatedLength { get; init; }

    /// <summary>The headers are never sent; the connection stays open.</summary>
    public bool Silent { get; init; }

    public static Reply Of(int status, string text = "", params (string Name, string Value)[] headers) =>
        new(status, Encoding.UTF8.GetBytes(text)) { Headers = headers.ToDictionary(h => h.Name, h => h.Value) };
}

/// <summary>A web server as small as can be over a real socket, so that it can also do what no web server would.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Seen, Reply> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    public FakeServer(Func<Seen, Reply> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary><c>127.0.0.1:port</c></summary>
    public string Host => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
    public string Address => $"{(_certificate is null ? "http" : "https")}://{Host}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or SocketException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using var stream = await OpenAsync(client);
                while (await ReadAsync(stream) is { } seen)
                {
                    Requests.Enqueue(seen);
                    await SendAsync(stream, seen, _answer(seen));
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            // The client has had enough, or speaks TLS where there is none.
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
        {
            return client.GetStream();
        }

        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return secure;
    }

    private async Task<Seen?> ReadAsync(Stream stream)
    {
        if (await LineAsync(stream) is not { } first || first.Split(' ') is not [var method, var path, _])
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(stream) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(line[..colon], line[(colon + 1)..].Trim());
        }

        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"))];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new(method, path, headers, Encoding.UTF8.GetString(body));
    }

    private async Task<string?> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString();
            }

            if (one[0] is < 0x20 or > 0x7E && one[0] is not ((byte)'\r' or (byte)'\t'))
            {
                return null;
            }

            _ = one[0] == '\r' ? line : line.Append((char)one[0]);
        }

        return null;
    }

    private async Task SendAsync(Stream stream, Seen seen, Reply reply)
    {
        if (reply.Silent)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }

        var head = new StringBuilder($"HTTP/1.1 {reply.Status} x\r\nContent-Length: {reply.StatedLength ?? reply.Body.Length}\r\n");
        foreach (var (name, value) in reply.Headers)
        {
            _ = head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        if (seen.Method != "HEAD")
        {
            await stream.WriteAsync(reply.Body, _stop.Token);
        }

        if (reply.StatedLength > reply.Body.Length)
        {
            throw new IOException("The connection ends here.");
        }
    }
}
