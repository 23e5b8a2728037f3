using System.CommandLine;
using Unloop.Alerts.Datadog.Checks;
using Unloop.Alerts.Linting;
using Unloop.Alerts.Prometheus.Checks;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Monitoring.Datadog;
using Unloop.Monitoring.Prometheus;

namespace Unloop.Cli.Commands;

/// <summary>What <c>unloop monitor lint</c> asks of the service that is named with <c>--provider</c>, with the flags of <c>unloop monitor apply</c>. It only reads.</summary>
internal sealed class LintSight
{
    private readonly DatadogFlags _datadog = new();
    private readonly RuleFlags _rules = new();

    /// <param name="provider">The option that says whom they are for.</param>
    public void AddTo(Command command, Option<string?> provider)
    {
        _datadog.AddTo(command);
        foreach (var option in _rules.ServerOptions)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            foreach (var (options, name) in new[] { (_datadog.Options, DatadogLint.Instance.Name), (_rules.ServerOptions, PrometheusLint.Instance.Name) })
            {
                if (options.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } given && result.GetValue(provider) != name)
                {
                    result.AddError($"{given.Name} is for --provider {name}");
                }
            }
        });
    }

    /// <summary>What cannot be asked is a problem, and stays unknown.</summary>
    public async Task<LintSurroundings> LookAsync(string? provider, MonitoringSetup? setup, ParseResult parsed, List<Problem> problems, Terminal terminal, CancellationToken cancellationToken)
    {
        var known = LintSurroundings.None with { Setup = setup };
        return provider == DatadogLint.Instance.Name && _datadog.AreGiven(parsed) ? await DatadogAsync(known, parsed, problems, terminal, cancellationToken)
            : provider == PrometheusLint.Instance.Name ? await PrometheusAsync(known, parsed, problems, terminal, cancellationToken)
            : known;
    }

    private async Task<LintSurroundings> DatadogAsync(LintSurroundings known, ParseResult parsed, List<Problem> problems, Terminal terminal, CancellationToken cancellationToken)
    {
        var (options, keys, wrong) = _datadog.Find(parsed, known.Setup?.Datadog);
        problems.AddRange(wrong);
        if (options is null)
        {
            return known;
        }

        using var organisation = new DatadogOrganisation(options, keys!, TimeProvider.System);
        var metrics = await Waiting.WithProgress(organisation.MetricsAsync(cancellationToken), "reading the names of metrics", terminal, cancellationToken);
        var monitors = metrics.Problem is null ? await Waiting.WithProgress(organisation.MonitorsAsync(cancellationToken), "reading monitors", terminal, cancellationToken) : new(null);
        problems.AddRange(new[] { metrics.Problem, monitors.Problem }.OfType<Problem>());
        return known with { KnownMetrics = metrics.Names, KnownFor = DatadogOrganisation.KnownFor, ExistingMonitors = monitors.Monitors };
    }

    private async Task<LintSurroundings> PrometheusAsync(LintSurroundings known, ParseResult parsed, List<Problem> problems, Terminal terminal, CancellationToken cancellationToken)
    {
        var (options, wrong) = _rules.Server(parsed);
        problems.AddRange(wrong);
        if (options is null)
        {
            return known;
        }

        using var server = new PrometheusServer(options, TimeProvider.System);
        var names = await Waiting.WithProgress(server.NamesAsync(cancellationToken), "reading the names of metrics", terminal, cancellationToken);
        if (names.Names is null)
        {
            problems.AddRange(new[] { names.Problem }.OfType<Problem>());
            return known;
        }

        var rules = await Waiting.WithProgress(server.RulesAsync(cancellationToken), "reading rules", terminal, cancellationToken);
        var (all, exported) = (await server.CountAsync("kube_pod_info", cancellationToken), await server.CountAsync("kube_pod_info{exported_pod!=\"\"}", cancellationToken));
        problems.AddRange(new[] { rules.Problem, all.Problem, exported.Problem }.OfType<Problem>());
        return known with
        {
            KnownMetrics = names.Names,
            LoadedRules = rules.Problem is null ? [.. rules.Rules.Select(r => r.Query)] : null,
            HasExportedLabels = all.Count > 0 && exported.Count is { } count ? count > 0 : null,
        };
    }
}
