namespace Unloop.Alerts.Backoff;

/// <summary>
/// How long the kubelet waits before it starts a container again (pkg/kubelet/kubelet.go, pkg/kubelet/kuberuntime, client-go util/flowcontrol/backoff.go):
/// the first restart is free, then each wait is <see cref="Factor"/> times the one before, up to <see cref="Maximum"/>; a run longer than <see cref="ResetAfter"/>
/// begins anew, with a free restart. Exit code 0 counts like any other.
/// </summary>
public sealed record BackoffPolicy
{
    /// <summary>What a cluster does that nobody has set up otherwise: 10 s, doubled up to 5 min.</summary>
    public static BackoffPolicy Default { get; } = new();

    /// <summary>The feature gate <c>ReduceDefaultCrashLoopBackOffDecay</c> (KEP-4603): 1 s up to 60 s.</summary>
    public static BackoffPolicy ReducedDecay { get; } = new() { Initial = TimeSpan.FromSeconds(1), Maximum = TimeSpan.FromSeconds(60) };

    /// <summary>What <c>maxContainerRestartPeriod</c> may be at least and at most (KEP-5593).</summary>
    public static TimeSpan LeastMaximum { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="LeastMaximum"/>
    public static TimeSpan MostMaximum { get; } = TimeSpan.FromSeconds(300);

    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(10);
    public double Factor { get; init; } = 2;
    public TimeSpan Maximum { get; init; } = TimeSpan.FromSeconds(300);
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>False: the first restart waits too, as kubernetes/kubernetes#133472 asks for.</summary>
    public bool FirstRestartIsFree { get; init; } = true;

    /// <summary>What the kubelet adds to each wait: before kubernetes/kubernetes#133066 (1.34) it looked only every 10 to 15 s whether a wait was over.</summary>
    public TimeSpan ExtraPerWait { get; init; }

    /// <summary>The same on a kubelet that notices the end of each wait as late as the old one could; <see cref="Default"/> itself is the earliest.</summary>
    public BackoffPolicy Latest => this with { ExtraPerWait = TimeSpan.FromSeconds(15) };

    /// <summary>With a node's <c>crashLoopBackOff.maxContainerRestartPeriod</c> (KEP-5593), which lowers the first wait too where it is smaller.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1 to 300 s, as the kubelet wants it.</exception>
    public BackoffPolicy WithNodeMaximum(TimeSpan maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, LeastMaximum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximum, MostMaximum);
        return this with { Maximum = maximum, Initial = Initial < maximum ? Initial : maximum };
    }

    /// <summary>The wait after the one of <paramref name="before"/> (null: none yet), without <see cref="ExtraPerWait"/>.</summary>
    public TimeSpan After(TimeSpan? before)
    {
        var next = before is { } wait ? wait * Factor : Initial;
        return next < Maximum ? next : Maximum;
    }
}
