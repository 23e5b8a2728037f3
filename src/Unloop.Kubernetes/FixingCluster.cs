using Unloop.Core.Facts;
using Unloop.Engine.Experimenting;
using Unloop.Engine.Fixing;
using Unloop.Engine.Machine;
using Unloop.Engine.Monitoring;
using Unloop.Engine.Scaling;
using Unloop.Engine.Monitoring.Prometheus;
using Unloop.Kubernetes.Alerting;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Applying;
using Unloop.Kubernetes.Experiments;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Kubeconfig;

namespace Unloop.Kubernetes;

/// <summary>
/// A cluster that may be written to, over one connection with its evidence. The only way to an <see cref="IWorkloads"/>, to <see cref="IPodCopies"/>, to PrometheusRules and to an <see cref="IScalingWriter"/>:
/// whoever has no more than a <see cref="ClusterSource"/> cannot write.
/// </summary>
public sealed class FixingCluster : IDisposable
{
    private readonly ApiClient _client;
    private readonly ApiWriter _writer;

    private FixingCluster(ClusterSource source, ApiClient client, ApiWriter writer, TimeProvider time) =>
        (Source, _client, _writer, Workloads, Copies) = (source, client, writer, new ClusterWorkloads(client, writer, time), new PodCopies(client, writer, time));

    /// <summary>Evidence, and the view of rollouts.</summary>
    public ClusterSource Source { get; }

    public IWorkloads Workloads { get; }

    /// <summary>Copies of failing pods, to try something in.</summary>
    public IPodCopies Copies { get; }

    /// <summary>Writes what makes a workload scale.</summary>
    public IScalingWriter Scaling => new ScalingWriter(_client, _writer);

    /// <summary>PrometheusRules as monitors.</summary>
    /// <param name="space">The namespace where they live.</param>
    /// <param name="watch">Asks the Prometheus that should load them.</param>
    public IMonitorProvider Rules(string space, RuleWatch watch) => new PrometheusRules(_client, _writer, space, watch);

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
        return new(new(new(client, connection, scanner, time), client, new(connection), time), []);
#pragma warning restore CA2000
    }

    public void Dispose() => Source.Dispose();
}

/// <summary>A cluster to fix something in, or why there is none.</summary>
public sealed record FixingConnection(FixingCluster? Cluster, IReadOnlyList<Problem> Problems);
