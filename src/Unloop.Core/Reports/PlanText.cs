using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Planning.Remedies;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Reports;

/// <summary>A plan for a terminal: everything that will be done, exactly, and how it is undone. Pure.</summary>
public static class PlanText
{
    private const int LabelWidth = 13;

    public static IReadOnlyList<StyledLine> Write(Plan plan, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        text.Line(new Span($"Plan for {plan.Workload}", Tone.Strong), new Span($"  namespace {plan.Workload.Namespace}, {plan.Server}", Tone.Dim));
        text.Wrapped("  ", [new Span(plan.Statement)]);
        text.Labelled("because", $"{plan.Cause.Category.Token()}: {plan.Cause.Statement} ({ReportWords.Sureness(plan.Cause.Confidence)})");
        foreach (var owner in plan.Owners)
        {
            text.Labelled("owned by", $"{owner.Name}. {owner.Instead}", Tone.Bad);
        }

        foreach (var warning in plan.Warnings)
        {
            text.Labelled("beware", warning, Tone.Bad);
        }

        text.Empty();
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            Step(text, plan.Steps[i], i + 1);
        }

        text.Labelled("then", Proof(plan.Proof));
        text.Labelled("else", "All of it is taken back, and the new failure is diagnosed.");
        text.Labelled("plan hash", plan.Hash, Tone.Dim);
        return text.Lines;
    }

    /// <summary>What only a person can do, with the manifests to review.</summary>
    public static IReadOnlyList<StyledLine> ByHand(IReadOnlyList<PersonProposal> proposals, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        text.Empty();
        text.Line(new Span("There is nothing here that Unloop could mend by itself.", Tone.Strong));
        text.Advice([.. proposals.Select(p => new Advice(p.Statement) { Command = p.Command, Diff = p.Manifest?.TrimEnd('\n') })]);
        return text.Lines;
    }

    public static string Proof(ProofTerms terms)
    {
        var lived = terms.LongestLifetime is { } longest ? $"; the failing container lived for at most {Duration.Text(longest)}" : "";
        return $"Every pod must stay ready, without a restart, for at least {Duration.Text(terms.Window)}{lived}.";
    }

    private static void Step(LineWriter text, PlanStep step, int number)
    {
        text.Wrapped($"  {number}. ", [new Span(step.Statement, Tone.Strong), new Span(step.Risk is Risk.High ? "(high risk)" : "", Tone.Bad)]);
        switch (step)
        {
            case EditFilesStep edit:
                foreach (var line in edit.Diff.TrimEnd('\n').Split('\n'))
                {
                    text.Diff(line, "       ");
                }

                break;
            case BuildImageStep { Order: var order }:
                Build(text, order);
                break;
            case PatchWorkloadStep patch:
                Changes(text, patch.Changes);
                break;
            case RecreateStep recreate:
                Changes(text, recreate.Changes);
                break;
        }

        text.Wrapped("     ", [new Span($"Before: {step.Precondition}", Tone.Dim)]);
        text.Wrapped("     ", [new Span($"Undone: {step.Inverse}", Tone.Dim)]);
        text.Empty();
    }

    private static void Build(LineWriter text, BuildOrder order)
    {
        string?[] details =
        [
            $"Dockerfile {order.Dockerfile}",
            order.Target is { } target ? $"stage {target}" : null,
            order.Platform is { } platform ? $"platform {platform}" : null,
            order.BuildArgs.Count > 0 ? $"build arguments {string.Join(", ", order.BuildArgs.Keys)}" : null,
            order.Secrets.Count > 0 ? $"{order.Secrets.Count} secrets, handed through" : null,
        ];
        text.Wrapped("     ", [new Span(string.Join("; ", details.OfType<string>()))]);
    }

    private static void Changes(LineWriter text, IReadOnlyList<TemplateChange> changes)
    {
        foreach (var change in changes)
        {
            text.Line(new Span($"       {change.Path}", Tone.Dim));
            if (change.Before is { } before)
            {
                text.Line(new Span($"       - {before}", Tone.Bad));
            }

            if (change.After is { } after)
            {
                text.Line(new Span($"       + {after}", Tone.Good));
            }
        }
    }
}
