using System.CommandLine;
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
    private readonly Option<string?> _apiKeyFile = new("--api-key-file") { Description = "File with the API key; by default DD_API_KEY", HelpName = "FILE" };
    private readonly Option<string?> _appKeyFile = new("--app-key-file") { Description = "File with the application key; by default DD_APP_KEY", HelpName = "FILE" };
    private readonly Option<string?> _apiUrl = new("--api-url") { Description = "Address of the API in place of the site's own", HelpName = "URL" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_site, _apiKeyFile, _appKeyFile, _apiUrl])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Asks nothing of Datadog yet. All that is wrong with flags and variables at once.</summary>
    /// <param name="seen">The site that the cluster's Agents send to; null: unknown.</param>
    public (DatadogMonitors? Monitors, string Site, IReadOnlyList<Problem> Problems) Open(ParseResult parsed, string? seen)
    {
        var environment = HostEnvironment.Variables();
        var problems = new List<Problem>();
        var (text, from) = parsed.GetValue(_site) is { } flag ? (flag, "--site")
            : environment.TryGetValue("DD_SITE", out var variable) && variable.Length > 0 ? (variable, "DD_SITE")
            : (seen ?? DatadogSites.Default, "DD_SITE of the cluster's Agents");
        var (site, wrongSite) = DatadogSites.Find(text, from);
        var (api, wrongApi) = parsed.GetValue(_apiUrl) is { } url ? DatadogOptions.FindApi(url) : (null, null);
        var (keys, wrongKeys) = DatadogKeys.Find(parsed.GetValue(_apiKeyFile), parsed.GetValue(_appKeyFile), environment, new FileReader());
        problems.AddRange([.. new[] { wrongSite, wrongApi }.OfType<Problem>(), .. wrongKeys]);
        if (problems.Count > 0)
        {
            return (null, site ?? text, problems);
        }

        var options = new DatadogOptions { Site = site!, Api = api, Roots = new MachineRoots(environment), Version = UnloopCommand.Version };
        return (new DatadogMonitors(options, keys!, TimeProvider.System), site!, []);
    }
}
