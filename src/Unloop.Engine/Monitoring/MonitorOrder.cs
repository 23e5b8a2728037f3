using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;

namespace Unloop.Engine.Monitoring;

/// <summary>What a plan is asked for.</summary>
public sealed record MonitorOrder
{
    public required AlertScope Scope { get; init; }

    /// <summary>Of the scope, in the provider's form; not looked at when deleting.</summary>
    public IReadOnlyList<DesiredMonitor> Desired { get; init; } = [];

    /// <summary>
    /// No cause is known now: what an earlier diagnosis has brought stays as it is. Makes of one that shall be, and of the one that is there, what shall be there;
    /// null: a cause is known, or none ever was.
    /// </summary>
    public Func<DesiredMonitor, ExistingMonitor, DesiredMonitor>? Keep { get; init; }

    /// <summary>Take away all of the scope's.</summary>
    public bool Delete { get; init; }

    /// <summary>Make monitors whose metrics have no data yet.</summary>
    public bool WithoutData { get; init; }

    /// <summary>What one should know before one agrees, found out by whoever asks.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The digits of the target as it was called before its cluster had a name; null: it has none now either.</summary>
    internal string? Nameless => Scope.Cluster is null ? null : MonitorIdentity.Target(Scope with { Cluster = null });

    /// <summary>For sentences: <c>Deployment web in namespace shop of cluster prod</c>.</summary>
    public string Target => Scope is { Cluster: { } cluster, Namespace: not null } ? $"{Scope.Words} of cluster {cluster}" : Scope.Words;
}
