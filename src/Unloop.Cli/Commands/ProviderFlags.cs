using System.CommandLine;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;

namespace Unloop.Cli.Commands;

/// <summary>Monitors of one target, with the provider that keeps them.</summary>
internal sealed record MonitorSession(Monitors Monitors, MonitorOrder Order, MonitorBackend Backend) : IDisposable
{
    public IReadOnlyList<string> Sights => Backend.Sights;

    public void Dispose() => Backend.Dispose();
}

/// <param name="Provider">One of <see cref="ProviderFlags.Names"/>.</param>
/// <param name="Read">What shall be watched.</param>
internal sealed record MonitorQuestion(string Provider, Func<Task<MonitorScope>> Read)
{
    public bool IsDelete { get; init; }

    /// <summary>What is watched is known from files, and may be in another cluster than the one that the kubeconfig names.</summary>
    public bool IsOfFiles { get; init; }
}

/// <summary>The flags that reach whoever keeps monitors: of <c>unloop monitor plan</c>, <c>apply</c> and <c>status</c>, and of <c>unloop fix</c>.</summary>
internal sealed class ProviderFlags(AlertFlags alerts)
{
    private readonly Option<bool> _withoutData = new("--without-data") { Description = "Also make monitors whose metrics have no data yet" };
    private readonly DatadogFlags _datadog = new();
    private readonly RuleFlags _rules = new();

    public static string[] Names { get; } = [DatadogForm.Provider, RuleObject.Provider];

    public IReadOnlyList<Option> Options => [.. alerts.Options, .. _datadog.Options, .. _rules.Options, _withoutData];

    public void AddTo(Command command)
    {
        alerts.AddTo(command);
        _datadog.AddTo(command);
        _rules.AddTo(command);
        command.Options.Add(_withoutData);
    }

    /// <summary>Opens the provider and reads what shall be watched. Keys that are wrong are said before that.</summary>
    public async Task<(MonitorSession? Session, IReadOnlyList<Problem> Problems)> OpenAsync(
        MonitorQuestion question, ParseResult parsed, TargetOptions targets, Terminal terminal, CancellationToken cancellationToken)
    {
        var opening = question.Provider == DatadogForm.Provider ? await _datadog.OpenAsync(parsed, targets, question.IsOfFiles, terminal, cancellationToken) : null;
        if (opening is { Backend: null })
        {
            return (null, opening.Problems);
        }

        var watched = await question.Read();
        if (watched.Scope is not { } scope || watched.Problems.Count > 0)
        {
            opening?.Backend?.Dispose();
            return (null, watched.Problems);
        }

        opening ??= await _rules.OpenAsync(parsed, targets, scope, terminal, cancellationToken);
        if (opening.Backend is not { } backend)
        {
            return (null, opening.Problems);
        }

        scope = scope with { Cluster = scope.Cluster ?? backend.Cluster };
        var request = new AlertRequest { Scope = scope, Causes = watched.Causes, Channels = alerts.Channels(parsed), RunbookUrl = alerts.RunbookUrl(parsed) };
        if (Mistakes(request, backend, question.IsDelete) is { Count: > 0 } mistakes)
        {
            backend.Dispose();
            return (null, mistakes);
        }

        return (new(new Monitors(backend.Provider, TimeProvider.System, UnloopCommand.Version), Order(request, parsed, backend, watched.Notes, question.IsDelete), backend), []);
    }

    /// <summary>Monitors are known again by what they are called here, so that a name that is only guessed makes others the next time.</summary>
    private static List<Problem> Mistakes(AlertRequest request, MonitorBackend backend, bool isDelete)
    {
        List<Problem> mistakes = [.. request.Scope.Mistakes.Concat(isDelete ? [] : backend.Mistakes(request)).Select(m => new Problem(ProblemKind.BadInput, m))];
        if (request.Scope.Cluster is null && backend.ClusterUnseen is { } why)
        {
            mistakes.Add(new(ProblemKind.Refused, $"Which cluster this is was not seen, and monitors are known again by it: {why} Name it with --cluster, as DD_CLUSTER_NAME of its Agents does."));
        }

        return mistakes;
    }

    private MonitorOrder Order(AlertRequest request, ParseResult parsed, MonitorBackend backend, IReadOnlyList<string> notes, bool isDelete) => new()
    {
        Scope = request.Scope,
        Desired = isDelete ? [] : backend.Desired(request),
        Keep = isDelete || request.Causes.Count > 0 ? null : backend.Kept,
        Delete = isDelete,
        WithoutData = parsed.GetValue(_withoutData),
        Warnings = isDelete ? notes : [.. notes, .. backend.Warnings(request)],
    };
}
