namespace Unloop.Core.Scaling.Autoscaling;

/// <summary>
/// What was recommended at earlier looks. As the controller does, one that is too old is overwritten and not taken out, so that the list is as long as the longest
/// window ever was.
/// </summary>
internal sealed class Recommendations(int initial, TimeSpan begin)
{
    private readonly List<(int Replicas, TimeSpan At)> _kept = [(initial, begin)];

    /// <param name="inclusive">The plain rules count a recommendation that is just as old as the window, those of behaviours do not.</param>
    public int Highest(int now, TimeSpan cutoff, bool inclusive) => _kept.Where(k => k.At > cutoff || (inclusive && k.At == cutoff)).Select(k => k.Replicas).Append(now).Max();

    public int Lowest(int now, TimeSpan cutoff) => _kept.Where(k => k.At > cutoff).Select(k => k.Replicas).Append(now).Min();

    public void Keep(int replicas, TimeSpan at, TimeSpan cutoff)
    {
        if (_kept.FindLastIndex(k => k.At < cutoff) is >= 0 and var old)
        {
            _kept[old] = (replicas, at);
        }
        else
        {
            _kept.Add((replicas, at));
        }
    }
}

/// <summary>
/// Changes of the replicas in one direction. As the controller does (<c>storeScaleEvent</c>), of those that are older than every policy of that direction the last is overwritten
/// and the others stay: policies of the other direction may be longer, and count them still.
/// </summary>
internal sealed class ScaleEvents
{
    private readonly List<(int Change, TimeSpan At)> _events = [];

    public int Since(TimeSpan cutoff) => _events.Where(e => e.At > cutoff).Sum(e => e.Change);

    public void Add(int change, TimeSpan at, HpaRules rules)
    {
        var longest = TimeSpan.FromSeconds(rules.Policies.Select(p => p.PeriodSeconds).Append(0).Max());
        if (_events.FindLastIndex(e => e.At < at - longest) is >= 0 and var outdated)
        {
            _events[outdated] = (change, at);
        }
        else
        {
            _events.Add((change, at));
        }
    }
}
