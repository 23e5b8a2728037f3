using System.CommandLine;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Prometheus;
using Unloop.Cli.Rendering;
using Unloop.Engine.Knowing;
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

    /// <param name="scope">What is watched.</param>
    public async Task<MonitorOpening> OpenAsync(ParseResult parsed, TargetOptions targets, AlertScope scope, Terminal terminal, CancellationToken cancellationToken)
    {
        var (options, problems) = parsed.GetValue(_url) is { } url ? PrometheusOptions.Read(url, parsed.GetValue(_token), parsed.GetValue(_basic), new FileReader()) : (null, []);
        var connection = FixingCluster.Create(targets.Connection(parsed), ShippedKnowledge.LoadInBackground(), new FileReader(), new ProcessRunner(TimeProvider.System), TimeProvider.System);
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

        var place = RulePlace.Of(setup, parsed.GetValue(_namespace), scope.Namespace, cluster.Source.DefaultNamespace);
#pragma warning disable CA2000 // The backend disposes its parts.
        var server = options is null ? null : new PrometheusServer(options with { Roots = new MachineRoots(HostEnvironment.Variables()), Version = UnloopCommand.Version }, TimeProvider.System);
#pragma warning restore CA2000
        return new(new(cluster.Rules(place.Namespace, new RuleWatch(server, setup)), server is null ? [cluster] : [server, cluster])
        {
            Desired = request => [Desired(request, place)],
            Warnings = request => [.. place.Warnings, .. Unheard(request)],
            Sights = place.Sights,
        }, []);
    }

    /// <summary>All alerts of one target are one object.</summary>
    private static DesiredMonitor Desired(AlertRequest request, RulePlace place)
    {
        var name = $"unloop-{request.Scope.Slug}";
        return RuleObject.Desired(request.Scope, [new RuleGroup { Name = name, Rules = [.. AlertList.Of(request).Select(a => a.Prometheus)] }], place.Namespace, name, place.Labels);
    }

    private static IEnumerable<string> Unheard(AlertRequest request) =>
        request.Channels.Count == 0 ? [] : ["Who is notified is said to Alertmanager, not to rules: 'unloop monitor generate --provider alertmanager' writes its routes."];
}
