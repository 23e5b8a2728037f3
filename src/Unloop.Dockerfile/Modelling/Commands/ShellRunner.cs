using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Modelling.Shell;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>
/// Goes through shell text in the order of execution. A command whose outcome is not known is taken to succeed, as it did in any build
/// that came to an end; <c>||</c> after it may run.
/// </summary>
internal sealed class ShellRunner(RunContext run)
{
    private const int MostRounds = 20;

    private static readonly HashSet<string> AlwaysSucceed = ["true", ":", "echo", "printf"];

    public StepOutcome Run(ShellList list)
    {
        var outcome = StepOutcome.Succeeds;
        for (var i = 0; i < list.Items.Count && !run.HasExited; i++)
        {
            var item = list.Items[i];
            var isLast = i == list.Items.Count - 1;
            var next = Hidden(item.InBackground || (!isLast && !run.StopsOnError), () => Run(item.Chain));
            if (run.HasExited)
            {
                return next.IsFailure || outcome.Kind != Outcome.FailsHidden ? next : outcome;
            }

            if (next.IsFailure && run.StopsOnError && !item.InBackground)
            {
                return next;
            }

            next = isLast && !item.InBackground ? next : next.Hidden();
            outcome = Worse(outcome, next);
        }

        return outcome;
    }

    private StepOutcome Run(ShellChain chain)
    {
        var hides = chain.Rest.Any(r => !r.IsAnd && IsTrivial(r.Pipeline));
        var outcome = Hidden(hides, () => Run(chain.First));
        for (var i = 0; i < chain.Rest.Count && !run.HasExited; i++)
        {
            var (isAnd, pipeline) = chain.Rest[i];
            if (isAnd && outcome is { Kind: Outcome.Unknown, IsTest: true })
            {
                Perhaps(() => Run(pipeline));
            }
            else if (isAnd)
            {
                outcome = outcome.IsFailure ? outcome : Worse(outcome, Hidden(hides, () => Run(pipeline)));
            }
            else if (outcome.Kind is Outcome.Fails)
            {
                outcome = AfterFailure(outcome, Run(pipeline));
            }
            else if (outcome.Kind == Outcome.Unknown)
            {
                Perhaps(() => Run(pipeline));
            }
        }

        return outcome;
    }

    private static StepOutcome AfterFailure(StepOutcome failure, StepOutcome fallback) => fallback.Kind switch
    {
        Outcome.Fails => fallback,
        Outcome.Succeeds or Outcome.FailsHidden => failure.Hidden(),
        _ => StepOutcome.Unknown,
    };

    /// <summary>What came first and failed unseen stays known; a later failure weighs more.</summary>
    private static StepOutcome Worse(StepOutcome before, StepOutcome now) =>
        now.IsFailure ? now : before.Kind is Outcome.FailsHidden or Outcome.Fails ? before : now.Kind == Outcome.FailsHidden || now.Kind == Outcome.Unknown ? now with { IsTest = before.IsTest || now.IsTest } : before;

    private StepOutcome Run(ShellPipeline pipeline)
    {
        var outcome = StepOutcome.Succeeds;
        var folder = run.Directory;
        for (var i = 0; i < pipeline.Commands.Count; i++)
        {
            var command = pipeline.Commands[i];
            var isLast = i == pipeline.Commands.Count - 1;
            var feeds = i > 0 ? pipeline.Commands[i - 1] : null;
            var next = Hidden((!isLast && !run.SeesPipeFailures) || pipeline.IsNegated, () => Run(command, feeds is not null));
            outcome = Worse(outcome, isLast || run.SeesPipeFailures ? next : next.Hidden());
        }

        if (pipeline.Commands.Count > 1)
        {
            run.Directory = folder;
        }

        return pipeline.IsNegated && outcome.Kind != Outcome.Unknown ? StepOutcome.Unknown : outcome;
    }

    private StepOutcome Run(ShellNode node, bool readsPipe)
    {
        switch (node)
        {
            case SimpleCommand simple:
                return new CommandRunner(run).Run(simple, readsPipe);
            case ShellGroup group:
                var folder = run.Directory;
                var variables = run.Variables;
                var outcome = Run(group.Body);
                if (group.IsSubshell)
                {
                    (run.Directory, run.Variables, run.HasExited) = (folder, variables, false);
                }

                new Redirections(run).Apply(group.Redirects, null);
                return outcome;
            case ShellChoice choice:
                if (!RunLoop(choice))
                {
                    RunChoice(choice);
                }

                return StepOutcome.Unknown;
            default:
                return StepOutcome.Unknown;
        }
    }

    /// <summary>A <c>for</c> over a few words that are known is carried out word by word.</summary>
    private bool RunLoop(ShellChoice loop)
    {
        if (loop is not { Variable: { } name, Values: { Count: > 0 and <= MostRounds } values, Parts: [var body] })
        {
            return false;
        }

        var words = values.SelectMany(v => WordExpansion.Words(v, run.Lookup)).ToList();
        if (words.Count > MostRounds || words.Exists(w => w.Text is null || w.IsPattern) || run.Depth > 2)
        {
            return false;
        }

        run.Depth++;
        foreach (var word in words)
        {
            run.Variables = run.Variables.SetItem(name, word.Text);
            Hidden(!run.StopsOnError, () => Run(body));
        }

        run.Depth--;
        new Redirections(run).Apply(loop.Redirects, null);
        return true;
    }

    private void RunChoice(ShellChoice choice)
    {
        var variables = run.Variables;
        if (choice.Variable is { } name)
        {
            run.Variables = run.Variables.SetItem(name, null);
        }

        foreach (var part in choice.Parts)
        {
            Perhaps(() => Run(part));
        }

        // Whatever a part assigned is not known afterwards.
        foreach (var key in run.Variables.Keys.Where(k => !variables.TryGetValue(k, out var old) || old != run.Variables[k]).ToList())
        {
            run.Variables = run.Variables.SetItem(key, null);
        }

        new Redirections(run).Apply(choice.Redirects, null);
    }

    /// <summary>It may run or not.</summary>
    private void Perhaps(Func<StepOutcome> part)
    {
        var (certain, folder) = (run.IsCertain, run.Directory);
        run.IsCertain = false;
        Hidden(true, part);
        run.IsCertain = certain;
        run.HasExited = false;
        run.Directory = run.Directory == folder ? folder : null;
    }

    private StepOutcome Hidden(bool hide, Func<StepOutcome> part)
    {
        var hidden = run.IsHidden;
        run.IsHidden |= hide;
        var outcome = part();
        run.IsHidden = hidden;
        return outcome;
    }

    private static bool IsTrivial(ShellPipeline pipeline) =>
        pipeline.Commands is [SimpleCommand { Words: [var first, ..] words }]
        && (AlwaysSucceed.Contains(first.Literal ?? "") || (first.Literal == "exit" && words is [_, { Literal: "0" }]));
}
