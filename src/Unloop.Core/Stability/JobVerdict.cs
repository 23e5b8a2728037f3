namespace Unloop.Core.Stability;

/// <summary>A Job is proven by its end, not by being ready; a CronJob by the end of a Job that was made from it as it is now.</summary>
internal static class JobVerdict
{
    public static bool IsJob(RolloutSnapshot snapshot) => snapshot.Workload.Kind is "Job" or "CronJob";

    /// <summary>Null for other kinds.</summary>
    /// <param name="pods">Those that still run or will.</param>
    public static StabilityVerdict? Of(RolloutSnapshot snapshot, IReadOnlyList<ObservedPod> pods)
    {
        if (!IsJob(snapshot))
        {
            return null;
        }

        var isCron = snapshot.Workload.Kind == "CronJob";
        if (snapshot.Succeeded >= (snapshot.Completions ?? 1) && pods.Count == 0)
        {
            return new() { State = StabilityState.Stable, Statement = isCron ? "A Job that was made from it has succeeded." : "The Job has succeeded." };
        }

        if (isCron && pods.Count == 0)
        {
            return new() { State = StabilityState.Holding, Statement = "No Job was made from it yet as it is now: it is proven only when the next one has succeeded." };
        }

        var end = $"it is proven when {(isCron ? "this Job" : "the Job")} has succeeded";
        var running = pods.Count(p => p.Phase == "Running");
        return new()
        {
            State = StabilityState.Progressing,
            Statement = pods.Count == 0 ? $"No pod runs at the moment; {end}." : $"{running} of {pods.Count} pods running; {end}.",
        };
    }
}
