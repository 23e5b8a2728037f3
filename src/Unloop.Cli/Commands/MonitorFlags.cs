using System.CommandLine;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Engine.Knowing;
using Unloop.Engine.Monitoring;

namespace Unloop.Cli.Commands;

/// <summary>Everything that one run of <c>plan</c>, <c>apply</c> or <c>status</c> works with.</summary>
/// <param name="Sights">What was seen of the provider's parts in the cluster, one sentence each.</param>
internal sealed record MonitorSession(Monitors Monitors, MonitorOrder Order, IReadOnlyList<string> Sights, IDisposable Provider) : IDisposable
{
    public void Dispose() => Provider.Dispose();
}

/// <summary>The flags of <c>unloop monitor plan</c>, <c>apply</c> and <c>status</c>.</summary>
internal sealed class MonitorFlags
{
    private readonly Option<string> _provider = new("--provider") { Description = "datadog", HelpName = "PROVIDER", Required = true };
    private readonly Option<string> _output = new("--output", "-o") { Description = "text or json", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
    private readonly Option<bool> _withoutData = new("--without-data") { Description = "Also make monitors whose metrics have no data yet" };
    private readonly Option<bool> _delete = new("--delete") { Description = "Take away what Unloop made for the target, and nothing else" };
    private readonly MonitorScopeFlags _scope = new();
    private readonly ChannelFlags _channels = new();
    private readonly DatadogFlags _datadog = new();

    public void AddTo(Command command, bool mayDelete)
    {
        _scope.AddTo(command);
        _channels.AddTo(command);
        _provider.AcceptOnlyFromAmong(DatadogForm.Provider);
        _output.AcceptOnlyFromAmong("text", "json");
        command.Options.Add(_provider);
        _datadog.AddTo(command);
        foreach (var option in (Option[])[_withoutData, .. mayDelete ? [_delete] : Array.Empty<Option>(), _output])
        {
            command.Options.Add(option);
        }
    }

    public bool IsJson(ParseResult parsed) => parsed.GetRequiredValue(_output) == "json";

    /// <summary>Reads the scope and what the cluster has of the provider; null: the problems were said.</summary>
    public async Task<(MonitorSession? Session, IReadOnlyList<Problem> Problems)> OpenAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var (setup, unseen) = await LookAsync(parsed, terminal, cancellationToken);
        var (monitors, site, problems) = _datadog.Open(parsed, setup?.Datadog?.Site);
        if (monitors is null)
        {
            return (null, problems);
        }

        var scope = await _scope.ReadAsync(parsed, terminal, cancellationToken);
        if (scope.Scope is not { } wanted || scope.Problems.Count > 0)
        {
            monitors.Dispose();
            return (null, scope.Problems);
        }

        wanted = wanted with { Cluster = wanted.Cluster ?? setup?.Datadog?.ClusterName };
        var isDelete = parsed.GetResult(_delete) is not null && parsed.GetValue(_delete);
        var request = new AlertRequest { Scope = wanted, Causes = scope.Causes, Channels = _channels.Channels(parsed), RunbookUrl = _scope.RunbookUrl(parsed) };
        var order = new MonitorOrder
        {
            Scope = wanted,
            Desired = isDelete ? [] : [.. AlertList.Of(request).Select(a => DatadogForm.Desired(a.Datadog, MonitorIdentity.Of(wanted, a.Id)))],
            Delete = isDelete,
            WithoutData = parsed.GetValue(_withoutData),
            Warnings = [.. scope.Notes, .. Warnings(wanted, request, isDelete)],
        };
        var sights = setup is null ? unseen : AgentAdvice.Of(setup, site);
        return (new(new Monitors(monitors, TimeProvider.System, UnloopCommand.Version), order, sights, monitors), []);
    }

    /// <summary>A cluster that cannot be asked keeps nobody from making monitors: it is said, and what depends on it is left to the flags.</summary>
    private async Task<(MonitoringSetup? Setup, IReadOnlyList<string> Unseen)> LookAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var connection = _scope.Targets.Connect(parsed, ShippedKnowledge.LoadInBackground());
        if (connection.Source is not { } source)
        {
            return (null, [Unseen(connection.Problems[0].Message)]);
        }

        using (source)
        {
            var sight = await Waiting.WithProgress(source.Monitoring.LookAsync(cancellationToken), "looking what watches the cluster", terminal, cancellationToken);
            return (sight.Setup, sight.Problem is { } problem ? [Unseen(problem.Message)] : []);
        }
    }

    private static string Unseen(string why) => $"Whether the Datadog Agent is in the cluster was not seen: {why}";

    private static IEnumerable<string> Warnings(AlertScope scope, AlertRequest request, bool isDelete)
    {
        if (scope.Cluster is null)
        {
            yield return "Nothing tells this cluster from others: the monitors are for every cluster of the organisation, and two clusters share them. Name it with --cluster.";
        }

        if (request.Channels.Count == 0 && !isDelete)
        {
            yield return "Nobody is notified: name who shall be with --notify.";
        }
    }
}
