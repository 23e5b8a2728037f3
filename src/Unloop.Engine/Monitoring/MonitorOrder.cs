using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;

namespace Unloop.Engine.Monitoring;

/// <summary>What a plan is asked for.</summary>
public sealed record MonitorOrder
{
    public required AlertScope Scope { get; init; }

    /// <summary>Of the scope, in the provider's form; not looked at when deleting.</summary>
    public IReadOnlyList<DesiredMonitor> Desired { get; init; } = [];

    /// <summary>Take away all of the scope's.</summary>
    public bool Delete { get; init; }

    /// <summary>Make monitors whose metrics have no data yet.</summary>
    public bool WithoutData { get; init; }

    /// <summary>What one should know before one agrees, found out by whoever asks.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>For sentences: <c>Deployment web in namespace shop of cluster prod</c>.</summary>
    public string Target => Scope is { Cluster: { } cluster, Namespace: not null } ? $"{Scope.Words} of cluster {cluster}" : Scope.Words;
}
