namespace Unloop.Alerts.Backoff;

/// <summary>How an alert asks whether a pod is in CrashLoopBackOff, wherever one is written.</summary>
public static class CrashLoopState
{
    /// <summary>For how long it must hold: longer than the ten minutes that it looks back, or two crashes at the start of a pod that is well would do.</summary>
    public static TimeSpan HeldFor { get; } = TimeSpan.FromMinutes(15);
}
