using System.Runtime.CompilerServices;
using Unloop.Images.Credentials;
using Unloop.Images.References;

namespace Unloop.Images.Registry;

/// <summary>
/// Answers a registry's challenges for one repository: what opened it once is shown again until it expires; credentials are looked for only when
/// they are asked for, and offered one after the other, nobody's last.
/// </summary>
internal sealed class Authenticator(RegistryAddress address, IReadOnlyList<string> pullSecrets, CredentialFinder finder, TokenService tokens, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private FoundCredentials? _found;
    private volatile Pass? _pass;

    /// <summary>Where the credentials are from that were shown and not accepted.</summary>
    public IReadOnlyList<string> Refused { get; private set; } = [];

    /// <summary>What a token service said when it refused; empty when it said nothing.</summary>
    public string Said { get; private set; } = "";

    /// <summary>What kept credentials from being found; empty before they were looked for.</summary>
    public IReadOnlyList<string> Notes => _found?.Notes ?? [];

    /// <summary>What opened the repository last; null when nothing did, or it has expired.</summary>
    public string? Current => _pass is { } pass && (pass.Expires is not { } expires || time.GetUtcNow() < expires) ? pass.Header : null;

    /// <summary>Tells which of <see cref="AnswersAsync"/> was accepted.</summary>
    public void Accept(Pass pass) => _pass = pass;

    /// <param name="registry">Where the challenge came from.</param>
    /// <param name="rejected">What was shown there already.</param>
    public async IAsyncEnumerable<Pass> AnswersAsync(
        IReadOnlyList<Challenge> challenges, Uri registry, string? rejected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bearer = challenges.FirstOrDefault(c => c.Scheme == "bearer");
        var basic = challenges.FirstOrDefault(c => c.Scheme == "basic");
        if (bearer is null && basic is null)
        {
            yield break;
        }

        var question = bearer is null ? null : TokenService.Question(bearer, registry, address);
        var found = await FindAsync(cancellationToken);
        var refused = new List<string>();
        foreach (var credential in found.Candidates)
        {
            if (question is not null)
            {
                var answer = await tokens.GetAsync(question, credential, rejected, cancellationToken);
                if (answer.Header is { } token)
                {
                    yield return new(token, answer.Expires);
                }

                Said = answer.Words;
            }

            if (basic is not null && TokenService.Basic(credential) is { } pair)
            {
                yield return new(pair, null);
            }

            refused.Add(credential.Source);
            Refused = [.. refused.Distinct()];
        }

        if (question is not null && await tokens.GetAsync(question, null, rejected, cancellationToken) is { Header: { } anonymous } open)
        {
            yield return new(anonymous, open.Expires);
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<FoundCredentials> FindAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return _found ??= await finder.FindAsync(address, pullSecrets, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }
}

/// <param name="Header">The whole value of <c>Authorization</c>.</param>
/// <param name="Expires">Null: never.</param>
internal sealed record Pass(string Header, DateTimeOffset? Expires)
{
    public override string ToString() => "…";
}
