using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments.Tests;
using Unloop.Core.Facts;
using Unloop.Core.Logs;

namespace Unloop.Core.Experiments;

/// <summary>What the program printed in one of its lives.</summary>
/// <param name="Log">For people: <c>previous log</c>, <c>test once</c>.</param>
/// <param name="EndedItself">No signal ended it, as far as is known: its last words may say why it ended.</param>
/// <param name="IsCopy">A life in a copy, and not in the pod.</param>
internal sealed record ProgramRun(string Log, IReadOnlyList<LogLine> Lines, bool EndedItself, bool IsCopy);

/// <summary>What the program itself said: in the lives that the pod's logs tell of, and in copies that ran it as the pod does. Pure.</summary>
internal static class ProgramWords
{
    /// <summary>What was said before these was survived. Stack frames and other lines that belong to the one above are not counted.</summary>
    private const int MostLast = 20;

    private const int LongestQuote = 160;
    private const int LongestKept = 400;

    /// <summary>No back-off is longer: what ended before it was not started again, and may do otherwise now.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(10);

    /// <summary>The lives that are known, those in copies first; one that was never started, or whose log could not be read, is none.</summary>
    public static IReadOnlyList<ProgramRun> Runs(ExperimentCase @case)
    {
        var ended = @case.Container.Termination;
        var itself = ended is not { Reason: "OOMKilled" } and not { ExitCode: 137 or 143 };
        return [
            .. @case.Results.Reverse().SelectMany(r => InCopy(@case, r)),
            .. @case.Pod.LogsOf(@case.Name).OrderBy(l => l.Instance).Select(l => new ProgramRun(l.Instance is LogInstance.Previous ? "previous log" : "log", l.Lines, itself && !IsOfNow(@case, l), false)),
            .. ended?.Message is { Length: > 0 } message ? [new ProgramRun("termination message", Numbered(message.Split('\n')), itself, false)] : Array.Empty<ProgramRun>(),
            .. @case.Earlier.Reverse().Where(t => t.Said is not null).Select(t => new ProgramRun($"test {t.Kind.Token()} of run {t.Run}", Numbered(t.Said!), true, false)),
        ];
    }

    /// <summary>What the program printed last in the newest of the results, if it was run there and ended by itself; null where not, or where it is not known.</summary>
    public static IReadOnlyList<string>? Said(ExperimentCase @case, ExperimentKind kind) =>
        @case.Results is [.., { } newest] && newest.Kind == kind && InCopy(@case, newest).FirstOrDefault(r => r.EndedItself) is { } run
            ? [.. Last(run).Reverse().TakeLast(MostLast).Select(l => Sentence.Shorten(l.Text, LongestKept))] : null;

    /// <summary>Whether it ends by itself, and no life of it that ended so printed a line.</summary>
    public static bool AreNone(IReadOnlyList<ProgramRun> runs) => runs.Any(r => r.EndedItself) && !runs.Any(r => r.EndedItself && r.Lines.Any(IsSpoken));

    /// <summary>The lines that a life ended with, the last first, with those that belong to them.</summary>
    public static IReadOnlyList<LogLine> Last(ProgramRun run)
    {
        var heads = 0;
        return [.. run.Lines.Reverse().Where(IsSpoken).TakeWhile(l => l.Continues ? heads < MostLast : heads++ < MostLast)];
    }

    /// <summary>For people, in one sentence: what it said last before it ended by itself, or that it says nothing.</summary>
    public static string InBrief(ExperimentCase @case)
    {
        var runs = Runs(@case);
        var last = runs.Where(r => r.EndedItself).Select(r => (Run: r, Line: Last(r).FirstOrDefault(l => !l.Continues))).FirstOrDefault(r => r.Line is not null);
        return last.Line is { } line ? $"The last that it says names no cause that is known ({last.Run.Log}): {Sentence.Shorten(line.Text, LongestQuote)}"
            : AreNone(runs) ? "It ends without a word." : "What it says is not known.";
    }

    public static LogLevel Level(LogLine line) => LogText.Read(line.Text).Level;

    /// <summary>
    /// Whether all that the life printed that ended is known, and is of now. Another life in a copy tells something new of what the program says only where it is not.
    /// </summary>
    public static bool AreKnown(ExperimentCase @case) =>
        @case.Pod.LogsOf(@case.Name).Any(l => !l.IsEmpty && !l.Truncated && !IsOfNow(@case, l))
        && !(@case.Container.Termination?.FinishedAt is { } finished && @case.Now - finished > Stale);

    /// <summary>The log of a life that has not ended yet.</summary>
    private static bool IsOfNow(ExperimentCase @case, LogWindow log) => log.Instance is LogInstance.Current && @case.Container.State is { Phase: StatePhase.Running };

    private static IEnumerable<ProgramRun> InCopy(ExperimentCase @case, ExperimentResult result)
    {
        var outcome = result.Outcome;
        if (result.Kind is not (ExperimentKind.Once or ExperimentKind.NoProbes) || outcome.End is not (CopyEnd.Ended or CopyEnd.StillUp))
        {
            return [];
        }

        IEnumerable<IReadOnlyList<LogLine>> printed = outcome.Evidence is { } evidence ? evidence.LogsOf(@case.Name).Select(l => l.Lines) : outcome.OutputLines > 0 ? [Numbered(outcome.Output)] : [];
        return printed.Select(lines => new ProgramRun($"test {result.Kind.Token()}", lines, outcome.End is CopyEnd.Ended && !outcome.IsKilled() && !outcome.IsOom(), true));
    }

    private static IReadOnlyList<LogLine> Numbered(IReadOnlyList<string> lines) => [.. lines.Select((text, i) => new LogLine(i + 1, text))];

    private static bool IsSpoken(LogLine line) => !string.IsNullOrWhiteSpace(line.Text);
}
