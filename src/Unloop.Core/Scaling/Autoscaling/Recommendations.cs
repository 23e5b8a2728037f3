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

/// <summary>Changes of the replicas in one direction, for as long as any policy may ask for them.</summary>
internal sealed class ScaleEvents
{
    private readonly List<(int Change, TimeSpan At)> _events = [];

    public int Since(TimeSpan cutoff) => _events.Where(e => e.At > cutoff).Sum(e => e.Change);

    public void Add(int change, TimeSpan at, HpaRules rules)
    {
        var longest = TimeSpan.FromSeconds(rules.Policies.Select(p => p.PeriodSeconds).Append(0).Max());
        _ = _events.RemoveAll(e => e.At < at - longest);
        _events.Add((change, at));
    }
}
