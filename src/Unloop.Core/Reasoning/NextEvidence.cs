using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning;

/// <summary>What to fetch next when the evidence does not name a cause: the cheapest first, as commands that run as they stand.</summary>
internal static class NextEvidence
{
    private const int MostLastWords = 4;

    /// <summary>What a copy would meet just as well, before its program begins: there it tells nothing new.</summary>
    private static readonly Category[] BeforeTheStart = [Category.ImagePull, Category.Unschedulable, Category.VolumePending, Category.MountFailure, Category.MissingConfigmapOrSecret];

    /// <summary>What <c>unloop try</c> finds by name.</summary>
    private static readonly string[] Kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "ReplicationController"];

    /// <summary>What the program printed last, from the run that ended.</summary>
    public static IReadOnlyList<Proof> LastWords(ContainerCase @case)
    {
        var log = @case.Pod.LogsOf(@case.Container.Name).OrderBy(l => l.Instance).FirstOrDefault(l => !l.IsEmpty);
        var source = log?.Instance == LogInstance.Previous ? ProofSource.PreviousLog : ProofSource.CurrentLog;
        return [.. (log?.Lines ?? []).Where(l => !string.IsNullOrWhiteSpace(l.Text)).TakeLast(MostLastWords).Select(l => new Proof(source, $"line {l.Number}", l.Text))];
    }

    public static IReadOnlyList<Advice> For(ContainerCase @case)
    {
        var pod = @case.Pod.Subject.Pod;
        var target = $"-n {@case.Pod.Subject.Namespace ?? "default"} {pod}";
        var container = @case.Container;
        var advice = new List<Advice>();
        if (!@case.Pod.LogsOf(container.Name).Any(l => !l.IsEmpty))
        {
            advice.Add(new("Read what the last run printed.") { Command = $"kubectl logs {target} -c {container.Name} --previous" });
        }

        if (container.State is null && container.LastState is null)
        {
            advice.Add(new("See how the container ended: exit code, reason and events.") { Command = $"kubectl describe pod {target}" });
        }

        advice.AddRange(@case.Pod.Gaps
            .Where(g => g.Command is not null && (g.Container is null || g.Container == container.Name))
            .Select(g => new Advice($"Get what is missing: {g.What}.") { Command = g.Command }));
        if (InCopy(@case, "Let a test in a copy of the pod tell the hypotheses apart: it gets no traffic, and is removed.") is { } test)
        {
            advice.Add(test);
        }

        if (container.Image is not null)
        {
            advice.Add(new("Start the image with a shell in place of its entrypoint, then run the entrypoint by hand.")
            {
                Command = $"kubectl debug {target} -it --copy-to={pod}-look --container={container.Name} -- sh",
            });
        }

        return [.. advice.DistinctBy(a => a.Command ?? a.Text)];
    }

    /// <summary>Where a cause is not certain, and a copy of the pod could tell; null else.</summary>
    public static Advice? ToBeSure(Finding best, ContainerCase @case) =>
        best.Confidence == Confidence.Certain || BeforeTheStart.Contains(best.Category) ? null : InCopy(@case, "To be sure before anything is changed, make the next test in a copy of the pod.");

    /// <summary>Only of a pod that is known to be one of a cluster's.</summary>
    private static Advice? InCopy(ContainerCase @case, string text)
    {
        var (subject, workload) = (@case.Pod.Subject, @case.Pod.Workload);
        var target = workload is not null && Kinds.Contains(workload.Kind) ? $"{workload.Kind.ToLowerInvariant()}/{workload.Name}" : $"pod/{subject.Pod}";
        return subject is { PodUid: not null, Namespace: { } space } ? new(text) { Command = $"unloop try {target} -n {space}" } : null;
    }
}
