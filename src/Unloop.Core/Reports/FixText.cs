using Unloop.Core.Outcomes;

namespace Unloop.Core.Reports;

/// <summary>What came of a fix, for a terminal: as the diagnosis does, it ends in Cause, Solution, Prevention. Pure.</summary>
public static class FixText
{
    private const int LabelWidth = 13;

    public static IReadOnlyList<StyledLine> Write(FixRecord record, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        var tone = record.Verdict is FixVerdict.Stable or FixVerdict.Holding or FixVerdict.Undone ? Tone.Good : Tone.Bad;
        text.Line(new Span($"{record.Workload?.ToString() ?? "fix"}: "), new Span(FixWords.Verdict(record.Verdict), tone));
        text.Wrapped("  ", [new Span(record.Says)]);
        text.Empty();
        text.Line(new Span("Cause", Tone.Heading));
        text.Wrapped("  ", [new Span(record.Before?.Cause?.Statement ?? "It is not known.", Tone.Strong)]);
        if (record.Before?.Cause is { } cause)
        {
            text.Labelled("", $"{cause.Category.Token()}: {cause.Subject} ({ReportWords.Sureness(cause.Confidence)})");
        }

        text.Line(new Span("Solution", Tone.Heading));
        if (record.Attempts.Count == 0)
        {
            text.Wrapped("  ", [new Span("Nothing was done.", Tone.Dim)]);
        }

        foreach (var attempt in record.Attempts)
        {
            Attempt(text, attempt);
        }

        foreach (var left in record.LeftBehind)
        {
            text.Labelled("stays", left, Tone.Dim);
        }

        if (record.JournalFolder is { } folder)
        {
            text.Labelled("journal", folder, Tone.Dim);
        }

        text.Advice(record.Next);
        text.Line(new Span("Prevention", Tone.Heading));
        text.Advice(FixWords.Prevention(record));
        return text.Lines;
    }

    private static void Attempt(LineWriter text, FixAttempt attempt)
    {
        text.Wrapped("  ", [new Span(attempt.Statement, Tone.Strong), new Span(attempt.TakenBack ? "(taken back)" : "", Tone.Bad)]);
        foreach (var step in attempt.Steps)
        {
            text.Labelled(FixWords.Took(step), step.Failed ?? step.Says, step.Failed is null ? Tone.Plain : Tone.Bad);
        }

        foreach (var line in attempt.Proof is { } proof ? FixWords.Proof(proof) : [])
        {
            text.Labelled("proof", line);
        }

        foreach (var line in FixWords.After(attempt))
        {
            text.Labelled("after it", line, Tone.Bad);
        }

        if (attempt.Proof is { Pods.Count: > 0 } seen)
        {
            text.Empty();
            text.Add(RolloutTable.Write(seen.Pods, seen.ObservedAt));
            text.Empty();
        }
    }
}
