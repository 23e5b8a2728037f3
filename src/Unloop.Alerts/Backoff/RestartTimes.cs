namespace Unloop.Alerts.Backoff;

/// <summary>When a container was started again, and how often within any window.</summary>
/// <param name="until">What comes later is not known.</param>
internal sealed class RestartTimes(IEnumerable<TimeSpan> restarts, TimeSpan until)
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(12);

    private static readonly Memory<(BackoffPolicy, TimeSpan, TimeSpan), TimeSpan[]> Known = new(400);

    private readonly TimeSpan[] _restarts = [.. restarts];

    /// <param name="Restarts">Within the window that ends at this moment; those at its very beginning do not count.</param>
    public readonly record struct WindowCount(TimeSpan At, int Restarts);

    public static RestartTimes Of(RestartSeries series) => new(series.Restarts, series.Until);

    /// <summary>Of a container that crashes <paramref name="runsFor"/> after each start.</summary>
    public static RestartTimes Of(BackoffPolicy policy, TimeSpan runsFor, TimeSpan until)
    {
        // Series of a few lengths serve all windows.
        var length = Math.Ceiling(until / Step) * Step;
        return new(Known.Get((policy, runsFor, length), () => [.. RestartSeries.Of(policy, ContainerLife.Crashing(runsFor), length).Restarts]).TakeWhile(t => t <= until), until);
    }

    /// <summary>At each moment at which the count changes, in their order: where a restart comes, and where one goes.</summary>
    public IEnumerable<WindowCount> Within(TimeSpan window)
    {
        var (come, gone) = (0, 0);
        while (true)
        {
            var comes = come < _restarts.Length && (gone == come || _restarts[come] <= _restarts[gone] + window);
            if (!comes && gone == come)
            {
                yield break;
            }

            var at = comes ? _restarts[come] : _restarts[gone] + window;
            if (at > until)
            {
                yield break;
            }

            while (come < _restarts.Length && _restarts[come] <= at)
            {
                come++;
            }

            while (gone < come && _restarts[gone] <= at - window)
            {
                gone++;
            }

            yield return new(at, come - gone);
        }
    }
}
