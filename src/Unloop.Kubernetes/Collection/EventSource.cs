using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Collection;

/// <summary>
/// Events of the pod, of its owners and of its node. By uid, so that those of an earlier pod of the same name are not taken for its own.
/// </summary>
internal sealed class EventSource : IEvidenceSource
{
    /// <summary>Of one object; the newest are kept.</summary>
    private const int MaximumEvents = 100;

    /// <summary>Where the kubelet and the node controller put events of nodes.</summary>
    private const string NodeEvents = "default";

    public async Task<Share> CollectAsync(PodCase pod, CancellationToken cancellationToken)
    {
        var own = OfUidAsync(pod, pod.Pod.Metadata?.Uid, "the events of the pod");
        var node = pod.Pod.Spec?.NodeName is { Length: > 0 } name ? OfNodeAsync(pod, name) : null;
        var chain = await pod.OwnersAsync();
        var owners = chain.Owners.Select(o => OfUidAsync(pod, o.Reference.Uid, $"the events of {o.Text}"));
        var answers = await Task.WhenAll(owners.Append(own).Append(node).OfType<Task<(IReadOnlyList<Event> Events, Gap? Gap)>>());
        var events = answers.SelectMany(a => EventMapper.Fold(a.Events.Select(EventMapper.Map)).TakeLast(MaximumEvents)).OrderBy(e => e.LastSeen).ToList();
        return new(evidence => evidence with { Events = events }, [.. answers.Select(a => a.Gap).OfType<Gap>()]);
    }

    private static async Task<(IReadOnlyList<Event> Events, Gap? Gap)> OfUidAsync(PodCase pod, string? uid, string what)
    {
        if (uid is not { Length: > 0 })
        {
            return ([], null);
        }

        if (!pod.Snapshot.IsCrowded(pod.Namespace))
        {
            return await ReadAsync(pod, pod.Namespace, $"involvedObject.uid={uid}", $"regarding.uid={uid}", what);
        }

        var (all, gap) = await ReadAsync(pod, pod.Namespace, null, null, what);
        return ([.. all.Where(e => (e.InvolvedObject ?? e.Regarding)?.Uid == uid)], gap);
    }

    /// <summary>The kubelet writes a node's name where its uid should stand, so nodes go by name.</summary>
    private static Task<(IReadOnlyList<Event> Events, Gap? Gap)> OfNodeAsync(PodCase pod, string name) => ReadAsync(
        pod, NodeEvents, $"involvedObject.kind=Node,involvedObject.name={name}", $"regarding.kind=Node,regarding.name={name}", $"the events of node {name}");

    private static async Task<(IReadOnlyList<Event> Events, Gap? Gap)> ReadAsync(PodCase pod, string space, string? core, string? newer, string what)
    {
        var result = await pod.Snapshot.ListAsync(Selected(ApiRequest.List("events", space), core), ApiJson.Default.EventList);
        if (result.TryGet(out var events, out var error))
        {
            return (events, null);
        }

        // The same events under the other group, for a role that grants only that one.
        var other = await pod.Snapshot.ListAsync(Selected(ApiRequest.List("events", space, "events.k8s.io"), newer), ApiJson.Default.EventList);
        return other.Value is { } found ? (found, null) : ([], error.ToGap(what) with { Command = Command(space, core) });
    }

    private static ApiRequest Selected(ApiRequest request, string? selector) => selector is null ? request : request.With("fieldSelector", selector);

    private static string Command(string space, string? selector) =>
        $"kubectl get events -n {space}{(selector is null ? "" : $" --field-selector {selector}")}";
}
