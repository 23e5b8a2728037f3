using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Reports;

/// <summary>The words that every format of the report uses for the same thing.</summary>
internal static class ReportWords
{
    public static string Where(Proof proof) => $"{Source(proof.Source)}, {proof.At}";

    public static string Source(ProofSource source) => source switch
    {
        ProofSource.PreviousLog => "previous log",
        ProofSource.CurrentLog => "current log",
        ProofSource.TerminationMessage => "termination message",
        ProofSource.ContainerStatus => "status",
        ProofSource.PodStatus => "pod status",
        ProofSource.Event => "event",
        ProofSource.PodSpec => "spec",
        ProofSource.Workload => "workload",
        ProofSource.ConfigMap => "ConfigMap",
        ProofSource.Secret => "Secret",
        ProofSource.Policy => "policy",
        ProofSource.Node => "node",
        ProofSource.Metrics => "metrics",
        ProofSource.Image => "image",
        ProofSource.Dockerfile => "Dockerfile",
        ProofSource.Test => "test in a copy",
        _ => source.ToString(),
    };

    public static string Sureness(Confidence confidence) => confidence switch
    {
        Confidence.Certain => "certain",
        Confidence.Likely => "likely",
        _ => "possible",
    };

    /// <summary><c>CrashLoopBackOff, 5 restarts, exit code 1 (Error) after 2 s</c></summary>
    public static string State(Diagnosis item)
    {
        var words = new List<string> { item.State };
        if (item.Restarts > 0)
        {
            words.Add(item.Restarts == 1 ? "1 restart" : $"{item.Restarts} restarts");
        }

        if (item.Exit is { } exit)
        {
            var reason = exit.Reason is { } text && text != item.State ? $" ({text})" : "";
            var signal = exit.Signal is { } number ? $", signal {number}" : "";
            var lived = exit.FinishedAt - exit.StartedAt is { } span && span >= TimeSpan.Zero ? $" after {Duration.Text(span)}" : "";
            words.Add(exit.Code is { } code ? $"exit code {code}{signal}{reason}{lived}" : $"ended{reason}{lived}");
        }

        return string.Join(", ", words);
    }

    public static string Container(Diagnosis item) => item.Subject.ContainerType switch
    {
        ContainerType.Init => $"{item.Subject.Container} (init container)",
        ContainerType.Sidecar => $"{item.Subject.Container} (sidecar)",
        ContainerType.Ephemeral => $"{item.Subject.Container} (ephemeral container)",
        _ => item.Subject.Container,
    };

    public static string Place(ContainerSubject subject) =>
        string.Join(", ", new[] { subject.Cluster is null ? null : $"cluster {subject.Cluster}", subject.Namespace is null ? null : $"namespace {subject.Namespace}", subject.Workload }.OfType<string>());

    /// <summary>The sentence that stands in the place of a cause where there is none.</summary>
    public static string NoCause(Diagnosis item) => item.Verdict == Verdict.NotCrashLooping
        ? "It is not crash-looping: no container of the pod has failed."
        : "Undetermined: the evidence at hand names no cause.";

    public static string Gap(Gap gap) => gap.Detail is null ? $"{gap.What}: {Reason(gap.Reason)}" : $"{gap.What}: {gap.Detail}";

    private static string Reason(GapReason reason) => reason switch
    {
        GapReason.NotAsked => "not asked for",
        GapReason.NotThere => "not there",
        GapReason.Forbidden => "forbidden",
        GapReason.NotServed => "not served by this cluster",
        GapReason.Truncated => "cut off",
        GapReason.Unreadable => "not readable",
        _ => "failed",
    };
}
