using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;

namespace Unloop.Kubernetes.Collection;

/// <summary>Brings together all there is to know about one pod. All sources ask at the same time.</summary>
internal sealed class PodCollector(Snapshot snapshot, ILineScanner scanner, TimeProvider time)
{
    /// <summary>The one place where a source of evidence is registered.</summary>
    public static IReadOnlyList<IEvidenceSource> Sources { get; } =
        [new EventSource(), new WorkloadSource(), new ReferenceSource(), new NodeSource(), new PolicySource(), new UsageSource()];

    public async Task<PodEvidence> CollectAsync(Pod pod, TargetQuery query, DateTimeOffset? date, CancellationToken cancellationToken)
    {
        var podCase = new PodCase(pod, query, snapshot);
        var logs = new PodLogs(snapshot.Client, scanner, time).CollectAsync(pod, query, cancellationToken);
        var shares = await Task.WhenAll(Sources.Select(s => s.CollectAsync(podCase, cancellationToken)));
        var read = await logs;
        var evidence = Outline(read.Pod, read.Date ?? date) with { Logs = read.Logs };
        evidence = shares.Aggregate(evidence, (sum, share) => share.Add(sum));
        return evidence with { Gaps = [.. read.Gaps, .. shares.SelectMany(s => s.Gaps)] };
    }

    /// <summary>A pod that is well, or one too many: what its object says, and no further request.</summary>
    public PodEvidence Glance(Pod pod, DateTimeOffset? date, string why) => Outline(pod, date) with
    {
        Gaps = [new() { What = "logs, events and surroundings", Reason = GapReason.NotAsked, Detail = why }],
    };

    private PodEvidence Outline(Pod pod, DateTimeOffset? date)
    {
        var evidence = PodMapper.Map(pod);
        return evidence with { ObservedAt = date, Subject = evidence.Subject with { Cluster = snapshot.Client.Settings.ClusterName } };
    }
}
