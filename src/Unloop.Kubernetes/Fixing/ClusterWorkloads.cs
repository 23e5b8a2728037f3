using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;

namespace Unloop.Kubernetes.Fixing;

/// <summary>The writes of a fix, on a live cluster.</summary>
internal sealed class ClusterWorkloads : IWorkloads
{
    private readonly ApiClient _client;
    private readonly ApiWriter _writer;
    private readonly TimeProvider _time;
    private readonly WorkloadReader _reader;
    private readonly WorkloadPatcher _patcher;
    private readonly Recreation _recreation;
    private readonly FixLease _lease;
    private readonly FailedRevisions _failed;

    public ClusterWorkloads(ApiClient client, ApiWriter writer, TimeProvider time)
    {
        var trial = new PodTrial(writer);
        (_client, _writer, _time, _reader) = (client, writer, time, new(client));
        _patcher = new(_reader, writer, trial, time);
        _recreation = new(client, _reader, writer, trial, time);
        _lease = new(client, writer, time);
        _failed = new(client, _reader, writer);
    }

    public string Server => _client.Settings.Server.AbsoluteUri.TrimEnd('/');

    public async Task<Reading> ReadAsync(string kind, string space, string name, CancellationToken cancellationToken)
    {
        if (WorkloadReader.KindOf(kind) is not { } known)
        {
            return new(null, new(ProblemKind.Refused, $"A {ApiError.Shown(kind)} cannot be changed here."));
        }

        var read = await _reader.FetchAsync(known, space, name, cancellationToken);
        return read.TryGet(out var found, out var error)
            ? new(await _reader.DescribeAsync(found, null, cancellationToken))
            : new(null, error.ToProblem());
    }

    public Task<Writing> PatchAsync(WorkloadPatch patch, CancellationToken cancellationToken) => _patcher.PatchAsync(patch, cancellationToken);

    public Task<Writing> RecreateAsync(WorkloadRef workload, RecreatedWorkload wanted, bool dryRun, CancellationToken cancellationToken) =>
        _recreation.RunAsync(workload, wanted.Template, wanted.Whole, dryRun, cancellationToken);

    public async Task<Problem?> DeletePodsAsync(WorkloadRef workload, IReadOnlyList<string> pods, CancellationToken cancellationToken)
    {
        Problem? first = null;
        foreach (var name in pods)
        {
            var problem = await DeletePodAsync(workload, ApiRequest.Get("pods", workload.Namespace, name), cancellationToken);
            first ??= problem;
        }

        return first;
    }

    public Task<Retirement> RetireAsync(WorkloadRef workload, string fix, CancellationToken cancellationToken) => _failed.RetireAsync(workload, fix, cancellationToken);

    public Task<Problem?> HoldAsync(WorkloadRef workload, string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        _lease.HoldAsync(workload, holder, duration, cancellationToken);

    public Task ReleaseAsync(WorkloadRef workload, string holder, CancellationToken cancellationToken) => _lease.ReleaseAsync(workload, holder, cancellationToken);

    public Task NoteAsync(WorkloadRef workload, string reason, string message, bool isWarning, CancellationToken cancellationToken) =>
        _writer.WriteAsync(Notes.Of(workload, reason, message, isWarning, _time.GetUtcNow()), cancellationToken);

    /// <summary>Only a pod of the workload, and only that one: its successor bears the same name.</summary>
    private async Task<Problem?> DeletePodAsync(WorkloadRef workload, ApiRequest place, CancellationToken cancellationToken)
    {
        var read = await _client.GetAsync(place, ApiJson.Default.Pod, cancellationToken);
        if (!read.TryGet(out var pod, out var error))
        {
            return error.Kind == ApiErrorKind.NotFound ? null : error.ToProblem();
        }

        if (OwnerChain.Controller(pod.Metadata)?.Uid != workload.Uid || pod.Metadata?.Uid is not { } uid)
        {
            return new(ProblemKind.Refused, $"Pod {place.Name} is not of {workload}; it was not deleted.");
        }

        var result = await _writer.WriteAsync(ApiWrite.Delete(place, uid), cancellationToken);
        return result.Error is { Kind: not (ApiErrorKind.NotFound or ApiErrorKind.Conflict) } failed ? failed.ToProblem() : null;
    }
}
