using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Core.Stability;

/// <summary>How long pods must hold before one may say that they will: longer than it took them to fail, and than the kubelet waits between two tries.</summary>
public static class ProofWindow
{
    private const double Margin = 1.5;

    /// <summary>The kubelet's back-off: it doubles with each restart, and is forgotten after a container has run for ten minutes (kubernetes/enhancements, KEP-4603).</summary>
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BackOffMemory = TimeSpan.FromMinutes(10);

    /// <summary>For how long the end of a container says something about those that follow it.</summary>
    private static readonly TimeSpan EndMemory = TimeSpan.FromHours(24);

    /// <param name="now">The API server's time at the first look, and from then on the watcher's own clock: a server's clock that jumps decides nothing.</param>
    public static TimeSpan Needed(ProofTerms terms, RolloutSnapshot snapshot, DateTimeOffset? now)
    {
        var needed = terms.Window;
        if (terms.LongestLifetime is { } longest)
        {
            needed = Max(needed, longest * Margin);
        }

        foreach (var container in snapshot.Pods.Where(p => p is { IsNew: true, Leaving: false }).SelectMany(p => p.Containers).Where(Counts))
        {
            needed = Max(needed, BackOffAfter(container, now));
            if (container.LastState is { ExitCode: not 0, Lifetime: { } lived, FinishedAt: { } finished } && now - finished < EndMemory)
            {
                needed = Max(needed, lived * Margin);
            }
        }

        return needed;
    }

    /// <summary>The pause that would follow the container's next end.</summary>
    public static TimeSpan BackOffAfter(ObservedContainer container, DateTimeOffset? now)
    {
        var isForgotten = container.State is { Phase: StatePhase.Running, StartedAt: { } started } && now - started >= BackOffMemory;
        return isForgotten ? FirstBackOff : Min(LongestBackOff, FirstBackOff * Math.Pow(2, Math.Clamp(container.Restarts, 0, 10)));
    }

    /// <summary>An init container that has done its work no longer decides how long the pod holds.</summary>
    internal static bool Counts(ObservedContainer container) => container.Type is ContainerType.App or ContainerType.Sidecar;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
