using System.Text;
using Unloop.Core.Facts;
using Unloop.Engine.Machine;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>A token, a name and password, a certificate, or nothing: the same for every request.</summary>
internal sealed class FixedCredentials(Credential credential) : ICredentials
{
    public static FixedCredentials Anonymous { get; } = new(new());

    public static string Bearer(string token) => "Bearer " + token;

    public static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    public ValueTask<CredentialResult> GetAsync(Credential? rejected, CancellationToken cancellationToken) => new(credential);
}

/// <summary>A token that is kept in a file and changes there: projected service account tokens live an hour.</summary>
internal sealed class TokenFileCredentials(string path, ClientCertificate? certificate, IFileReader files, TimeProvider time) : ICredentials
{
    private const int TokenLimit = 1 << 20;
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Credential? _current;
    private long _readAt;

    public ValueTask<CredentialResult> GetAsync(Credential? rejected, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_current is not null && !ReferenceEquals(_current, rejected) && time.GetElapsedTime(_readAt) < Freshness)
            {
                return new(_current);
            }

            var read = files.Read(path, TokenLimit);
            if (read.Failure is { } failure)
            {
                return new(new Problem(ProblemKind.BadInput, $"The token file {path} {failure}."));
            }

            var token = Encoding.UTF8.GetString(read.Content.Span).Trim();
            if (!HeaderText.IsSafe(token))
            {
                return new(new Problem(ProblemKind.BadInput, $"The token file {path} does not hold a token."));
            }

            _current = new(FixedCredentials.Bearer(token), certificate);
            _readAt = time.GetTimestamp();
            return new(_current);
        }
    }
}

/// <summary>What may stand in an HTTP header.</summary>
internal static class HeaderText
{
    public static bool IsSafe(string text) => text.Length > 0 && text.All(c => c is >= ' ' and not (char)0x7f);
}
