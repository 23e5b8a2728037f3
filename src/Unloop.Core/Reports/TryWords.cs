using System.Globalization;
using Unloop.Core.Experiments;
using Unloop.Core.Outcomes;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Reports;

/// <summary>The words that every format uses for the same thing of tests in copies.</summary>
internal static class TryWords
{
    private const int MostLastWords = 4;

    public static string Verdict(TryVerdict verdict) => verdict switch
    {
        TryVerdict.CauseFound => "the cause is found",
        TryVerdict.Narrowed => "where the cause lies is known",
        TryVerdict.Open => "still open",
        TryVerdict.Stopped => "stopped",
        _ => "nothing was tried",
    };

    public static string State(Hypothesis hypothesis) => hypothesis.State switch
    {
        HypothesisState.Dead => "dead",
        HypothesisState.Shown => "shown",
        _ => "open",
    };

    /// <summary>The statement with what decides it, or what is known.</summary>
    public static string Line(Hypothesis hypothesis) => hypothesis.Facts is [.., var last] ? $"{hypothesis.Statement} {Source(last)}{last.Says}" : hypothesis.Statement;

    public static string Source(HypothesisFact fact) => fact.Source switch
    {
        FactSource.Test => fact.Test is { } kind ? $"(test {kind.Token()}) " : "(test) ",
        FactSource.Fix => "(journal) ",
        _ => "",
    };

    public static string Took(ExperimentResult result) => result.Took < 1 ? "< 1 s" : Duration.Text(TimeSpan.FromSeconds(result.Took));

    public static string Tried(TriedFix fix) => $"{fix.Brief}: {(fix.Held ? "it held then" : fix.TakenBack ? "it did not hold, and was taken back" : "it did not hold")} (fix {fix.Fix}).";

    public static string Earlier(EarlierTest test) =>
        $"{test.Kind.Token()}: {test.Answer} ({test.At.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} UTC, run {test.Run}; --only {test.Kind.Token()} makes it again)";

    /// <summary>Where no cause was found: what the program said last, in a copy if it was run in one. For a person to judge.</summary>
    public static IReadOnlyList<string> LastWords(TryRecord record) =>
        record.After is not null || record.Verdict is TryVerdict.CauseFound or TryVerdict.NotTried ? []
            : record.Results.LastOrDefault(r => r.Kind is ExperimentKind.Once or ExperimentKind.NoProbes && r.Outcome.Output.Any(l => !string.IsNullOrWhiteSpace(l))) is { } run
                ? [.. run.Outcome.Output.Where(l => !string.IsNullOrWhiteSpace(l)).TakeLast(MostLastWords).Select(l => $"test {run.Kind.Token()}: {l}")]
                : [.. (record.Before?.LastWords ?? []).Select(w => $"{ReportWords.Where(w)}: {w.Text}")];

    /// <summary>What a copy is, in one line.</summary>
    public static string Copy(PodCopy copy) => $"{copy.Name}: {string.Join("; ", copy.Changes)}";
}
