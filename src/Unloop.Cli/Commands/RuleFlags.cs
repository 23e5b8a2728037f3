using System.CommandLine;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Prometheus;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Engine.Knowing;
using Unloop.Engine.Monitoring.Prometheus;
using Unloop.Host.Files;
using Unloop.Host.Processes;
using Unloop.Host.Trust;
using Unloop.Kubernetes;
using Unloop.Monitoring.Prometheus;

namespace Unloop.Cli.Commands;

/// <summary>The flags that say where PrometheusRules go, and which Prometheus shall load them.</summary>
internal sealed class RuleFlags
{
    private readonly Option<string?> _namespace = new("--rule-namespace") { Description = "Where the PrometheusRule lives; by default the target's namespace, or that of Prometheus", HelpName = "NAME" };
    private readonly Option<string?> _url = new("--prometheus-url") { Description = "The Prometheus that shall load the rules, to ask whether it has, and whether there is data", HelpName = "URL" };
    private readonly Option<string?> _token = new("--prometheus-token-file") { Description = "File with a bearer token for it", HelpName = "FILE" };
    private readonly Option<string?> _basic = new("--prometheus-password-file") { Description = "File with user:password for it", HelpName = "FILE" };

    public IReadOnlyList<Option> Options => [_namespace, .. ServerOptions];

    /// <summary>Those that reach a Prometheus.</summary>
    public IReadOnlyList<Option> ServerOptions => [_url, _token, _basic];

    public void AddTo(Command command)
    {
        foreach (var option in Options)
        {
            command.Options.Add(option);
        }
    }

    /// <param name="scope">What is watched: its namespace is where the rules go, unless another is named.</param>
    public async Task<MonitorOpening> OpenAsync(ParseResult parsed, TargetOptions targets, AlertScope scope, Terminal terminal, CancellationToken cancellationToken)
    {
        var (options, problems) = Server(parsed);
        var connection = FixingCluster.Create(targets.Cluster.Connection(parsed), ShippedKnowledge.LoadInBackground(), new FileReader(), new ProcessRunner(TimeProvider.System), TimeProvider.System);
        if (problems.Count > 0 || connection.Cluster is not { } cluster)
        {
            connection.Cluster?.Dispose();
            return new(null, [.. problems, .. connection.Problems]);
        }

        var sight = await Waiting.WithProgress(cluster.Source.Monitoring.LookAsync(cancellationToken), "looking what watches the cluster", terminal, cancellationToken);
        if (sight.Setup is not { } setup)
        {
            cluster.Dispose();
            return new(null, [sight.Problem!]);
        }

        var space = parsed.GetValue(_namespace) ?? scope.Namespace ?? (setup.Prometheus is [var first, ..] ? first.Namespace : cluster.Source.DefaultNamespace);
        var selection = RuleSelection.Among(setup, space);
#pragma warning disable CA2000 // The backend disposes its parts.
        var server = options is null ? null : new PrometheusServer(options, TimeProvider.System);
        return new(new(cluster.Rules(space, new RuleWatch(server, setup)), server is null ? [cluster] : [server, cluster])
        {
            Desired = request => [Desired(request, space, selection)],
            Kept = RuleObject.Kept,
            Warnings = request => Warnings(request, setup, selection),
            Sights = [.. Sights(setup, space, selection)],
        }, []);
#pragma warning restore CA2000
    }

    /// <summary>How the Prometheus is reached; without options and problems where none is named.</summary>
    public (PrometheusOptions? Options, IReadOnlyList<Problem> Problems) Server(ParseResult parsed)
    {
        var (options, problems) = parsed.GetValue(_url) is { } url ? PrometheusOptions.Read(url, parsed.GetValue(_token), parsed.GetValue(_basic), new FileReader()) : (null, []);
        return (options is null ? null : options with { Roots = new MachineRoots(HostEnvironment.Variables()), Version = UnloopCommand.Version }, problems);
    }

    private static DesiredMonitor Desired(AlertRequest request, string space, RuleSelection? selection)
    {
        var name = $"unloop-{request.Scope.Slug}";
        return RuleObject.Desired(request.Scope, [new RuleGroup { Name = name, Rules = [.. AlertList.Of(request).Select(a => a.Prometheus)] }], space, name, selection?.Labels ?? new Dictionary<string, string>());
    }

    private static IEnumerable<string> Sights(MonitoringSetup setup, string space, RuleSelection? selection)
    {
        if (selection is { IsPossible: true } good)
        {
            var labels = good.Labels.Count > 0 ? $" with the labels {string.Join(", ", good.Labels.Select(l => $"{l.Key}={l.Value}"))}" : "";
            yield return $"Prometheus {good.Prometheus.Namespace}/{good.Prometheus.Name} takes rules from namespace {space}{labels}.";
        }

        yield return setup.KubeStateMetrics is { } metrics
            ? $"kube-state-metrics: {metrics.Workload} in namespace {metrics.Namespace}."
            : "No kube-state-metrics was found; without it the rules have nothing to look at.";
    }

    private static IEnumerable<string> Warnings(AlertRequest request, MonitoringSetup setup, RuleSelection? selection)
    {
        if (selection is null)
        {
            yield return $"No Prometheus of the Prometheus Operator was {(setup.Gaps.Count > 0 ? "seen, and not everything could be looked at" : "found")}: nobody may load the rules.";
        }
        else if (selection.Obstacle is { } obstacle)
        {
            yield return $"{obstacle}{(selection.Namespaces is { Count: > 0 } others ? $" It takes rules from {string.Join(", ", others)}: choose one with --rule-namespace." : "")}";
        }

        if (request.Channels.Count > 0)
        {
            yield return "Who is notified is decided by Alertmanager: 'unloop monitor generate' writes its receivers and routes for --notify.";
        }
    }
}
