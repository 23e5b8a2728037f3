using System.Globalization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Experiments.Tests;

/// <summary>What the outcome of a copy's life is called, the same for every test. Pure.</summary>
internal static class Outcomes
{
    private static readonly string[] NoProgram = ["executable file not found", "no such file or directory", "not found in $PATH", "StartError", "exec format error", "permission denied: unknown"];

    public static bool IsOom(this CopyOutcome outcome) => outcome is { End: CopyEnd.Ended, Exit.Reason: "OOMKilled" };

    /// <summary>It ran for long enough, or did what it was made for.</summary>
    public static bool IsWell(this CopyOutcome outcome, ExperimentCase @case) =>
        outcome.End is CopyEnd.StillUp || (outcome is { End: CopyEnd.Ended, Exit.Code: 0 } && @case.IsMeantToEnd);

    /// <summary>Ended by a signal from outside: nothing in the copy sends one.</summary>
    public static bool IsKilled(this CopyOutcome outcome) => outcome is { End: CopyEnd.Ended, Exit: { Code: 137 or 143 } or { Signal: 9 or 15 } } && !outcome.IsOom();

    /// <summary>The copy told nothing of the program: it never came to run.</summary>
    public static bool IsMute(this CopyOutcome outcome) => outcome.End is CopyEnd.NotScheduled or CopyEnd.Refused or CopyEnd.Lost;

    /// <summary>No program of this name in the image, in the words of runc, crun, containerd, CRI-O and Docker; or what a shell ends with for it.</summary>
    public static bool LacksProgram(this CopyOutcome outcome) =>
        outcome is { End: CopyEnd.Ended, Exit.Code: 126 or 127 or 128 } || (outcome.Words is { } words
            && NoProgram.Any(w => words.Contains(w, StringComparison.OrdinalIgnoreCase))
            && outcome.End is CopyEnd.NotStarted or CopyEnd.Ended);

    /// <summary>For people, without a subject: <c>ended with exit code 1 after 2 s, and said last: …</c>.</summary>
    public static string Says(this CopyOutcome outcome)
    {
        var lived = Duration.Text(TimeSpan.FromSeconds(outcome.Lived));
        return outcome.End switch
        {
            CopyEnd.StillUp => $"was still up after {lived}",
            CopyEnd.Ended when outcome.IsOom() => $"was killed for memory after {lived}",
            CopyEnd.Ended when outcome.IsKilled() => $"was killed by a signal (exit code {Number(outcome.Exit?.Code)}) after {lived}, and no probe was there to do it",
            CopyEnd.Ended => $"ended by itself with exit code {Number(outcome.Exit?.Code)} after {lived}{(Last(outcome) is { } last ? $", and said last: {last}" : ", and said nothing")}",
            CopyEnd.NotStarted => $"was never started: {Words(outcome)}",
            CopyEnd.NotScheduled => $"found no node: {Words(outcome)}",
            CopyEnd.Refused => $"was not taken by the API server: {Words(outcome)}",
            _ => $"was lost: {Words(outcome)}",
        };
    }

    private static string? Last(CopyOutcome outcome) => outcome.Output.LastOrDefault(l => !string.IsNullOrWhiteSpace(l)) is { } last ? Sentence.Shorten(last.Trim(), 160) : null;

    private static string Words(CopyOutcome outcome) => Sentence.Shorten(outcome.Words ?? "nothing says why", 200);

    private static string Number(int? code) => code?.ToString(CultureInfo.InvariantCulture) ?? "?";
}
