using Unloop.Core.Facts;

namespace Unloop.Engine.Monitoring;

/// <summary>Looks what watches a cluster. Reads only, and no Secret.</summary>
public interface IMonitoringView
{
    /// <summary>Never throws for what a cluster may do: what could not be seen is a gap, and a cluster that does not answer is a problem.</summary>
    Task<MonitoringSight> LookAsync(CancellationToken cancellationToken);
}

/// <summary>What watches the cluster, or why nothing could be seen.</summary>
public sealed record MonitoringSight(MonitoringSetup? Setup, Problem? Problem = null);
