using System.Globalization;

namespace Unloop.Core.Experiments.Copying;

/// <summary>By what a copy is known for Unloop's own, and when its time is up. Pure.</summary>
public static class CopyMarks
{
    /// <summary>The label of every copy; its value is the run's id.</summary>
    public const string Label = "unloop.dev/experiment";

    /// <summary>Annotation: the workload that the copy is for, as it is typed.</summary>
    public const string Of = "unloop.dev/experiment-of";

    /// <summary>Annotation: after this moment, by the server's clock, no run waits for it any more.</summary>
    public const string Expires = "unloop.dev/expires";

    /// <summary>A condition that nobody ever sets: a pod that waits for it is never ready, and gets no traffic whatever its labels are.</summary>
    public const string ReadinessGate = "unloop.dev/never-ready";

    public const string NamePrefix = "unloop-try-";

    private const string HolderPrefix = "try-";

    /// <summary>What a copy may take before its program runs: scheduling, pulling, init containers.</summary>
    public const int StartSeconds = 180;

    private const int LongestWorkloadName = 24;

    /// <summary><c>unloop-try-web-once-k3f9</c>: short enough for a host name.</summary>
    public static string NameFor(string workload, ExperimentKind kind, string run, int attempt)
    {
        var stem = workload.Length > LongestWorkloadName ? workload[..LongestWorkloadName].TrimEnd('-', '.') : workload;
        var name = $"{NamePrefix}{stem.Replace('.', '-')}-{ShortOf(kind)}-{run[^Math.Min(6, run.Length)..]}";
        return attempt == 0 ? name : $"{name}-{(attempt + 1).ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>As who a run holds the lease of its workload.</summary>
    public static string Holder(string run) => HolderPrefix + run;

    /// <summary>The run that holds a lease under this name; null where it is no run of tests.</summary>
    public static string? RunOf(string holder) =>
        holder.StartsWith(HolderPrefix, StringComparison.Ordinal) && holder.Length > HolderPrefix.Length && char.IsAsciiDigit(holder[HolderPrefix.Length]) ? holder[HolderPrefix.Length..] : null;

    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Null for what says nothing of it.</summary>
    public static DateTimeOffset? ExpiryOf(string? annotation) =>
        DateTimeOffset.TryParse(annotation, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string ShortOf(ExperimentKind kind) => kind switch
    {
        ExperimentKind.LastGoodConfiguration => "good-config",
        ExperimentKind.LastGoodImage => "good-image",
        ExperimentKind.Dependencies => "network",
        _ => kind.Token(),
    };
}
