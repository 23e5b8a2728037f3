using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Logs;

namespace Unloop.Core.Signatures;

/// <summary>One line that somebody said about a container: the program in its log, or the kubelet in status and events.</summary>
internal sealed record Utterance(Channel Channel, string Text, Proof Proof, LogPosition? Position, int Index);

/// <summary>Everything that was said about one container, by speaker.</summary>
internal static class Utterances
{
    /// <summary>Reasons under which a termination message is the runtime's and not the program's.</summary>
    private static readonly string[] RuntimeReasons =
        ["StartError", "ContainerCannotRun", "RunContainerError", "CreateContainerError", "ContainerStatusUnknown"];

    /// <summary>What the program said: each log's lines, then the message that it left for the kubelet. One list per source, so that neighbours are neighbours.</summary>
    public static IEnumerable<IReadOnlyList<Utterance>> OfProcess(PodEvidence pod, ContainerFacts container)
    {
        foreach (var log in pod.LogsOf(container.Name).OrderBy(l => l.Instance))
        {
            yield return OfLog(log);
        }

        if (container.Termination is { Message: { } message } && !IsRuntimes(container.Termination))
        {
            yield return [.. SplitLines(message).Select((line, i) =>
                new Utterance(Channel.Log, LogText.Read(line).Message, new(ProofSource.TerminationMessage, "lastState.terminated.message", line), null, i))];
        }
    }

    /// <summary>What the kubelet, the runtime and the scheduler said.</summary>
    public static IReadOnlyList<Utterance> OfKubelet(PodEvidence pod, ContainerFacts container)
    {
        var said = new List<(string Text, Proof Proof)>();
        if (container.State is { Phase: StatePhase.Waiting, Message: { } waiting } state)
        {
            Say(ProofSource.ContainerStatus, "state.waiting.message", state.Reason, waiting);
        }

        if (container.Termination is { Message: { } message } termination && IsRuntimes(termination))
        {
            Say(ProofSource.ContainerStatus, "lastState.terminated.message", termination.Reason, message);
        }

        if (pod.Pod.Message is { } podMessage)
        {
            Say(ProofSource.PodStatus, "status.message", pod.Pod.Reason, podMessage);
        }

        foreach (var condition in pod.Pod.Conditions.Where(c => c is { Status: "False", Message: not null }))
        {
            Say(ProofSource.PodStatus, $"conditions[{condition.Type}]", condition.Reason, condition.Message!);
        }

        foreach (var e in pod.Events.Where(e => Concerns(e, pod, container) && !WasOvercome(e, container)))
        {
            Say(ProofSource.Event, $"{e.Reason}{(e.Count > 1 ? $" x{e.Count}" : "")}", e.Reason, e.Message);
        }

        return [.. said.Select((s, i) => new Utterance(Channel.Kubelet, s.Text, s.Proof, null, i))];

        void Say(ProofSource source, string at, string? reason, string text)
        {
            var line = text.ReplaceLineEndings(" ");
            said.Add(((reason is null ? line : $"{reason}: {line}").Replace("\\\"", "\"", StringComparison.Ordinal), new Proof(source, at, line)));
        }
    }

    public static bool IsRuntimes(ContainerState termination) =>
        RuntimeReasons.Contains(termination.Reason, StringComparer.Ordinal)
        || termination.Message?.Contains("OCI runtime", StringComparison.OrdinalIgnoreCase) == true
        || (termination.ExitCode is 128 && termination.StartedAt is { Year: <= 1970 });

    private static bool Concerns(EventFact e, PodEvidence pod, ContainerFacts container)
    {
        if (e.Type != "Warning" && e.Reason != "Killing")
        {
            return false;
        }

        return e.Container is not null
            ? e.Container == container.Name
            : pod.Containers.All(c => c.Name == container.Name || !Names(e.Message, c.Name)) || Names(e.Message, container.Name);
    }

    /// <summary>
    /// A container that ran after it could not be pulled or made does not fail for that: the kubelet has tried again, and succeeded. Nor does one whose newest
    /// try got as far as the runtime, whose own words are in the status: an older try may have failed otherwise, and by chance.
    /// </summary>
    private static bool WasOvercome(EventFact e, ContainerFacts container) =>
        e is { Reason: "Failed", LastSeen: { } failed }
        && new[] { container.State, container.LastState }.Any(s => s is { Phase: not StatePhase.Waiting } && (IsRuntimes(s)
            ? s is { Message.Length: > 0, FinishedAt: { } ended } && ended > failed
            : s.StartedAt is { Year: > 1970 } started && started >= failed));

    private static bool Names(string message, string container) =>
        message.Contains($"\"{container}\"", StringComparison.Ordinal)
        || message.Contains($"container={container} ", StringComparison.Ordinal)
        || message.Contains($"container {container} ", StringComparison.OrdinalIgnoreCase);

    private static List<Utterance> OfLog(LogWindow log)
    {
        var source = log.Instance == LogInstance.Previous ? ProofSource.PreviousLog : ProofSource.CurrentLog;
        var said = new List<Utterance>(log.Lines.Count);
        var depth = 0;
        foreach (var line in log.Lines)
        {
            depth = !line.Continues ? 0 : IsDeeper(line.Text) ? depth + 1 : depth;
            var text = LogText.Read(line.Text);
            said.Add(new(Channel.Log, text.Message, new(source, $"line {line.Number}", line.Text),
                new(line.Number, line.Number, log.TotalLines, text.Level, depth), said.Count));
        }

        return said;
    }

    private static bool IsDeeper(string line)
    {
        var text = line.AsSpan().TrimStart();
        return text.StartsWith("Caused by:") || text.StartsWith("---> ") || text.StartsWith("Wrapped by:");
    }

    private static string[] SplitLines(string message) =>
        message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
