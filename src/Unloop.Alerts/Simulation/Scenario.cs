using Unloop.Alerts.Backoff;

namespace Unloop.Alerts.Simulation;

/// <summary>What goes wrong, in which pods. Times are from the first crash.</summary>
/// <param name="Summary">What happens, as the rest of a sentence that begins with the pod.</param>
/// <param name="Pods">In the order of their names; never empty.</param>
/// <param name="Until">How far it is played.</param>
public sealed record Scenario(string Name, string Summary, IReadOnlyList<PodLife> Pods, TimeSpan Until)
{
    /// <summary>When the first sample may be taken: far enough back for any look-back, where the pods ran well before.</summary>
    public TimeSpan From => Pods.Min(p => p.Created);

    /// <summary>From when to when a container crashes or waits, or runs only to crash; the end is null where it is not mended.</summary>
    public HeldSpan Broken => new(TimeSpan.Zero, Pods.Select(p => p.WellAgain).Aggregate((a, b) => a is null || b is null ? null : a > b ? a : b));
}

/// <summary>One container in its pod.</summary>
/// <param name="Created">When the pod was made, which is when its container was started first.</param>
public sealed record PodLife(PodIdentity Pod, TimeSpan Created, RestartSeries Container)
{
    /// <summary>The start of the run that does not end, where one crashed before.</summary>
    public TimeSpan? WellAgain => Container.Runs.Count > 1 && Container.LastRun.IsLasting ? Container.LastRun.Started : null;

    public bool IsReadyAt(TimeSpan time) => Created <= time && !Pod.IsInit && Container.IsRunningAt(time);
}

/// <summary>The names that metrics carry.</summary>
/// <param name="IsInit">Whether the container is an init container, which other metrics tell of.</param>
public sealed record PodIdentity(
    string Cluster, string Namespace, string Pod, string Uid, string Container, string Deployment, string ReplicaSet, string Node, bool IsInit = false);
