using System.CommandLine;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Host.Files;
using Unloop.Host.Processes;
using Unloop.Host.Trust;
using Unloop.Monitoring.Datadog;

namespace Unloop.Cli.Commands;

/// <summary>The flags that say which Datadog is meant, and where its keys are.</summary>
internal sealed class DatadogFlags
{
    private readonly Option<string?> _site = new("--site") { Description = "Datadog's site, as in datadoghq.eu; by default DD_SITE, or where the cluster's Agents send to", HelpName = "SITE" };
    private readonly Option<string?> _apiKeyFile = new("--api-key-file") { Description = "File with Datadog's API key; by default DD_API_KEY", HelpName = "FILE" };
    private readonly Option<string?> _appKeyFile = new("--app-key-file") { Description = "File with Datadog's application key; by default DD_APP_KEY", HelpName = "FILE" };
    private readonly Option<string?> _apiUrl = new("--api-url") { Description = "Address of Datadog's API in place of the site's own", HelpName = "URL" };

    public IReadOnlyList<Option> Options => [_site, _apiKeyFile, _appKeyFile, _apiUrl];

    public void AddTo(Command command)
    {
        foreach (var option in Options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Asks nothing of Datadog yet. All that is wrong with flags and variables at once.</summary>
    /// <param name="isOfFiles">The cluster that the kubeconfig names is not the one that is meant, or nobody knows; it is not looked at.</param>
    public async Task<MonitorOpening> OpenAsync(ParseResult parsed, TargetOptions targets, bool isOfFiles, Terminal terminal, CancellationToken cancellationToken)
    {
        var (setup, unseen) = isOfFiles ? (null, null) : await LookAsync(parsed, targets, terminal, cancellationToken);
        var (options, keys, problems) = Find(parsed, setup?.Datadog);
        if (options is null)
        {
            return new(null, problems);
        }

#pragma warning disable CA2000 // The backend disposes its parts.
        var monitors = new DatadogMonitors(options, keys!, TimeProvider.System);
        var (cluster, notes) = KnownSetup.Cluster(setup);
        return new(new(monitors, [monitors])
        {
            Cluster = cluster,
            ClusterUnseen = unseen,
            Mistakes = DatadogForm.Mistakes,
            Kept = DatadogForm.Kept,
            Desired = request => [.. AlertList.Of(request).Select(a => DatadogForm.Desired(a.Datadog, MonitorIdentity.Of(request.Scope, a.Id)))],
            Warnings = request => Warnings(request, setup),
            Sights = setup is not null ? [.. AgentAdvice.Of(setup, options.Site), .. notes] : unseen is null ? [] : [$"Whether the Datadog Agent is in the cluster was not seen: {unseen}"],
        }, []);
#pragma warning restore CA2000
    }

    /// <summary>Whether any flag, or both keys in the environment, say that Datadog shall be asked.</summary>
    public bool AreGiven(ParseResult parsed) =>
        Options.Any(o => parsed.GetResult(o) is { Implicit: false }) || DatadogKeys.Find(null, null, HostEnvironment.Variables(), new FileReader()).Keys is not null;

    /// <summary>Which Datadog is meant, and the keys to it; without options where something is wrong.</summary>
    /// <param name="agents">Of the cluster; null: not seen, or none.</param>
    public (DatadogOptions? Options, DatadogKeys? Keys, IReadOnlyList<Problem> Problems) Find(ParseResult parsed, DatadogSetup? agents)
    {
        var environment = HostEnvironment.Variables();
        var (text, from) = parsed.GetValue(_site) is { } flag ? (flag, "--site")
            : environment.TryGetValue("DD_SITE", out var variable) && variable.Length > 0 ? (variable, "DD_SITE")
            : (agents?.Site ?? DatadogSites.Default, "DD_SITE of the cluster's Agents");
        var (site, wrongSite) = DatadogSites.Find(text, from);
        var (api, wrongApi) = parsed.GetValue(_apiUrl) is { } url ? DatadogOptions.FindApi(url) : (null, null);
        var (keys, wrongKeys) = DatadogKeys.Find(parsed.GetValue(_apiKeyFile), parsed.GetValue(_appKeyFile), environment, new FileReader());
        List<Problem> problems = [.. new[] { wrongSite, wrongApi }.OfType<Problem>(), .. wrongKeys];
        return problems.Count > 0 ? (null, null, problems)
            : (new DatadogOptions { Site = site!, Api = api, Roots = new MachineRoots(environment), Version = UnloopCommand.Version }, keys, []);
    }

    /// <summary>A cluster that cannot be asked keeps nobody from making monitors who names it: it is said, and what depends on it is left to the flags.</summary>
    private static async Task<(MonitoringSetup? Setup, string? Unseen)> LookAsync(ParseResult parsed, TargetOptions targets, Terminal terminal, CancellationToken cancellationToken)
    {
        var sight = await targets.Cluster.LookAroundAsync(parsed, terminal, cancellationToken);
        return (sight.Setup, sight.Problem?.Message);
    }

    private static IEnumerable<string> Warnings(AlertRequest request, MonitoringSetup? setup)
    {
        if (request.Scope.Cluster is null)
        {
            var unsure = setup is { Gaps.Count: > 0 } ? " Not all of it could be looked at: it may have a name that was not seen." : "";
            yield return $"Nothing tells this cluster from others: the monitors are for every cluster of the organisation, and two clusters share them. Name it with --cluster.{unsure}";
        }

        if (request.Channels.Count == 0)
        {
            yield return "Nobody is notified: name who shall be with --notify.";
        }
    }
}
