using Unloop.Core.Facts;
using Unloop.Core.Injection;
using Unloop.Core.Planning;

namespace Unloop.Engine.Configuring;

/// <summary>Looks at what goes into a workload's containers. Reads only; Secrets only when asked to, and never their values. Implemented by <c>Unloop.Kubernetes</c>.</summary>
public interface IConfigurationView
{
    /// <summary>Never throws for what a cluster may do: what could not be read is a gap, and without the workload there is a problem.</summary>
    /// <param name="workload">With an empty uid: whichever bears the name.</param>
    Task<ConfigurationSight> LookAsync(WorkloadRef workload, ConfigurationQuery query, CancellationToken cancellationToken);
}

public sealed record ConfigurationQuery
{
    /// <summary>Read Secrets for the names of their keys and the form of their values; the values are dropped where they arrive.</summary>
    public bool CheckSecretKeys { get; init; }

    /// <summary>A past template of the workload, as <c>kubectl rollout history</c> numbers them; null: what runs now.</summary>
    public string? Revision { get; init; }

    /// <summary>The present template, and not one of the pods: what the API server adds to a pod is in no template.</summary>
    public bool Template { get; init; }
}

/// <summary>What was seen, or why nothing was.</summary>
/// <param name="Images">By container, for what runs: as the spec names it, and the digest where the status tells it.</param>
/// <param name="ExternalSecrets">The newest version of <c>external-secrets.io</c> that is served; null: none.</param>
public sealed record ConfigurationSight(
    InjectionFacts? Facts, IReadOnlyDictionary<string, RunningImage> Images, string? ExternalSecrets, IReadOnlyList<Gap> Gaps, Problem? Problem = null)
{
    public static ConfigurationSight Nothing(Problem problem) => new(null, new Dictionary<string, RunningImage>(), null, [], problem);
}

public sealed record RunningImage(string Reference, string? Digest);
