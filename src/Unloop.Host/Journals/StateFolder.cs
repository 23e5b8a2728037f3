using Unloop.Core.Planning;

namespace Unloop.Host.Journals;

/// <summary>Where on this machine it is kept what was done: <c>$XDG_STATE_HOME/unloop</c> or <c>~/.local/state/unloop</c>, for the user's eyes only.</summary>
public static class StateFolder
{
    public const string Fixes = "fixes";
    public const string Tries = "tries";

    private const int LongestName = 60;

    /// <summary>One of its parts, by the user's environment; null when that names no home.</summary>
    public static string? For(IReadOnlyDictionary<string, string> environment, string part)
    {
        // The XDG specification wants relative paths ignored.
        if (environment.GetValueOrDefault("XDG_STATE_HOME") is { Length: > 0 } states && Path.IsPathFullyQualified(states))
        {
            return Path.Combine(states, "unloop", part);
        }

        var home = environment.GetValueOrDefault("HOME") ?? environment.GetValueOrDefault("USERPROFILE");
        return string.IsNullOrEmpty(home) || !Path.IsPathFullyQualified(home) ? null : Path.Combine(home, ".local", "state", "unloop", part);
    }

    /// <summary>What a journal's name says of its workload: <c>-deployment-web</c>. Kubernetes' names are safe in paths; a long one is cut.</summary>
    internal static string MarkOf(WorkloadRef workload) =>
        $"-{workload.Kind.ToLowerInvariant()}-{(workload.Name.Length > LongestName ? workload.Name[..LongestName] : workload.Name)}";
}
