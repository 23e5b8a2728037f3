namespace Unloop.Alerts.Backoff;

/// <summary>What a container would do if it were started again and again: how long each run lasts, and what ends it.</summary>
public sealed record ContainerLife
{
    /// <summary>In their order; the last is repeated for ever. Never empty.</summary>
    public required IReadOnlyList<PlannedRun> Runs { get; init; }

    /// <summary>When the cause is mended: a run that starts at this time or later does not end. A run that goes on then still ends as planned.</summary>
    public TimeSpan? RepairedAt { get; init; }

    /// <summary>Every run ends after the same time.</summary>
    public static ContainerLife Crashing(TimeSpan runsFor, string reason = PlannedRun.Error, int exitCode = 1) =>
        new() { Runs = [new PlannedRun(runsFor, reason, exitCode)] };

    /// <summary>Every run is killed for its memory when it has leaked for that long.</summary>
    public static ContainerLife Leaking(TimeSpan runsFor) => Crashing(runsFor, PlannedRun.OutOfMemory, 137);

    internal PlannedRun? RunOf(int index, TimeSpan started) =>
        RepairedAt <= started ? null : Runs[Math.Min(index, Runs.Count - 1)];
}

/// <param name="Lasts">From its start to its end.</param>
/// <param name="Reason">As the kubelet writes it: <c>Error</c>, <c>OOMKilled</c>, <c>Completed</c>.</param>
public sealed record PlannedRun(TimeSpan Lasts, string Reason = PlannedRun.Error, int ExitCode = 1)
{
    public const string Error = "Error";
    public const string OutOfMemory = "OOMKilled";
}
