namespace Unloop.Core.Stability;

/// <summary>How far a rollout has come, counted.</summary>
/// <param name="Wanted">How many pods of the new revision there must be.</param>
/// <param name="New">Those that are there and not leaving.</param>
/// <param name="Ready">Those of them that are ready.</param>
/// <param name="OldLeft">Pods of other revisions that have not gone yet.</param>
public sealed record RolloutProgress(int Wanted, int New, int Ready, int OldLeft)
{
    public static RolloutProgress Of(RolloutSnapshot snapshot)
    {
        var pods = Current(snapshot);
        return new(snapshot.Desired, pods.Count, pods.Count(p => p.Ready), snapshot.Pods.Count(p => !p.IsNew && !IsOver(p)));
    }

    public bool IsReady => New > 0 && Ready == New && Ready >= Wanted;

    public bool IsComplete => IsReady && OldLeft == 0;

    /// <summary>The pods of the wanted revision that are meant to stay. Those that ended for good (evicted, completed) are objects only.</summary>
    public static IReadOnlyList<ObservedPod> Current(RolloutSnapshot snapshot) => [.. snapshot.Pods.Where(p => p is { IsNew: true, Leaving: false } && !IsOver(p))];

    internal static bool IsOver(ObservedPod pod) => pod.Phase is "Failed" or "Succeeded";

    public override string ToString()
    {
        var ready = $"{Ready} of {Math.Max(Wanted, New)} new pods ready";
        return OldLeft == 0 ? ready : $"{ready}; {OldLeft} old pod{(OldLeft == 1 ? "" : "s")} left";
    }
}
