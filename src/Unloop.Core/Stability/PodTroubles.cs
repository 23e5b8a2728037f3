using Unloop.Core.Facts;

namespace Unloop.Core.Stability;

/// <summary>What keeps pods from starting, and may heal by itself.</summary>
internal static class PodTroubles
{
    private static readonly string[] ImageReasons = ["ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable"];
    private static readonly string[] ConfigReasons = ["CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CreatePodSandboxError"];

    /// <summary>The controllers' own words for having given up: nothing follows by itself.</summary>
    private static readonly string[] FinalComplaints = ["ProgressDeadlineExceeded", "timed out progressing", "DeadlineExceeded", "BackoffLimitExceeded", "backoff limit", "longer than specified deadline"];

    public static bool IsFinal(string complaint) => FinalComplaints.Any(f => complaint.Contains(f, StringComparison.OrdinalIgnoreCase));

    public static IEnumerable<RolloutFailure> Of(RolloutSnapshot snapshot, IReadOnlyList<ObservedPod> pods)
    {
        foreach (var pod in pods)
        {
            if (pod.Unschedulable is { } why)
            {
                yield return new(FailureKind.Unschedulable, $"No node takes {pod.Name}: {Shown(why)}", pod.Name);
            }

            foreach (var container in pod.Containers)
            {
                if (container.State is { Phase: StatePhase.Waiting, Reason: { } reason } waiting && KindOf(reason) is { } kind)
                {
                    var words = waiting.Message is { Length: > 0 } message ? $": {Shown(message)}" : ".";
                    yield return new(kind, $"Container {container.Name} of {pod.Name} is not started ({reason}){words}", pod.Name, container.Name);
                }
            }
        }

        if (snapshot.Complaint is { } complaint)
        {
            yield return new(FailureKind.PodsRefused, $"The controller makes no progress: {Shown(complaint)}");
        }

        if (snapshot.Paused)
        {
            yield return new(FailureKind.Paused, $"The rollout is paused: kubectl rollout resume {snapshot.Workload} -n {snapshot.Workload.Namespace}");
        }
    }

    /// <summary>A server's words as part of a sentence.</summary>
    public static string Shown(string words) => $"{Diagnoses.Sentence.Shorten(Reports.Printable.Line(words).Trim()).TrimEnd('.')}.";

    private static FailureKind? KindOf(string reason) =>
        ImageReasons.Contains(reason) ? FailureKind.ImageNotPullable : ConfigReasons.Contains(reason) ? FailureKind.ConfigError : null;
}
