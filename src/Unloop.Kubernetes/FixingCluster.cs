using Unloop.Core.Facts;
using Unloop.Engine.Fixing;
using Unloop.Engine.Machine;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Kubeconfig;

namespace Unloop.Kubernetes;

/// <summary>
/// A cluster that may be written to, over one connection with its evidence. The only way to an <see cref="IWorkloads"/>: whoever has no more
/// than a <see cref="ClusterSource"/> cannot write.
/// </summary>
public sealed class FixingCluster : IDisposable
{
    private FixingCluster(ClusterSource source, IWorkloads workloads) => (Source, Workloads) = (source, workloads);

    /// <summary>Evidence, and the view of rollouts.</summary>
    public ClusterSource Source { get; }

    public IWorkloads Workloads { get; }

    /// <summary>Finds out which cluster is meant, as <see cref="ClusterSource.Create"/> does. Asks nothing of it yet.</summary>
    public static FixingConnection Create(ConnectOptions options, ILineScanner scanner, IFileReader files, IProcessRunner processes, TimeProvider time)
    {
        var (settings, problems) = ClusterSettings.Resolve(options, files, processes, time);
        if (settings is null)
        {
            return new(null, problems);
        }

#pragma warning disable CA2000 // The source owns the connection, and the caller both.
        var connection = new ApiConnection(settings, options, time);
        var client = new ApiClient(connection);
        return new(new(new(client, connection, scanner, time), new ClusterWorkloads(client, new(connection), time)), []);
#pragma warning restore CA2000
    }

    public void Dispose() => Source.Dispose();
}

/// <summary>A cluster to fix something in, or why there is none.</summary>
public sealed record FixingConnection(FixingCluster? Cluster, IReadOnlyList<Problem> Problems);
