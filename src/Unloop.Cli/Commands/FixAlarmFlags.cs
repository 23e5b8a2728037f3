using System.CommandLine;
using System.CommandLine.Parsing;
using Unloop.Alerts.Generation;
using Unloop.Cli.Rendering;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Dockerfile.Editing;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Planning;
using Unloop.Engine.Monitoring;

namespace Unloop.Cli.Commands;

/// <summary>The flags of <c>unloop fix</c> that ask for an alarm for next time.</summary>
internal sealed class FixAlarmFlags
{
    private readonly Option<string?> _withMonitor = new("--with-monitor") { Description = "Also set up the alarm for next time, once the fix holds: in datadog, or as PrometheusRules with prometheus-operator", HelpName = "PROVIDER" };
    private readonly AlertFlags _alerts = new();
    private readonly ProviderFlags _providers;

    public FixAlarmFlags() => _providers = new(_alerts);

    public void AddTo(Command command)
    {
        _withMonitor.AcceptOnlyFromAmong(ProviderFlags.Names);
        command.Options.Add(_withMonitor);
        _providers.AddTo(command);
        command.Validators.Add(result =>
        {
            var idle = _providers.Options.Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name).ToList();
            if (idle.Count > 0 && result.GetResult(_withMonitor) is null)
            {
                result.AddError($"{string.Join(", ", idle)}: said of the alarm for next time, and none is asked for: add --with-monitor PROVIDER");
            }
        });
    }

    /// <summary>An alarm cannot be asked for together with one of these.</summary>
    public void Exclude(Command command, Option option, string why) => command.Validators.Add(result =>
    {
        if (result.GetResult(_withMonitor) is not null && result.GetResult(option) is not null)
        {
            result.AddError($"{option.Name} {why}");
        }
    });

    /// <summary>The alarm that was asked for, planned while the workload still fails; all null: none was.</summary>
    public Task<(MonitorSession? Session, FixAlarm? Alarm, IReadOnlyList<Problem> Problems)> PlanAsync(
        Proposed proposed, Plan plan, ParseResult parsed, TargetOptions targets, Terminal terminal, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_withMonitor) is not { } provider)
        {
            return Task.FromResult<(MonitorSession?, FixAlarm?, IReadOnlyList<Problem>)>((null, null, []));
        }

        var known = DiagnosedAlerts.Of(proposed.Report with { Items = [.. new[] { proposed.Diagnosis }.OfType<Diagnosis>()] }, _alerts.Cluster(parsed), plan.Workload.Namespace);
        var (scope, note) = AlertScope.Around(_alerts.Cluster(parsed), plan.Workload.Namespace, plan.Workload.Kind, plan.Workload.Name);
        var (words, where) = (Words(parsed, _providers.Options), Words(parsed, targets.Cluster.Options));
        var wish = new AlarmWish
        {
            Provider = provider,
            Place = "",
            Scope = scope,
            Causes = known.Causes,
            Words = words,
            GoOn = string.Join(' ', ["unloop monitor apply", plan.Workload.ToString(), "-n", plan.Workload.Namespace, "--provider", provider, .. words.Concat(where).Select(ShellWord.Quote)]),
        };
        return PlanAsync(wish, note is null ? [] : [note], parsed, targets, terminal, cancellationToken);
    }

    /// <summary>Plans the alarm of a fix that is taken up: with the flags of then, in the cluster of now.</summary>
    public Task<(MonitorSession? Session, FixAlarm? Alarm, IReadOnlyList<Problem> Problems)> PlanAgainAsync(
        AlarmWish wish, ParseResult parsed, TargetOptions targets, Terminal terminal, CancellationToken cancellationToken)
    {
        var carrier = new Command("alarm");
        foreach (var option in (Option[])[.. _providers.Options, .. targets.Cluster.Options])
        {
            carrier.Options.Add(option);
        }

        var again = carrier.Parse([.. wish.Words, .. Words(parsed, targets.Cluster.Options)]);
        return again.Errors.Count > 0 || !ProviderFlags.Names.Contains(wish.Provider)
            ? Task.FromResult<(MonitorSession?, FixAlarm?, IReadOnlyList<Problem>)>((null, null, [new(ProblemKind.BadInput, $"{AlarmWish.Asked} in the journal holds no flags of this Unloop.")]))
            : PlanAsync(wish, [], again, targets, terminal, cancellationToken);
    }

    private async Task<(MonitorSession? Session, FixAlarm? Alarm, IReadOnlyList<Problem> Problems)> PlanAsync(
        AlarmWish wish, IReadOnlyList<string> notes, ParseResult parsed, TargetOptions targets, Terminal terminal, CancellationToken cancellationToken)
    {
        var question = new MonitorQuestion(wish.Provider, () => Task.FromResult(new MonitorScope(wish.Scope, wish.Causes, notes, [])));
        var (session, problems) = await _providers.OpenAsync(question, parsed, targets, terminal, cancellationToken);
        if (session is null)
        {
            return (null, null, problems);
        }

        var proposal = await Waiting.WithProgress(session.Monitors.PlanAsync(session.Order, cancellationToken), "reading monitors and metrics", terminal, cancellationToken);
        problems = proposal.Plan is { } monitors && Monitors.Obstacle(monitors, session.Order) is { } obstacle ? [obstacle] : proposal.Problems;
        return problems.Count > 0 ? (session, null, problems)
            : (session, new FixAlarm(session.Monitors, session.Order, proposal, wish with { Place = proposal.Plan!.Place, Scope = session.Order.Scope }) { Sights = session.Sights }, []);
    }

    /// <summary>What was said, to be said again.</summary>
    private static List<string> Words(ParseResult parsed, IEnumerable<Option> options) =>
    [
        .. from option in options
           let said = parsed.GetResult(option)
           where said is { Implicit: false }
           from word in said.Tokens.Count == 0 ? [option.Name] : said.Tokens.SelectMany(t => (string[])[option.Name, t.Value])
           select word,
    ];
}
