using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;

namespace Unloop.Cli.Commands;

/// <summary>A provider that was opened, with all that depends on which one it is.</summary>
/// <param name="Parts">Closed with it.</param>
internal sealed record MonitorBackend(IMonitorProvider Provider, IReadOnlyList<IDisposable> Parts) : IDisposable
{
    /// <summary>As the provider's parts in the cluster call it; null: they have no name for it.</summary>
    public string? Cluster { get; init; }

    /// <summary>Why it is not known whether they have a name for it; null: it is, or no monitor depends on it.</summary>
    public string? ClusterUnseen { get; init; }

    /// <summary>The monitors of a request, in the provider's form.</summary>
    public required Func<AlertRequest, IReadOnlyList<DesiredMonitor>> Desired { get; init; }

    /// <summary>What keeps a request's monitors from being of any use, one sentence each.</summary>
    public Func<AlertRequest, IReadOnlyList<string>> Mistakes { get; init; } = _ => [];

    /// <summary>What stays of one that is there where no cause is known now.</summary>
    public required Func<DesiredMonitor, ExistingMonitor, DesiredMonitor> Kept { get; init; }

    /// <summary>What of a request one should know before one agrees.</summary>
    public required Func<AlertRequest, IEnumerable<string>> Warnings { get; init; }

    /// <summary>What was seen of the provider's parts in the cluster, one sentence each.</summary>
    public IReadOnlyList<string> Sights { get; init; } = [];

    public void Dispose()
    {
        foreach (var part in Parts)
        {
            part.Dispose();
        }
    }
}

/// <summary>A provider, or why there is none.</summary>
internal sealed record MonitorOpening(MonitorBackend? Backend, IReadOnlyList<Problem> Problems);
