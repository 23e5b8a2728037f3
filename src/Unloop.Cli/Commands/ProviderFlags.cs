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
        string provider, Func<Task<MonitorScope>> read, bool isDelete, ParseResult parsed, TargetOptions targets, Terminal terminal, CancellationToken cancellationToken)
    {
        var opening = provider == DatadogForm.Provider ? await _datadog.OpenAsync(parsed, targets, terminal, cancellationToken) : null;
        if (opening is { Backend: null })
        {
            return (null, opening.Problems);
        }

        var watched = await read();
        if (watched.Scope is not { } scope || watched.Problems.Count > 0)
        {
            opening?.Backend?.Dispose();
            return (null, watched.Problems);
        }

        opening ??= await _rules.OpenAsync(parsed, targets, scope, terminal, cancellationToken);
        return opening.Backend is { } backend ? (Session(parsed, backend, watched, scope, isDelete), []) : (null, opening.Problems);
    }

    private MonitorSession Session(ParseResult parsed, MonitorBackend backend, MonitorScope watched, AlertScope scope, bool isDelete)
    {
        scope = scope with { Cluster = scope.Cluster ?? backend.Cluster };
        var request = new AlertRequest { Scope = scope, Causes = watched.Causes, Channels = alerts.Channels(parsed), RunbookUrl = alerts.RunbookUrl(parsed) };
        var order = new MonitorOrder
        {
            Scope = scope,
            Desired = isDelete ? [] : backend.Desired(request),
            Delete = isDelete,
            WithoutData = parsed.GetValue(_withoutData),
            Warnings = isDelete ? [] : [.. watched.Notes, .. backend.Warnings(request)],
        };
        return new(new Monitors(backend.Provider, TimeProvider.System, UnloopCommand.Version), order, backend);
    }
}
