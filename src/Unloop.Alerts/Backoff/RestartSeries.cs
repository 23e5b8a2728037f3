namespace Unloop.Alerts.Backoff;

/// <summary>One run of a container, in the time of its series.</summary>
/// <param name="Ended">Null: it goes on.</param>
/// <param name="Reason">Null as long as it goes on.</param>
public sealed record ContainerRun(TimeSpan Started, TimeSpan? Ended, string? Reason, int? ExitCode)
{
    /// <summary>It would never end; what is merely cut off by the end of the series would.</summary>
    public bool IsLasting { get; init; }
}

/// <summary>What a container's status says at every moment from its first start on, up to <see cref="Until"/>. Times are relative, and may be negative.</summary>
public sealed class RestartSeries
{
    /// <summary>Enough for a node's shortest back-off (1 s) for a whole day.</summary>
    public const int MaxRuns = 100_000;

    private readonly List<TimeSpan> _starts;

    private RestartSeries(IReadOnlyList<ContainerRun> runs, TimeSpan until)
    {
        Runs = runs;
        Until = until;
        _starts = [.. runs.Select(r => r.Started)];
    }

    /// <summary>Never empty.</summary>
    public IReadOnlyList<ContainerRun> Runs { get; }

    /// <summary>What comes later is not known.</summary>
    public TimeSpan Until { get; }

    /// <summary>When the container was started again; the first start is none.</summary>
    public IEnumerable<TimeSpan> Restarts => _starts.Skip(1);

    public ContainerRun LastRun => Runs[^1];

    /// <param name="from">When it is started first.</param>
    /// <exception cref="ArgumentException">More than <see cref="MaxRuns"/> runs, as where nothing ever waits.</exception>
    public static RestartSeries Of(BackoffPolicy policy, ContainerLife life, TimeSpan until, TimeSpan from = default)
    {
        var runs = new List<ContainerRun>();
        TimeSpan? waited = null;
        for (var started = from; runs.Count == 0 || started <= until;)
        {
            if (runs.Count == MaxRuns)
            {
                throw new ArgumentException($"more than {MaxRuns} runs up to {until}", nameof(until));
            }

            var planned = life.RunOf(runs.Count, started);
            if (planned is null || started + planned.Lasts > until)
            {
                runs.Add(new ContainerRun(started, null, null, null) { IsLasting = planned is null });
                break;
            }

            var ended = started + planned.Lasts;
            runs.Add(new ContainerRun(started, ended, planned.Reason, planned.ExitCode));
            var wait = Wait(policy, planned.Lasts, runs.Count == 1, ref waited);
            started = ended + wait;
        }

        return new RestartSeries(runs, until);
    }

    /// <summary><c>restartCount</c>: 0 before the first restart.</summary>
    public int RestartsAt(TimeSpan time) => Math.Max(0, IndexAt(time));

    /// <summary>How often it was started again after <paramref name="from"/>, up to and with <paramref name="to"/>.</summary>
    public int RestartsBetween(TimeSpan from, TimeSpan to) => RestartsAt(to) - RestartsAt(from);

    public bool IsRunningAt(TimeSpan time) => IndexAt(time) is >= 0 and var i && !(Runs[i].Ended <= time);

    /// <summary>Whether the status says <c>CrashLoopBackOff</c>.</summary>
    public bool IsWaitingAt(TimeSpan time) => IndexAt(time) is >= 0 and var i && Runs[i].Ended <= time;

    /// <summary>The run that <c>lastState.terminated</c> tells of; null before the first end.</summary>
    public ContainerRun? LastEndedAt(TimeSpan time)
    {
        var i = IndexAt(time);
        return i >= 0 && Runs[i].Ended <= time ? Runs[i] : i > 0 ? Runs[i - 1] : null;
    }

    /// <summary>A run over <see cref="BackoffPolicy.ResetAfter"/> forgets what was waited before; and where nothing was, the restart may be free.</summary>
    private static TimeSpan Wait(BackoffPolicy policy, TimeSpan lasted, bool isFirst, ref TimeSpan? waited)
    {
        if (isFirst || lasted > policy.ResetAfter)
        {
            waited = null;
            if (policy.FirstRestartIsFree)
            {
                return TimeSpan.Zero;
            }
        }

        waited = policy.After(waited);
        return waited.Value + policy.ExtraPerWait;
    }

    /// <summary>The run that was started last at that time; -1 before the first.</summary>
    private int IndexAt(TimeSpan time)
    {
        var (low, high) = (0, _starts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _starts[middle] <= time ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }
}
