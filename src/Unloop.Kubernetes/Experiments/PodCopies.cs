using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Experimenting;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Fixing;

namespace Unloop.Kubernetes.Experiments;

/// <summary>Copies of failing pods, on a live cluster.</summary>
internal sealed class PodCopies(ApiClient client, ApiWriter writer, TimeProvider time) : IPodCopies
{
    private readonly OriginalReader _originals = new(client);
    private readonly RightsCheck _rights = new(writer);
    private readonly CopyWriter _copies = new(client, writer, time);
    private readonly CopySweeper _sweeper = new(client, writer, time);
    private readonly FixLease _lease = new(client, writer, time);

    public string Server => client.Settings.Server.AbsoluteUri.TrimEnd('/');

    public Task<OriginalReading> ReadAsync(string space, string pod, CancellationToken cancellationToken) => _originals.ReadAsync(space, pod, cancellationToken);

    public Task<(IReadOnlyList<string> Missing, Problem? Problem)> MissingRightsAsync(string space, CancellationToken cancellationToken) => _rights.MissingAsync(space, cancellationToken);

    public Task<Problem?> HoldAsync(WorkloadRef workload, string run, TimeSpan duration, CancellationToken cancellationToken) => _lease.HoldAsync(workload, run, duration, cancellationToken);

    public Task ReleaseAsync(WorkloadRef workload, string run, CancellationToken cancellationToken) => _lease.ReleaseAsync(workload, run, cancellationToken);

    public Task<Sweep> SweepAsync(WorkloadRef workload, string run, CancellationToken cancellationToken) => _sweeper.SweepAsync(workload, run, cancellationToken);

    public Task<Problem?> RehearseAsync(PodCopy copy, string space, CancellationToken cancellationToken) => _copies.RehearseAsync(copy, space, cancellationToken);

    public Task<CopyMaking> MakeAsync(PodCopy copy, string space, string run, CancellationToken cancellationToken) => _copies.MakeAsync(copy, space, run, cancellationToken);

    public Task<CopySight> LookAsync(MadeCopy copy, string container, CancellationToken cancellationToken) => _copies.LookAsync(copy, container, cancellationToken);

    public Task<Problem?> RemoveAsync(MadeCopy copy, CancellationToken cancellationToken) => _copies.RemoveAsync(copy, cancellationToken);
}
