using System.CommandLine;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Prometheus;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Engine.Knowing;
using Unloop.Engine.Monitoring;
using Unloop.Engine.Monitoring.Prometheus;
using Unloop.Host.Files;
using Unloop.Host.Processes;
using Unloop.Host.Trust;
using Unloop.Kubernetes;
using Unloop.Monitoring.Prometheus;

namespace Unloop.Cli.Commands;

/// <summary>The flags that say where PrometheusRules live, and which Prometheus should have loaded them.</summary>
internal sealed class PrometheusFlags
{
    public const string Provider = "prometheus-operator";

    private readonly Option<string?> _url = new("--prometheus-url") { Description = "The Prometheus that should load the rules, as in http://127.0.0.1:9090 after kubectl port-forward: says whether it has, and whether there is data", HelpName = "URL" };
    private readonly Option<string?> _token = new("--prometheus-token-file") { Description = "File with a bearer token for it", HelpName = "FILE" };
    private readonly Option<string?> _basic = new("--prometheus-basic-file") { Description = "File with user:password for it", HelpName = "FILE" };
    private readonly Option<string?> _namespace = new("--rules-namespace") { Description = "Where the PrometheusRules live; by default with what is watched, if the cluster's Prometheus looks there", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_url, _token, _basic, _namespace])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>A cluster with its rules, and what was seen of Prometheus in it; null: the problems say why.</summary>
    /// <param name="watched">The namespace of what is watched; null: the whole cluster.</param>
    public async Task<(PrometheusSession? Session, IReadOnlyList<Problem> Problems)> OpenAsync(ParseResult parsed, ConnectOptions connect, string? watched, Terminal terminal, CancellationToken cancellationToken)
    {
        var (server, problems) = Server(parsed);
        if (problems.Count > 0)
        {
            return (null, problems);
        }

        var connection = FixingCluster.Create(connect, ShippedKnowledge.LoadInBackground(), new FileReader(), new ProcessRunner(TimeProvider.System), TimeProvider.System);
        if (connection.Cluster is not { } cluster)
        {
            server?.Dispose();
            return (null, connection.Problems);
        }

        var sight = await Waiting.WithProgress(cluster.Source.Monitoring.LookAsync(cancellationToken), "looking what watches the cluster", terminal, cancellationToken);
        if (sight.Setup is not { } setup)
        {
            cluster.Dispose();
            server?.Dispose();
            return (null, [sight.Problem!]);
        }

        var place = RulePlace.Of(setup, parsed.GetValue(_namespace), watched, cluster.Source.DefaultNamespace);
        return (new(cluster, server, cluster.Rules(place.Namespace, new RuleWatch(server, setup)), place), []);
    }

    private (PrometheusServer? Server, IReadOnlyList<Problem> Problems) Server(ParseResult parsed)
    {
        if (parsed.GetValue(_url) is not { } url)
        {
            return (null, []);
        }

        var (options, problems) = PrometheusOptions.Read(url, parsed.GetValue(_token), parsed.GetValue(_basic), new FileReader());
        return options is null ? (null, problems)
            : (new(options with { Roots = new MachineRoots(HostEnvironment.Variables()), Version = UnloopCommand.Version }, TimeProvider.System), []);
    }
}

/// <summary>The rules of one cluster, and the connections that they are asked over.</summary>
internal sealed record PrometheusSession(FixingCluster Cluster, PrometheusServer? Server, IMonitorProvider Rules, RulePlace Place) : IDisposable
{
    /// <summary>All alerts of one target are one object.</summary>
    public DesiredMonitor Desired(AlertRequest request) => RuleObject.Desired(
        request.Scope,
        [new RuleGroup { Name = $"unloop-{request.Scope.Slug}", Rules = [.. AlertList.Of(request).Select(a => a.Prometheus)] }],
        Place.Namespace,
        $"unloop-{request.Scope.Slug}",
        Place.Labels);

    public void Dispose()
    {
        Cluster.Dispose();
        Server?.Dispose();
    }
}
