using System.CommandLine;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;

namespace Unloop.Cli.Commands;

/// <summary>Everything that one run of <c>plan</c>, <c>apply</c> or <c>status</c> works with.</summary>
internal sealed record MonitorSession(Monitors Monitors, MonitorOrder Order, MonitorBackend Backend) : IDisposable
{
    public IReadOnlyList<string> Sights => Backend.Sights;

    public void Dispose() => Backend.Dispose();
}

/// <summary>The flags of <c>unloop monitor plan</c>, <c>apply</c> and <c>status</c>.</summary>
internal sealed class MonitorFlags
{
    private readonly Option<string> _provider = new("--provider") { Description = "Who keeps the monitors: datadog or prometheus-operator", HelpName = "PROVIDER", Required = true };
    private readonly Option<string> _output = new("--output", "-o") { Description = "text or json", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
    private readonly Option<bool> _withoutData = new("--without-data") { Description = "Also make monitors whose metrics have no data yet" };
    private readonly Option<bool> _delete = new("--delete") { Description = "Take away what Unloop made for the target, and nothing else" };
    private readonly MonitorScopeFlags _scope = new();
    private readonly ChannelFlags _channels = new();
    private readonly DatadogFlags _datadog = new();
    private readonly RuleFlags _rules = new();

    public void AddTo(Command command, bool mayDelete)
    {
        _scope.AddTo(command);
        _channels.AddTo(command);
        _provider.AcceptOnlyFromAmong(DatadogForm.Provider, RuleObject.Provider);
        _output.AcceptOnlyFromAmong("text", "json");
        command.Options.Add(_provider);
        _datadog.AddTo(command);
        _rules.AddTo(command);
        foreach (var option in (Option[])[_withoutData, .. mayDelete ? [_delete] : Array.Empty<Option>(), _output])
        {
            command.Options.Add(option);
        }
    }

    public bool IsJson(ParseResult parsed) => parsed.GetRequiredValue(_output) == "json";

    /// <summary>Opens the provider and reads what shall be watched. Keys that are wrong are said before a cluster is read.</summary>
    public async Task<(MonitorSession? Session, IReadOnlyList<Problem> Problems)> OpenAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var isDatadog = parsed.GetRequiredValue(_provider) == DatadogForm.Provider;
        var opening = isDatadog ? await _datadog.OpenAsync(parsed, _scope.Targets, terminal, cancellationToken) : null;
        if (opening is { Backend: null })
        {
            return (null, opening.Problems);
        }

        var read = await _scope.ReadAsync(parsed, terminal, cancellationToken);
        if (read.Scope is not { } scope || read.Problems.Count > 0)
        {
            opening?.Backend?.Dispose();
            return (null, read.Problems);
        }

        opening ??= await _rules.OpenAsync(parsed, _scope.Targets, scope, terminal, cancellationToken);
        return opening.Backend is { } backend ? (Session(parsed, backend, read, scope), []) : (null, opening.Problems);
    }

    private MonitorSession Session(ParseResult parsed, MonitorBackend backend, MonitorScope read, AlertScope scope)
    {
        scope = scope with { Cluster = scope.Cluster ?? backend.Cluster };
        var request = new AlertRequest { Scope = scope, Causes = read.Causes, Channels = _channels.Channels(parsed), RunbookUrl = _scope.RunbookUrl(parsed) };
        var isDelete = parsed.GetResult(_delete) is not null && parsed.GetValue(_delete);
        var order = new MonitorOrder
        {
            Scope = scope,
            Desired = isDelete ? [] : backend.Desired(request),
            Delete = isDelete,
            WithoutData = parsed.GetValue(_withoutData),
            Warnings = isDelete ? [] : [.. read.Notes, .. backend.Warnings(request)],
        };
        return new(new Monitors(backend.Provider, TimeProvider.System, UnloopCommand.Version), order, backend);
    }
}
