using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Logs;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>The main process ends successfully, and the kubelet starts it again: nothing stays in the foreground.</summary>
internal sealed class CompletedRun : IAnalyzer
{
    private static readonly string[] StopWords = ["SIGTERM", "SIGINT", "signal 15", "terminated", "shutting down", "graceful", "shutdown", "interrupt"];

    /// <summary>How many of the log's last lines say how it ended.</summary>
    private const int LastLines = 20;

    public string Id => "completed-run";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        var container = @case.Container;
        if (container.Termination is not { ExitCode: 0, Reason: not "OOMKilled" } ended || container.Type is ContainerType.Init || ProbeKill.HasKilled(@case))
        {
            yield break;
        }

        var log = @case.Pod.LogsOf(container.Name).OrderBy(l => l.Instance).FirstOrDefault(l => !l.IsEmpty);
        var stopped = log?.Lines.TakeLast(LastLines).Any(l => Array.Exists(StopWords, w => l.Text.Contains(w, StringComparison.OrdinalIgnoreCase))) == true;

        // A program that complains just before it ends may end for what it complains of, whatever its exit code says.
        var complained = log?.Lines.TakeLast(LastLines).Any(l => LogText.Read(l.Text).Level is LogLevel.Error or LogLevel.Fatal) == true;
        var stoppable = complained || stopped || (container.Liveness is not null && ended.Lifetime is not { TotalSeconds: < 10 });
        var lived = ended.Lifetime is { } time ? $" after {Duration.Text(time)}" : "";
        var lastWords = log?.Lines.LastOrDefault(l => l.Text.Length > 0);
        yield return new Finding
        {
            Rule = Id,
            Category = Category.ExitsZero,
            Subject = "exit code 0",
            Statement = $"The main process of {container.Name} completes with exit code 0{lived}: nothing stays in the foreground, so the kubelet starts it again and again.",
            Confidence = stoppable || @case.Seen.Any(f => f.Weight >= Weight.General) ? Confidence.Possible : Confidence.Likely,
            Weight = Weight.Particular,
            Proof = [new(ProofSource.ContainerStatus, "lastState.terminated", $"exit code 0, reason {ended.Reason ?? "Completed"}")],
            Corroboration =
            [
                .. lastWords is null || stoppable ? [] : new[] { new Proof(log!.Instance == LogInstance.Previous ? ProofSource.PreviousLog : ProofSource.CurrentLog, $"line {lastWords.Number} (the last)", lastWords.Text) },
            ],
            Solution =
            [
                new("Run the program in the foreground: no daemon mode, no trailing `&`, and a long-running command as the image's CMD or the container's args."),
                new("If it is meant to end, make it a Job or CronJob; a Deployment restarts whatever ends."),
            ],
            Prevention = [new("Run the image once with the very command of the manifest before deploying: it must still run after a minute.")],
        };
    }
}
