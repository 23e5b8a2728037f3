using System.CommandLine;
using System.Text;
using Unloop.Alerts.Datadog;
using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Datadog.Reading;
using Unloop.Alerts.Linting;
using Unloop.Alerts.Sources;
using Unloop.Alerts.Prometheus;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Alerts.Simulation;
using Unloop.Core.Facts;
using Unloop.Host.Files;

namespace Unloop.Cli.Commands;

/// <summary>An alert that can be played.</summary>
/// <param name="Name">Of the monitor or rule; empty for a query that was typed.</param>
internal sealed record PlayableAlert(string Name, Func<Scenario, Timeline> Play);

/// <summary>The alerts that <c>monitor simulate</c> is given: a query, or the monitors or rules of a file.</summary>
internal sealed class SimulationInput
{
    private const string Datadog = "datadog";
    private const string Prometheus = "prometheus";

    /// <summary>The finding of lint whose replacement is a second monitor.</summary>
    private const string RestartsAlone = "restart-rate-alone";

    private const int LongestFile = 4 << 20;

    private readonly Argument<string?> _file = new("FILE") { Description = "Monitors of Datadog (JSON, Terraform, manifest), or a rule file of Prometheus", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _query = new("--query") { Description = "A query of a metric monitor, or PromQL, in place of a file", HelpName = "TEXT" };
    private readonly Option<string?> _provider = new("--provider") { Description = "datadog or prometheus, where the text does not tell", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        _provider.AcceptOnlyFromAmong(Datadog, Prometheus);
        command.Arguments.Add(_file);
        command.Options.Add(_query);
        command.Options.Add(_provider);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_file) is null == result.GetValue(_query) is null)
            {
                result.AddError("say what shall be played: a file with monitors or rules, or --query TEXT");
            }
        });
    }

    public (IReadOnlyList<PlayableAlert> Alerts, IReadOnlyList<Problem> Problems) Read(ParseResult parsed)
    {
        var provider = parsed.GetValue(_provider);
        return parsed.GetValue(_query) is { } query ? (OfQuery(query, provider), []) : OfFile(parsed.GetValue(_file)!, provider);
    }

    private static List<PlayableAlert> OfQuery(string query, string? provider)
    {
        if ((provider ?? Linter.Providers.FirstOrDefault(p => p.LooksLikeQuery(query))?.Name ?? Prometheus) == Prometheus)
        {
            return [new PlayableAlert("", s => Simulator.Play(new Rule { Alert = "query", Expr = query }, s))];
        }

        var written = OfMonitor("", query);
        return OthersOf(query).ToList() is { Count: > 0 } others ? [written with { Name = "as written" }, .. others] : [written];
    }

    private static PlayableAlert OfMonitor(string name, string query) => new(name, s => Simulator.Play(new DatadogMonitor { Query = query }, s));

    /// <summary>With the repairs that lint has for it, and what lint would put beside it, where there are any.</summary>
    private static IEnumerable<PlayableAlert> OthersOf(string query)
    {
        var findings = Linter.Lint([LintFile.Query(query)], Datadog).Items;
        var beside = findings.FirstOrDefault(f => f.Id == RestartsAlone)?.Replacement;
        var meant = findings.Select(f => f.Replacement).OfType<string>().FirstOrDefault(r => r != query && r != beside && IsMonitor(r));
        return [.. meant is null ? (IEnumerable<PlayableAlert>)[] : [OfMonitor("as meant", meant)], .. beside is null ? (IEnumerable<PlayableAlert>)[] : [OfMonitor("beside it", beside)]];
    }

    private static bool IsMonitor(string query) => QueryParser.Parse(query) is { Errors: [], Query: MetricQuery { Aggregation: not null } };

    private static (IReadOnlyList<PlayableAlert>, IReadOnlyList<Problem>) OfFile(string path, string? provider)
    {
        var read = new FileReader().Read(path, LongestFile);
        if (read.Failure is { } failure)
        {
            return ([], [new Problem(read.Missing ? ProblemKind.NoMatch : ProblemKind.BadInput, $"{path} {failure}")]);
        }

        var source = new SourceFile(path.Replace('\\', '/'), Encoding.UTF8.GetString(read.Content.Span));
        var tree = SourceReader.Read(source);
        var kinds = ContentKinds.Of(tree);
        return (provider ?? (kinds.Any(k => k is ContentKind.PrometheusRules or ContentKind.PrometheusRuleManifest) ? Prometheus : Datadog)) == Prometheus ? Rules(source, tree) : Monitors(source, tree);
    }

    private static (IReadOnlyList<PlayableAlert>, IReadOnlyList<Problem>) Monitors(SourceFile source, SourceTree tree)
    {
        var read = MonitorReader.Read(source, tree);
        return Some(source, [.. read.Monitors.Select(m => new PlayableAlert(m.Monitor.Name ?? m.Label ?? "monitor", s => Simulator.Play(m.Monitor, s)))], read.Problems, "monitor of Datadog");
    }

    private static (IReadOnlyList<PlayableAlert>, IReadOnlyList<Problem>) Rules(SourceFile source, SourceTree tree)
    {
        var file = RuleFileReader.Read(source, tree);
        var tooShort = file.Groups.Where(g => g.Interval < Simulator.ShortestInterval)
            .Select(g => new RuleFileError(g.IntervalAt!.Value, $"the interval of the group '{g.Group.Name}' is {g.Group.Interval}, and no less than {Duration.Print(Simulator.ShortestInterval)} is played"));
        var alerts = file.Groups.SelectMany(g => g.Rules.Where(r => r.IsAlert).Select(r => new PlayableAlert(r.Name, s => Simulator.Play(r.Rule, s, g.Interval))));
        var problems = file.Errors.Concat(tooShort).OrderBy(e => e.At.Line).ThenBy(e => e.At.Column);
        return Some(source, [.. alerts], [.. problems.Select(e => new Problem(ProblemKind.BadInput, $"{source.Name}:{e.At.Line}:{e.At.Column}: {e.Message}"))], "alerting rule of Prometheus");
    }

    private static (IReadOnlyList<PlayableAlert>, IReadOnlyList<Problem>) Some(SourceFile source, IReadOnlyList<PlayableAlert> alerts, IReadOnlyList<Problem> problems, string wanted) =>
        problems.Count > 0 ? ([], problems)
        : alerts.Count == 0 ? ([], [new Problem(ProblemKind.BadInput, $"{source.Name} holds no {wanted}")])
        : (alerts, []);
}
