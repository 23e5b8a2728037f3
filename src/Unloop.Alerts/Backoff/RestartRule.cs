namespace Unloop.Alerts.Backoff;

/// <summary>"More than <paramref name="MoreThan"/> restarts in <paramref name="Window"/>", for as long as <paramref name="For"/> before it fires.</summary>
/// <param name="Window">The restarts at its very beginning do not count, those at its end do.</param>
public sealed record RestartRule(int MoreThan, TimeSpan Window, TimeSpan For = default);

/// <summary>A span of time in which something holds.</summary>
/// <param name="To">No longer at this moment; null: for ever.</param>
public sealed record HeldSpan(TimeSpan From, TimeSpan? To)
{
    public TimeSpan? Length => To - From;

    public bool Contains(TimeSpan time) => From <= time && !(To <= time);
}
