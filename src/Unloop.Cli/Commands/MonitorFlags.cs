using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;

namespace Unloop.Cli.Commands;

/// <summary>The flags of <c>unloop monitor plan</c>, <c>apply</c> and <c>status</c>.</summary>
internal sealed class MonitorFlags
{
    private readonly Option<string> _provider = new("--provider") { Description = "Who keeps the monitors: datadog, or prometheus-operator for PrometheusRules", HelpName = "PROVIDER", Required = true };
    private readonly Option<string> _output = new("--output", "-o") { Description = "text or json", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
    private readonly Option<bool> _delete = new("--delete") { Description = "Take away what Unloop made for the target, and nothing else" };
    private readonly MonitorScopeFlags _scope;
    private readonly ProviderFlags _providers;
    private bool _mayDelete;

    public MonitorFlags()
    {
        var alerts = new AlertFlags();
        (_scope, _providers) = (new(alerts), new(alerts));
    }

    public void AddTo(Command command, bool mayDelete)
    {
        _mayDelete = mayDelete;
        _scope.AddTo(command);
        _provider.AcceptOnlyFromAmong(ProviderFlags.Names);
        _output.AcceptOnlyFromAmong("text", "json");
        command.Options.Add(_provider);
        _providers.AddTo(command);
        foreach (var option in (Option[])[.. mayDelete ? [_delete] : Array.Empty<Option>(), _output])
        {
            command.Options.Add(option);
        }
    }

    public bool IsJson(ParseResult parsed) => parsed.GetRequiredValue(_output) == "json";

    public Task<(MonitorSession? Session, IReadOnlyList<Problem> Problems)> OpenAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var use = !_mayDelete ? ScopeUse.Status : parsed.GetValue(_delete) ? ScopeUse.Deletion : ScopeUse.Alerts;
        var question = new MonitorQuestion(parsed.GetRequiredValue(_provider), () => _scope.ReadAsync(parsed, terminal, cancellationToken, use))
        {
            IsDelete = use is ScopeUse.Deletion,
            IsOfFiles = _scope.IsOfFiles(parsed),
        };
        return _providers.OpenAsync(question, parsed, _scope.Targets, terminal, cancellationToken);
    }

    /// <summary>Opens, and plans; the problems are the proposal's, whichever of the two has them.</summary>
    public async Task<(MonitorSession? Session, MonitorProposal Proposal)> ProposeAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var (session, problems) = await OpenAsync(parsed, terminal, cancellationToken);
        return session is null ? (null, new(null, [], problems))
            : (session, await Waiting.WithProgress(session.Monitors.PlanAsync(session.Order, cancellationToken), "reading monitors and metrics", terminal, cancellationToken));
    }
}
