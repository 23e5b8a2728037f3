using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Engine.Machine;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>
/// Credentials from a plugin (<c>users[].user.exec</c>). It is run once and again only when what it gave expires or is refused; while it runs,
/// all requests wait for that one run.
/// </summary>
internal sealed class ExecCredentials(ExecPlugin plugin, IProcessRunner processes, TimeProvider time) : ICredentials, IDisposable
{
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);
    private Credential? _current;
    private DateTimeOffset? _expires;
    private Problem? _failed;

    public async ValueTask<CredentialResult> GetAsync(Credential? rejected, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_failed is not null)
            {
                return _failed;
            }

            var usable = _current is not null && !ReferenceEquals(_current, rejected)
                && (_expires is not { } expires || time.GetUtcNow() + Leeway < expires);
            return usable ? _current! : await RunAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<CredentialResult> RunAsync(CancellationToken cancellationToken)
    {
        var interactive = plugin.Interactivity switch
        {
            "Never" => false,
            "Always" when !processes.InputIsTerminal => (bool?)null,
            _ => processes.InputIsTerminal,
        };
        if (interactive is not { } isInteractive)
        {
            return _failed = plugin.Problem("must ask a person (interactiveMode Always), and standard input is not a terminal");
        }

        var result = await processes.RunAsync(plugin.Command(isInteractive), cancellationToken);
        if (plugin.Failure(result) is { } failure)
        {
            return _failed = failure;
        }

        var (credential, expires, problem) = plugin.Read(result.Output);
        (_current, _expires, _failed) = (credential, expires, problem);
        return new(credential, problem);
    }
}

/// <summary>What a kubeconfig says about a plugin, and how it is spoken to. Pure.</summary>
internal sealed record ExecPlugin
{
    public required string ApiVersion { get; init; }
    public required string Program { get; init; }
    public required ExecEntry Entry { get; init; }
    public required string Interactivity { get; init; }

    /// <summary>Null unless the kubeconfig says <c>provideClusterInfo</c>.</summary>
    public ExecCluster? Cluster { get; init; }
    public ClientCertificate? Certificate { get; init; }
    public required string User { get; init; }
    public required TimeSpan Timeout { get; init; }

    public ProcessCommand Command(bool interactive)
    {
        var info = new ExecCredential { ApiVersion = ApiVersion, Kind = "ExecCredential", Spec = new(Cluster, interactive) };
        var variables = (Entry.Env ?? []).Where(v => v.Name is not null).Select(v => KeyValuePair.Create(v.Name!, v.Value ?? ""));
        return new()
        {
            Program = Program,
            Arguments = Entry.Args ?? [],
            Environment =
                [.. variables, new("KUBERNETES_EXEC_INFO", JsonSerializer.Serialize(info, ExecCredentialJson.Default.ExecCredential))],
            Interactive = interactive,
            Timeout = Timeout,
        };
    }

    public Problem? Failure(ProcessResult result) => result.End switch
    {
        ProcessEnd.NotFound => Problem("is not installed" + (Entry.InstallHint is { Length: > 0 } hint ? $": {hint.Trim()}" : "")),
        ProcessEnd.NotStarted => Problem($"could not be started: {result.ErrorTail}"),
        ProcessEnd.TimedOut => Problem($"did not answer within {Timeout.TotalSeconds:0} seconds"),
        ProcessEnd.TooMuchOutput => Problem("wrote far more than a credential"),
        _ when result.ExitCode != 0 =>
            Problem($"ended with exit code {result.ExitCode}" + (result.ErrorTail.Length > 0 ? $": {OneLine(result.ErrorTail)}" : "")),
        _ => null,
    };

    public (Credential? Credential, DateTimeOffset? Expires, Problem? Problem) Read(string output)
    {
        ExecCredential? answer;
        try
        {
            answer = JsonSerializer.Deserialize(output, ExecCredentialJson.Default.ExecCredential);
        }
        catch (JsonException)
        {
            return (null, null, Problem("did not write an ExecCredential as JSON"));
        }

        if (answer?.Kind != "ExecCredential" || answer.ApiVersion != ApiVersion)
        {
            return (null, null, Problem($"wrote {answer?.Kind ?? "no kind"} of {answer?.ApiVersion ?? "no apiVersion"} where ExecCredential of {ApiVersion} was expected"));
        }

        if (answer.Status is not { } status || (status.Token is null && status.ClientCertificateData is null))
        {
            return (null, null, Problem("wrote neither a token nor a client certificate"));
        }

        var certificate = Certificate;
        if (status.ClientCertificateData is { } pem && !ClientCertificates.TryParse(pem, status.ClientKeyData ?? "", out certificate))
        {
            return (null, null, Problem("wrote a client certificate and key that do not make a pair"));
        }

        return status.Token is { } token && !HeaderText.IsSafe(token)
            ? (null, null, Problem("wrote a token that cannot be sent"))
            : (new(status.Token is { } safe ? FixedCredentials.Bearer(safe) : null, certificate), status.ExpirationTimestamp, null);
    }

    public Problem Problem(string what) =>
        new(ProblemKind.Unauthorised, $"The credential plugin {Entry.Command} of user '{User}' {what}.");

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
