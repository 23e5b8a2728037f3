using Unloop.Core.Experiments;
using Unloop.Core.Outcomes;

namespace Unloop.Core.Reports;

/// <summary>Tests in copies for a terminal: the path before it is walked, and what came of it; as the diagnosis does, it ends in Cause and Solution. Pure.</summary>
public static class TryText
{
    private const int LabelWidth = 13;

    /// <summary>What is known, which tests are planned, and what each answer would mean: to be read before anything is agreed to.</summary>
    public static IReadOnlyList<StyledLine> Path(TryRecord record, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        Head(text, record);
        for (var i = 0; i < record.Path.Count; i++)
        {
            Test(text, i + 1, record.Path[i]);
        }

        foreach (var cannot in record.Impossible)
        {
            text.Labelled("left out", $"{cannot.Kind.Token()}: {cannot.Because}", Tone.Dim);
        }

        foreach (var note in record.Notes)
        {
            text.Labelled("note", note);
        }

        if (record.Path.Count > 0)
        {
            text.Wrapped("  ", [new Span("A test whose answer is known by then is not made. Every copy is removed when it was read; one that is left behind ends by its deadline, and goes with the pod.", Tone.Dim)]);
        }

        return text.Lines;
    }

    public static IReadOnlyList<StyledLine> Write(TryRecord record, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        Head(text, record);
        foreach (var result in record.Results)
        {
            Result(text, result);
        }

        foreach (var left in record.LeftBehind)
        {
            text.Labelled("stays", left, Tone.Bad);
        }

        if (record.Swept.Count > 0)
        {
            text.Labelled("swept", $"left behind by earlier runs: {string.Join(", ", record.Swept)}", Tone.Dim);
        }

        foreach (var error in record.Errors)
        {
            text.Labelled("error", error, Tone.Bad);
        }

        text.Empty();
        text.Line(new Span("Cause", Tone.Heading));
        text.Wrapped("  ", [new Span(record.Says, record.Verdict is TryVerdict.CauseFound or TryVerdict.Narrowed ? Tone.Strong : Tone.Plain)]);
        if (record.After?.Cause is { } cause)
        {
            text.Labelled("", $"{cause.Category.Token()}: {cause.Subject} ({ReportWords.Sureness(cause.Confidence)})");
            foreach (var proof in cause.Proof.Take(3))
            {
                text.Labelled("proof", $"{ReportWords.Where(proof)}: {Diagnoses.Sentence.Shorten(proof.Text)}");
            }
        }

        foreach (var line in TryWords.LastWords(record))
        {
            text.Labelled("it said", line);
        }

        text.Line(new Span("Solution", Tone.Heading));
        if (record.Next.Count == 0)
        {
            text.Wrapped("  ", [new Span("None is known.", Tone.Dim)]);
        }

        text.Advice(record.Next);
        return text.Lines;
    }

    private static void Head(LineWriter text, TryRecord record)
    {
        text.Line(new Span($"{record.Pod} / {record.Container}", Tone.Strong), new Span($"  {(record.Results.Count > 0 || record.Path.Count == 0 ? TryWords.Verdict(record.Verdict) : "what is tried, and why")}"));
        if (record.Before is { } before)
        {
            text.Wrapped("  ", [new Span(ReportWords.State(before), Tone.Bad)]);
            text.Labelled("so far", before.Cause is { } cause ? $"{cause.Category.Token()} ({ReportWords.Sureness(cause.Confidence)}): {cause.Statement}" : "the evidence names no cause.");
        }

        foreach (var fix in record.Tried)
        {
            text.Labelled("was tried", TryWords.Tried(fix));
        }

        foreach (var test in record.Earlier)
        {
            text.Labelled("was tested", TryWords.Earlier(test));
        }

        text.Empty();
        foreach (var hypothesis in record.Hypotheses)
        {
            text.Labelled(TryWords.State(hypothesis), TryWords.Line(hypothesis), hypothesis.State switch { HypothesisState.Dead => Tone.Dim, HypothesisState.Shown => Tone.Strong, _ => Tone.Plain });
        }

        text.Empty();
    }

    private static void Test(LineWriter text, int number, Experiment experiment)
    {
        text.Wrapped($"  {number}. ", [new Span(experiment.Kind.Token(), Tone.Strong), new Span(experiment.Question)]);
        foreach (var answer in experiment.Answers)
        {
            text.Wrapped("       ", [new Span(answer.Answer, Tone.Good), new Span(answer.Means)]);
        }

        for (var i = 0; i < experiment.Copies.Count; i++)
        {
            text.Wrapped(i == 0 ? "       copy  " : "       or    ", [new Span(TryWords.Copy(experiment.Copies[i]), Tone.Dim)]);
        }

        text.Wrapped("       time  ", [new Span($"at most {experiment.Seconds} s once it runs", Tone.Dim)]);
    }

    private static void Result(LineWriter text, ExperimentResult result)
    {
        text.Labelled(result.Kind is ExperimentKind.LastGoodConfiguration or ExperimentKind.LastGoodImage ? "last good" : result.Kind is ExperimentKind.Dependencies ? "network" : result.Kind.Token(), $"{result.Answer} ({TryWords.Took(result)})", Tone.Strong);
        foreach (var line in result.Details.Where(d => !result.Answer.Contains(d, StringComparison.Ordinal)).Concat(result.Means))
        {
            text.Labelled("", line);
        }
    }
}
