using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Engine.Fixing;

namespace Unloop.Cli.Commands;

/// <summary>The flags of <c>unloop fix</c>.</summary>
internal sealed class FixFlags
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only show the plan, with what admission would make of it" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Approve every plan" };
    private readonly Option<string?> _planOut = new("--plan-out") { Description = "Write the plan to a file, for --apply", HelpName = "FILE" };
    private readonly Option<string?> _apply = new("--apply") { Description = "Carry out a plan that --plan-out has written, exactly", HelpName = "FILE" };
    private readonly Option<string?> _resume = new("--resume") { Description = "Go on with a fix that was interrupted; without ID the newest", HelpName = "ID", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _undo = new("--undo") { Description = "Put back everything that a fix did; without ID the newest that was interrupted", HelpName = "ID", Arity = ArgumentArity.ZeroOrOne };
    private readonly ProofFlags _proof = new();
    private readonly Option<int> _attempts = new("--attempts") { Description = "How many plans are tried at most", HelpName = "N", DefaultValueFactory = _ => 3 };
    private readonly Option<bool> _recreate = new("--recreate") { Description = "Delete and make anew what cannot be changed in place: Jobs, ReplicaSets, bare Pods" };
    private readonly Option<bool> _despiteOwner = new("--despite-owner") { Description = "Change what Argo CD, Flux, Helm or another owner will change back" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "text, json or markdown", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Also every line that the builder prints" };

    public TargetOptions Targets { get; } = new("One workload: deploy/web, sts/db, ds/agent, job/x, …, or a pod");

    public SourceFlags Source { get; } = new(mayLookElsewhere: false);

    public BuildFlags Build { get; } = new();

    public FixAlarmFlags Alarm { get; } = new();

    public void AddTo(Command command)
    {
        Targets.AddTo(command);
        Source.AddTo(command);
        Build.AddTo(command);
        _proof.AddTo(command);
        _attempts.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && number is < 1 or > 10)
            {
                result.AddError("--attempts must be between 1 and 10");
            }
        });
        _output.AcceptOnlyFromAmong(ReportFormat.Names);
        foreach (var option in (Option[])[_dryRun, _yes, _planOut, _apply, _resume, _undo, _attempts, _recreate, _despiteOwner, _output, _verbose])
        {
            command.Options.Add(option);
        }

        Alarm.AddTo(command);
        Alarm.Exclude(command, _planOut, "sets up no monitors: give --with-monitor to the run that carries the plan out");
        Alarm.Exclude(command, _undo, "sets up no monitors: leave out --with-monitor");
        Alarm.Exclude(command, _resume, "goes on with the alarm that the fix was asked for: leave out --with-monitor");
        command.Validators.Add(result =>
        {
            var modes = ((Option[])[_dryRun, _planOut, _apply, _resume, _undo]).Where(o => result.GetResult(o) is not null).Select(o => o.Name).ToList();
            if (modes.Count > 1)
            {
                result.AddError($"{string.Join(" and ", modes)} exclude each other");
            }

            if (result.GetResult(_apply) is not null || result.GetResult(_resume) is not null || result.GetResult(_undo) is not null)
            {
                if (Targets.NamesPods(result))
                {
                    result.AddError($"{modes[0]} knows its workload: leave out the target");
                }
            }
            else if (!Targets.NamesPods(result))
            {
                result.AddError("name the workload to mend, as in deploy/web");
            }
        });
    }

    public Problem? Mistake(ParseResult parsed) => _proof.Mistake(parsed);

    public FixTerms Terms(ParseResult parsed) => new()
    {
        Proof = _proof.Terms(parsed),
        Attempts = parsed.GetValue(_attempts),
        DespiteOwner = parsed.GetValue(_despiteOwner),
        Recreate = parsed.GetValue(_recreate),
    };

    public TargetQuery Query(ParseResult parsed) => Targets.Query(parsed) with { UsePullSecrets = Source.UsesPullSecrets(parsed) };

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public bool Yes(ParseResult parsed) => parsed.GetValue(_yes);

    public bool Verbose(ParseResult parsed) => parsed.GetValue(_verbose);

    public string? PlanOut(ParseResult parsed) => parsed.GetValue(_planOut);

    public string? PlanToApply(ParseResult parsed) => parsed.GetValue(_apply);

    public bool IsTakenUp(ParseResult parsed) => parsed.GetResult(_resume) is not null || IsUndo(parsed);

    public bool IsUndo(ParseResult parsed) => parsed.GetResult(_undo) is not null;

    public string? JournalId(ParseResult parsed) => parsed.GetValue(_undo) ?? parsed.GetValue(_resume);

    public string Format(ParseResult parsed) => parsed.GetRequiredValue(_output);
}
