using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments.Tests;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Experiments;

/// <summary>What the outcome of a copy says: of the hypotheses, and of the cause where it shows one. Pure.</summary>
public sealed record ExperimentReading
{
    /// <summary>What was seen, in one sentence.</summary>
    public required string Answer { get; init; }

    /// <summary>What it decides, one sentence each.</summary>
    public IReadOnlyList<string> Means { get; init; } = [];
    public IReadOnlyList<string> Details { get; init; } = [];
    public required IReadOnlyList<Hypothesis> Hypotheses { get; init; }

    /// <summary>What did it to them; none where nothing is decided.</summary>
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    /// <summary>What the program printed last before it ended by itself; null: it did not, or it is not known.</summary>
    public IReadOnlyList<string>? Said { get; init; }

    /// <summary>The diagnosis that the test itself shows; null where it shows a place at most.</summary>
    public Diagnosis? Shown { get; init; }

    /// <summary>Whether the next copy of the same test is to be made: this one could not run what it should.</summary>
    public bool TriesNext { get; init; }

    /// <param name="case">With the results of the tests before this one.</param>
    public static ExperimentReading Of(ExperimentCase @case, ExperimentKind kind, CopyOutcome outcome, IReadOnlyList<Hypothesis> hypotheses)
    {
        var seen = @case with { Results = [.. @case.Results, new() { Kind = kind, Question = "", Answer = "", Outcome = outcome }] };
        var read = TestList.Of(kind).Read(seen, outcome);
        return new()
        {
            Answer = read.Answer,
            Means = [.. read.Effects.Where(e => hypotheses.Any(h => h.Suspect == e.Suspect && h.IsOpen)).Select(Sentence)],
            Details = read.Details,
            Hypotheses = [.. hypotheses.Select(h => read.Effects.Where(e => e.Suspect == h.Suspect).Aggregate(h, (now, effect) => effect.On(now, kind)))],
            Effects = read.Effects,
            Said = ProgramWords.Said(seen, kind),
            // Where a fact speaks against the very place, an answer that would show it tells of a failure that comes and goes.
            Shown = read.Cause is { } cause && hypotheses.Any(h => h.State is not HypothesisState.Dead && read.Effects.Any(e => e.Suspect == h.Suspect && e.State is HypothesisState.Shown)) ? Diagnosed(@case, kind, cause) : null,
            TriesNext = !kind.RunsProgram() && outcome.LacksProgram(),
        };
    }

    /// <summary>
    /// The evidence of a copy as evidence about the pod: by its owner, its history and its name it is the pod's; what ran and what it said are the copy's.
    /// </summary>
    public static PodEvidence AsOriginal(PodEvidence copy, PodEvidence original) => copy with
    {
        Subject = original.Subject,
        Workload = original.Workload,
        Images = original.Images,
        Pod = copy.Pod with { RestartPolicy = original.Pod.RestartPolicy, Owners = original.Pod.Owners, Labels = original.Pod.Labels },
    };

    private static string Sentence(Effect effect) => $"{SuspectWords.Name(effect.Suspect)}: {(effect.State is HypothesisState.Dead ? "not to blame" : effect.State is HypothesisState.Shown ? "to blame" : "open")}. {effect.Says}";

    internal static Diagnosis Diagnosed(ExperimentCase @case, ExperimentKind kind, ShownCause shown)
    {
        var before = @case.Diagnosis;
        var same = before.Cause is { } cause && cause.Category == shown.Category;
        return before with
        {
            Verdict = Verdict.Diagnosed,
            Cause = new Cause
            {
                Category = shown.Category,
                Subject = shown.Subject,
                Container = @case.Name,
                Statement = Core.Diagnoses.Sentence.Shorten(shown.Statement),
                Confidence = shown.Confidence,
                Rule = $"try-{kind.Token()}",
                Fingerprint = Fingerprint.Of(@case.Pod.Subject, @case.Name, shown.Category, shown.Subject),
                Proof = [new(ProofSource.Test, kind.Token(), Core.Diagnoses.Sentence.Shorten(shown.At == shown.Statement ? shown.At : $"{shown.At}: {shown.Statement}", 300)), .. same ? before.Cause!.Proof : []],
            },
            Alternatives = [],
            LastWords = [],
            Solution = same ? before.Solution : shown.Solution,
            Prevention = same ? before.Prevention : [],
        };
    }
}

/// <summary>What suspects are called in reports.</summary>
public static class SuspectWords
{
    public static string Name(Suspect suspect) => suspect switch
    {
        Suspect.Resources => "memory",
        Suspect.Surroundings => "surroundings",
        Suspect.Probes => "probes",
        Suspect.Dependency => "dependencies",
        Suspect.Configuration => "configuration",
        Suspect.Image => "image",
        _ => "program",
    };
}
