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

    private static Task<(IReadOnlyList<Event> Events, Gap? Gap)> OfUidAsync(PodCase pod, string? uid, string what) => uid is { Length: > 0 }
        ? ReadAsync(pod, pod.Namespace, $"involvedObject.uid={uid}", $"regarding.uid={uid}", what)
        : Task.FromResult<(IReadOnlyList<Event>, Gap?)>(([], null));

    /// <summary>The kubelet writes a node's name where its uid should stand, so nodes go by name.</summary>
    private static Task<(IReadOnlyList<Event> Events, Gap? Gap)> OfNodeAsync(PodCase pod, string name) => ReadAsync(
        pod, NodeEvents, $"involvedObject.kind=Node,involvedObject.name={name}", $"regarding.kind=Node,regarding.name={name}", $"the events of node {name}");

    private static async Task<(IReadOnlyList<Event> Events, Gap? Gap)> ReadAsync(PodCase pod, string space, string core, string newer, string what)
    {
        var request = ApiRequest.List("events", space).With("fieldSelector", core);
        var result = await pod.Snapshot.ListAsync(request, ApiJson.Default.EventList);
        if (result.TryGet(out var events, out var error))
        {
            return (events, null);
        }

        // The same events under the other group, for a role that grants only that one.
        var other = await pod.Snapshot.ListAsync(ApiRequest.List("events", space, "events.k8s.io").With("fieldSelector", newer), ApiJson.Default.EventList);
        return other.Value is { } found ? (found, null) : ([], error.ToGap(what) with { Command = Command(pod, space, core) });
    }

    private static string Command(PodCase pod, string space, string selector) =>
        space == pod.Namespace ? $"kubectl get events -n {space} --field-selector {selector}" : $"kubectl get events -n {space} --field-selector '{selector}'";
}
