using System.Collections.Concurrent;

namespace Unloop.Alerts.Backoff;

/// <summary>Answers that were computed before; it forgets all of them when there are too many. Only for what is the same each time.</summary>
internal sealed class Memory<TQuestion, TAnswer>(int most)
    where TQuestion : notnull
{
    private readonly ConcurrentDictionary<TQuestion, TAnswer> _known = new();

    public TAnswer Get(TQuestion question, Func<TAnswer> compute)
    {
        if (_known.TryGetValue(question, out var known))
        {
            return known;
        }

        if (_known.Count >= most)
        {
            _known.Clear();
        }

        return _known[question] = compute();
    }
}
