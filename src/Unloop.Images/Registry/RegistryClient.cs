using System.Net;
using System.Net.Http.Headers;
using Unloop.Images.Content;
using Unloop.Images.References;

namespace Unloop.Images.Registry;

/// <summary>One repository's API: finds out how to speak to the registry, logs in when it must, waits when it is asked to.</summary>
internal sealed class RegistryClient(Exchange exchange, RegistryAddress address, Authenticator authenticator, TimeProvider time) : IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);
    private Uri? _base;

    public Exchange Exchange => exchange;
    public Authenticator Authenticator => authenticator;

    /// <summary>Whatever the registry answers in the end; only what is no answer is an exception.</summary>
    /// <param name="path">Below the repository: <c>manifests/latest</c>.</param>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string? accept, RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        var root = await BaseAsync(cancellationToken);
        var call = new Call(method, new Uri(root, $"/v2/{address.Repository}/{path}")) { Accept = accept, Range = range };
        for (var attempt = 1; ; attempt++)
        {
            var answer = await AuthorisedAsync(call, cancellationToken);
            if (attempt == Attempts || Wait(answer, attempt) is not { } wait)
            {
                return answer;
            }

            answer.Dispose();
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    public void Dispose()
    {
        authenticator.Dispose();
        _one.Dispose();
    }

    private async Task<Answer> AuthorisedAsync(Call call, CancellationToken cancellationToken)
    {
        var shown = authenticator.Current;
#pragma warning disable CA2000 // The caller disposes what is returned; everything else is disposed here.
        var answer = await exchange.SendAsync(call with { Authorization = shown }, cancellationToken);
        try
        {
            // A challenge counts only where our own question was answered: another host may not ask for this registry's credentials.
            if (answer.Status != HttpStatusCode.Unauthorized || !Exchange.IsSameOrigin(answer.Address, call.Address))
            {
                return answer;
            }

            var challenges = answer.Response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values) ? Challenge.Parse(values) : [];
            await foreach (var pass in authenticator.AnswersAsync(challenges, call.Address, shown, cancellationToken))
            {
                answer.Dispose();
                answer = await exchange.SendAsync(call with { Authorization = pass.Header }, cancellationToken);
                if (answer.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) || !Exchange.IsSameOrigin(answer.Address, call.Address))
                {
                    authenticator.Accept(pass);
                    return answer;
                }
            }

            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
#pragma warning restore CA2000
    }

    /// <summary>On this machine both forms are about: TLS is tried first, and plain HTTP only when there is none.</summary>
    private async Task<Uri> BaseAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_base is null)
            {
                var secure = new Uri($"https://{address.ApiHost}/");
                var isPlain = address.PlainHttp || (address.IsLoopback && !await exchange.SpeaksTlsAsync(new Uri(secure, "/v2/"), cancellationToken));
                _base = isPlain ? new Uri($"http://{address.ApiHost}/") : secure;
            }

            return _base;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>How long to wait before the request is worth repeating; null when it is not. A registry that asks for more patience than we have is told so.</summary>
    private TimeSpan? Wait(Answer answer, int attempt)
    {
        if ((int)answer.Status is not (429 or 502 or 503 or 504))
        {
            return null;
        }

        var asked = RetryAfter(answer, time);
        return asked is { } wait ? wait <= LongestWait ? wait : null : TimeSpan.FromMilliseconds(200 * attempt * attempt);
    }

    internal static TimeSpan? RetryAfter(Answer answer, TimeProvider time)
    {
        var asked = answer.Response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }
}
