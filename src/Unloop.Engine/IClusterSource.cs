using Unloop.Core.Facts;

namespace Unloop.Engine;

/// <summary>The live cluster as the use cases see it: reads only.</summary>
public interface IClusterSource
{
    /// <summary>Collects evidence about the targets' unwell pods (all pods that were named by name). Never throws for what a cluster may do: that is a gap or a problem.</summary>
    Task<EvidenceBatch> CollectAsync(TargetQuery query, CancellationToken cancellationToken);
}

/// <summary>What kubectl users type to name pods.</summary>
public sealed record TargetQuery
{
    /// <summary><c>pod-name</c>, <c>pod/name</c>, <c>deploy/web</c>, <c>sts/db</c>, <c>job/x</c>, …; empty: all in the namespace.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>A label selector (<c>-l</c>).</summary>
    public string? Selector { get; init; }

    /// <summary>Null: the context's own namespace.</summary>
    public string? Namespace { get; init; }
    public bool AllNamespaces { get; init; }

    /// <summary>Only this container's logs and diagnosis.</summary>
    public string? Container { get; init; }

    /// <summary>How many bytes of each log are read and matched.</summary>
    public long LogLimit { get; init; } = 64 << 20;

    /// <summary>Opt-in: Secrets are read for the names of their keys; values are dropped where they arrive.</summary>
    public bool CheckSecretKeys { get; init; }

    /// <summary>Opt-in: the pull secrets of the pods and their service accounts are read, to look into their images.</summary>
    public bool UsePullSecrets { get; init; }
}
