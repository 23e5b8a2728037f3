using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Experiments.Tests;
using Unloop.Core.Outcomes;

namespace Unloop.Core.Experiments;

/// <summary>What all tests together come to, and what to do next. Pure.</summary>
/// <param name="After">What is diagnosed now; null where nothing new is.</param>
public sealed record TryConclusion(TryVerdict Verdict, string Says, IReadOnlyList<Advice> Next, Diagnosis? After = null)
{
    /// <summary>Whether what was diagnosed is an answer to go home with: new, or surer than before, and not what a fix was made for in vain.</summary>
    public static bool IsAnswer(ExperimentCase @case, Diagnosis after) =>
        after.Cause is { Confidence: >= Confidence.Likely } cause
        && !@case.Tried.Any(t => t.Cause.Category == cause.Category && t.Cause.Container == cause.Container && t.Cause.Subject == cause.Subject)
        && (@case.Diagnosis.Cause is not { } before || before.Category != cause.Category || before.Subject != cause.Subject || cause.Confidence > before.Confidence);

    /// <param name="case">As it was before, with the results of all tests.</param>
    /// <param name="hypotheses">As they are now.</param>
    /// <param name="after">What a test or its evidence made known; null where nothing new is.</param>
    /// <param name="plan">What was possible.</param>
    /// <param name="isStopped">Somebody stopped it.</param>
    public static TryConclusion Of(ExperimentCase @case, IReadOnlyList<Hypothesis> hypotheses, Diagnosis? after, PathPlan plan, bool isStopped)
    {
        var open = hypotheses.Where(h => h.IsOpen).ToList();
        IReadOnlyList<Blame> places = after is null && open.Any(h => h.Suspect is Suspect.Dependency) ? Blaming.Of(@case, Network.Answered(@case)) : [];
        var silent = isStopped ? null : Silent(@case, hypotheses, places);
        var (verdict, says) = after?.Cause is { } cause ? (TryVerdict.CauseFound, cause.Statement)
            : hypotheses.FirstOrDefault(h => h.State is HypothesisState.Shown) is { } shown ? (TryVerdict.Narrowed, $"{shown.Statement} {shown.Facts[^1].Says}")
            : isStopped ? (TryVerdict.Stopped, "It was stopped before the tests were at their end.")
            : silent is not null ? (TryVerdict.Narrowed, $"Likely, and not proven: {silent.Value.Blame.Trouble.Statement} {silent.Value.Blame.Says}")
            : open.Count == 1 ? (TryVerdict.Narrowed, Left(@case, open[0]))
            : open.Count == 0 ? (TryVerdict.Open, "Every hypothesis is dead: two facts speak against each other, or the failure comes and goes. Look at the tests one by one.")
            : (TryVerdict.Open, $"{open.Count} hypotheses are left open: {string.Join(", ", open.Select(h => SuspectWords.Name(h.Suspect)))}.{(places is [var place, ..] ? $" Look at {place.Trouble.Subject} next: {place.Trouble.Statement} {place.Says}" : "")}");
        after ??= silent?.Likely;
        return new(verdict, says, [.. NextSteps.Of(@case, verdict, hypotheses, after, plan, places)], after);
    }

    /// <summary>What is likely though nothing proves it: the one place that does not answer, of a program that ends without a word, where nothing is left but this and the program itself.</summary>
    private static (Blame Blame, Diagnosis Likely)? Silent(ExperimentCase @case, IReadOnlyList<Hypothesis> hypotheses, IReadOnlyList<Blame> places) =>
        places is [{ IsSilent: true } only] && hypotheses.All(h => h.State is HypothesisState.Dead || (h.IsOpen && h.Suspect is Suspect.Dependency or Suspect.Program))
        && ExperimentReading.Diagnosed(@case, ExperimentKind.Dependencies, Network.Cause(only, Confidence.Likely)) is var likely && IsAnswer(@case, likely) ? (only, likely) : null;

    /// <summary>The one hypothesis that is left, with what is known of it; of a program, what it said last.</summary>
    private static string Left(ExperimentCase @case, Hypothesis left)
    {
        var fact = left.Facts is [.., var last] ? $" {last.Says}" : "";
        return left.Suspect is not Suspect.Program ? $"One hypothesis is left: {left.Statement}{fact}"
            : $"It is the program itself: nothing around it is to blame.{fact} {ProgramWords.InBrief(@case)}";
    }
}
