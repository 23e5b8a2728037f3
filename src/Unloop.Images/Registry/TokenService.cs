using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Unloop.Core.Facts;
using Unloop.Images.Content;
using Unloop.Images.Credentials;
using Unloop.Images.References;

namespace Unloop.Images.Registry;

/// <summary>What a registry wants a token for, and who gives it out.</summary>
internal sealed record TokenQuestion(Uri Realm, string? Service, string Scope);

/// <param name="Header">The whole value of <c>Authorization</c>; null when the service refused.</param>
/// <param name="Words">The service's own words when it refused.</param>
internal sealed record TokenAnswer(string? Header, DateTimeOffset Expires, string Words = "");

/// <summary>
/// Tokens by the distribution project's specification: GET with Basic or without anything, POST for identity tokens. A token is kept per service,
/// scope and credential until shortly before it expires.
/// </summary>
internal sealed class TokenService(Exchange exchange, TimeProvider time)
{
    private const int AnswerLimit = 1 << 20;
    private const int LongestToken = 32 << 10;
    private const string NobodyInParticular = "00000000-0000-0000-0000-000000000000";
    private static readonly TimeSpan DefaultLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(TokenQuestion, RegistryCredential?), TokenAnswer> _tokens = new();

    /// <summary>
    /// The question behind a Bearer challenge. The realm is shown credentials, so it must be reached by TLS; plain HTTP is for the registry's own
    /// host when that has none either, or where both are this machine.
    /// </summary>
    public static TokenQuestion Question(Challenge challenge, Uri registry, RegistryAddress address)
    {
        if (challenge.Parameter("realm") is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var realm))
        {
            throw new ContentException(ProblemKind.Failed, $"{address.Host} asks for a token and does not say where to get it (no valid realm in WWW-Authenticate).");
        }

        var isFit = realm.Scheme == Uri.UriSchemeHttps
            || (realm.Scheme == Uri.UriSchemeHttp && registry.Scheme == Uri.UriSchemeHttp && realm.DnsSafeHost.Equals(registry.DnsSafeHost, StringComparison.OrdinalIgnoreCase))
            || (realm.Scheme == Uri.UriSchemeHttp && RegistryAddress.IsLocal(realm) && RegistryAddress.IsLocal(registry));
        return isFit
            ? new(realm, challenge.Parameter("service"), challenge.Parameter("scope") ?? $"repository:{address.Repository}:pull")
            : throw new ContentException(ProblemKind.Refused, $"{address.Host} wants a log-in at {Exchange.Host(realm)} without TLS, where others could read along; that is not done.");
    }

    /// <param name="rejected">A header that the registry has just refused: not given out again.</param>
    public async Task<TokenAnswer> GetAsync(TokenQuestion question, RegistryCredential? credential, string? rejected, CancellationToken cancellationToken)
    {
        var key = (question, credential);
        if (_tokens.TryGetValue(key, out var known) && known.Header != rejected && time.GetUtcNow() + Leeway < known.Expires)
        {
            return known;
        }

        var answer = await AskAsync(question, credential, cancellationToken);
        if (answer.Header is not null)
        {
            _tokens[key] = answer;
        }

        return answer;
    }

    private async Task<TokenAnswer> AskAsync(TokenQuestion question, RegistryCredential? credential, CancellationToken cancellationToken)
    {
        if (credential?.IdentityToken is { } identity)
        {
            using var posted = await exchange.SendAsync(Refresh(question, identity), cancellationToken);
            if (posted.Status is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed))
            {
                return await ReadAsync(posted, cancellationToken);
            }
        }

        // Where identity tokens cannot be posted they are taken as a password.
        using var answer = await exchange.SendAsync(Ask(question, Basic(credential)), cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    /// <summary>Null for nobody, or for a credential that is no user with a password.</summary>
    public static string? Basic(RegistryCredential? credential)
    {
        var user = credential?.Username is { Length: > 0 } name ? name : NobodyInParticular;
        return credential is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{credential.IdentityToken ?? credential.Password}"));
    }

    private static Call Refresh(TokenQuestion question, string identity) => new(HttpMethod.Post, question.Realm)
    {
        Form =
        [
            new("grant_type", "refresh_token"), new("client_id", "unloop"), new("service", question.Service ?? ""),
            new("scope", question.Scope), new("refresh_token", identity),
        ],
    };

    private static Call Ask(TokenQuestion question, string? authorization)
    {
        var scopes = question.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => "scope=" + Uri.EscapeDataString(s));
        var service = question.Service is null ? [] : new[] { "service=" + Uri.EscapeDataString(question.Service) };
        var given = question.Realm.Query.TrimStart('?');
        var query = string.Join('&', (given.Length > 0 ? [given] : Array.Empty<string>()).Concat(service).Concat(scopes));
        return new(HttpMethod.Get, new UriBuilder(question.Realm) { Query = query }.Uri) { Authorization = authorization };
    }

    private async Task<TokenAnswer> ReadAsync(Answer answer, CancellationToken cancellationToken)
    {
        var host = Exchange.Host(answer.Address);
        await using var body = await exchange.BodyAsync(answer, cancellationToken);
        var content = await BoundedRead.AllAsync(body, AnswerLimit, $"answer of {host} to a log-in", cancellationToken);
        using var document = JsonFields.TryParse(content);
        switch (answer.Status)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return new(null, default, ServerWords.Of(document));
            case HttpStatusCode.TooManyRequests:
                throw new ContentException(ProblemKind.Unreachable, $"{host} lets nobody log in for now (HTTP 429: too many requests); try again later.");
            default:
                throw new ContentException(ProblemKind.Unreachable, $"{host} gives out no tokens: it answers with HTTP {(int)answer.Status}; try again later.");
        }

        var root = document?.RootElement ?? default;
        var token = root.Text("token") is { Length: > 0 } one ? one : root.Text("access_token") ?? "";
        if (token.Length is 0 or > LongestToken || token.Any(c => c is <= ' ' or > '~') || !AuthenticationHeaderValue.TryParse("Bearer " + token, out _))
        {
            throw new ContentException(ProblemKind.Failed, $"{host} answers a log-in with something that is no token.");
        }

        var life = root.Number("expires_in") is > 0 and <= int.MaxValue and var seconds ? TimeSpan.FromSeconds((double)seconds) : DefaultLife;
        return new("Bearer " + token, time.GetUtcNow() + life);
    }
}
