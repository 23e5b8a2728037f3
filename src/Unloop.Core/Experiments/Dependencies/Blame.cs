using System.Net;
using System.Text.RegularExpressions;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>A place that does not answer as it should, and whether the program fails for it: it may live without.</summary>
/// <param name="Confidence">Null: nothing that the program said speaks of it, and it is no more than a place to look at.</param>
/// <param name="Says">One sentence: what the program says of it.</param>
internal sealed record Blame(DependencyAnswer Answer, DependencyTrouble Trouble, Confidence? Confidence, string Says)
{
    /// <summary>The program ended without a word: then nothing speaks against it either.</summary>
    public bool IsSilent { get; init; }
}

/// <summary>
/// Weighs what was tried against what the program said. A place that does not answer proves nothing by itself: metrics, feature flags and mail are
/// often configured, often away, and seldom what a program ends for. Pure.
/// </summary>
internal static partial class Blaming
{
    private const int LongestQuote = 120;

    /// <summary>Something else that went wrong after it.</summary>
    [GeneratedRegex("error|exception|panic|fatal|traceback|abort", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Wrong { get; }

    /// <summary>What a launcher says of the program's end.</summary>
    [GeneratedRegex(@"npm ERR|npm error|ELIFECYCLE|exit(?:ed with)? (?:code|status)|code: '?E[A-Z]+|errno: ", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Aftermath { get; }

    /// <summary>A connection that is begun, and of which nothing more is heard.</summary>
    [GeneratedRegex("connecting|dialing|resolving|contacting|waiting for|looking up", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Begun { get; }

    /// <summary>Every place that does not answer as it should, the one that the program speaks of first.</summary>
    public static IReadOnlyList<Blame> Of(ExperimentCase @case, IReadOnlyList<DependencyAnswer> answers)
    {
        var runs = ProgramWords.Runs(@case);
        var troubled = answers.Where(a => a.Trouble is not null).ToList();
        return [.. troubled.Select(a => Weigh(@case, runs, a, troubled)).OrderByDescending(b => b.Confidence ?? (Confidence)(-1)).ThenBy(b => IPAddress.TryParse(b.Answer.Target.Host, out _))];
    }

    /// <summary>Where the program said that a place fails, and how; null where it did not. In one of its lives in copies only, if asked so.</summary>
    public static (string Quote, FailureKind? Kind)? Named(ExperimentCase @case, DependencyAnswer answer, bool inCopies = false)
    {
        foreach (var run in ProgramWords.Runs(@case).Where(r => r.IsCopy || !inCopies))
        {
            if (ProgramWords.Last(run).FirstOrDefault(l => Names(l, answer)) is { } line)
            {
                return (Quote(run, line), FailureKinds.Of(line.Text));
            }
        }

        return !inCopies && InCause(@case, answer) ? ($"the diagnosis names it: {@case.Diagnosis.Cause!.Statement}", KindOf(@case.Diagnosis.Cause)) : null;
    }

    private static Blame Weigh(ExperimentCase @case, IReadOnlyList<ProgramRun> runs, DependencyAnswer answer, List<DependencyAnswer> troubled)
    {
        Blame Weighed(Confidence? confidence, string says) => new(answer, answer.Trouble!, confidence, says);
        var own = runs.Where(r => r.EndedItself).ToList();
        if (@case.Diagnosis.Cause is { Confidence: >= Confidence.Likely } cause && InCause(@case, answer) && KindOf(cause).IsLike(answer) && (runs.Count == 0 || own.Count > 0))
        {
            return Weighed(Confidence.Certain, "The program says itself that it fails.");
        }

        if (LastWord(own, l => Names(l, answer) && FailureKinds.Of(l.Text).IsLike(answer)) is { } named)
        {
            return Weighed(named.IsWarning ? Confidence.Likely : Confidence.Certain, $"The program says itself that it fails ({named.Quote}).");
        }

        if (LastWord(own, l => Kind(l) is { } kind && kind.Matches(answer) && troubled.Count(t => kind.Matches(t)) == 1) is { } unnamed)
        {
            return Weighed(Confidence.Likely, $"The program speaks last of such a failure without naming a place ({unnamed.Quote}), and no other place that was tried fails so.");
        }

        if (own.Select(r => (Run: r, Line: ProgramWords.Last(r).FirstOrDefault(l => !l.Continues))).FirstOrDefault(r => r.Line is { } last && Begun.IsMatch(last.Text) && Addresses(last, answer)) is { Line: { } mention } said)
        {
            return Weighed(Confidence.Likely, $"The last that the program said is that it connects there ({Quote(said.Run, mention)}).");
        }

        return Named(@case, answer) is { } earlier
            ? Weighed(null, $"The program says that it fails ({earlier.Quote}), but {(earlier.Kind.IsLike(answer) ? "does not end for it: it was killed, or went on and said other things" : "otherwise")}.")
            : ProgramWords.AreNone(runs) ? Weighed(null, "The program ends without a word: nothing that it says speaks for it or against it.") with { IsSilent = true }
            : Weighed(null, own.Count == 0 ? "What the program says of it is not known: it may live without." : "Nothing that the program said speaks of it: it may live without.");
    }

    /// <summary>A line among the last of a life, with nothing else that went wrong after it; a warning only where it is the very last.</summary>
    private static (string Quote, bool IsWarning)? LastWord(IReadOnlyList<ProgramRun> runs, Func<LogLine, bool> speaks)
    {
        foreach (var run in runs)
        {
            var last = ProgramWords.Last(run);
            var at = last.TakeWhile(l => !speaks(l)).Count();
            if (at == last.Count || last.Take(at).Any(IsOther))
            {
                continue;
            }

            // What belongs to a line has its level.
            var warns = ProgramWords.Level(last.Skip(at).FirstOrDefault(l => !l.Continues) ?? last[at]) is LogLevel.Warning or LogLevel.Info or LogLevel.Debug;
            if (!warns || last.Take(at).All(l => l.Continues))
            {
                return (Quote(run, last[at]), warns);
            }
        }

        return null;
    }

    private static bool IsOther(LogLine line)
    {
        var level = ProgramWords.Level(line);
        return !line.Continues && (level is LogLevel.Error or LogLevel.Fatal || (level is LogLevel.Unstated && Wrong.IsMatch(line.Text)))
            && FailureKinds.Of(line.Text) is null && !Aftermath.IsMatch(line.Text);
    }

    /// <summary>Of a line that speaks of a connection that fails, and names none.</summary>
    private static FailureKind? Kind(LogLine line) =>
        FailureKinds.Of(line.Text) is { } kind && !LoggedTargets.InFailure(line.Text).Any() && ProgramWords.Level(line) is not (LogLevel.Info or LogLevel.Debug) ? kind : null;

    private static bool Names(LogLine line, DependencyAnswer answer) => LoggedTargets.IsFailure(line.Text) && Addresses(line, answer);

    private static bool Addresses(LogLine line, DependencyAnswer answer) => LoggedTargets.InFailure(line.Text).Any(a => IsOf(a.Host, a.Port, answer));

    private static bool InCause(ExperimentCase @case, DependencyAnswer answer) =>
        @case.Diagnosis.Cause is { } cause && LoggedTargets.InCauses([cause]).Any(t => IsOf(t.Host, t.Port, answer));

    private static FailureKind? KindOf(Cause cause) => cause.Category is Category.TlsCertificate ? FailureKind.Tls : cause.Category is Category.DnsFailure ? FailureKind.Name : FailureKind.Refused;

    /// <summary>By its name, or by an address that the name leads to.</summary>
    private static bool IsOf(string host, int? port, DependencyAnswer answer) =>
        (host == answer.Target.Host || answer.Addresses.Contains(host)) && (port is null || answer.Target.Port is null || port == answer.Target.Port);

    private static string Quote(ProgramRun run, LogLine line) => $"{run.Log}, line {line.Number}: {Sentence.Shorten(line.Text, LongestQuote)}";
}
