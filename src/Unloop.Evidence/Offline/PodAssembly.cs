using Unloop.Core.Facts;
using Unloop.Evidence.Api;

namespace Unloop.Evidence.Offline;

/// <summary>Adds to each pod what the files say around it: logs, events, node, workload, policies, referenced objects, and what is missing.</summary>
internal static class PodAssembly
{
    public static List<PodEvidence> Build(Gathered gathered, OfflineOptions options)
    {
        var groups = new PodGrouping(gathered, options).Groups();
        AddFromEvents(groups, gathered, options);
        var logs = new LogAssigner(gathered, options, groups);
        logs.Assign();
        var pods = new List<PodEvidence>();
        for (var i = 0; i < groups.Count; i++)
        {
            pods.Add(Surround(groups[i].Evidence, logs.Of(i), gathered));
        }

        var observed = pods.SelectMany(Stamps).Concat(gathered.Nodes.SelectMany(n => n.Conditions).Select(c => c.Since)).Max();
        return [.. pods.Select(p => p with { ObservedAt = observed, Gaps = [.. OfflineGaps.Of(p)], Inputs = gathered.Notes })];
    }

    /// <summary>With nothing else, the pods that warnings are about are the pods.</summary>
    private static void AddFromEvents(List<PodGrouping.Group> groups, Gathered gathered, OfflineOptions options)
    {
        if (groups.Count > 0)
        {
            return;
        }

        foreach (var about in gathered.Events.Where(e => e.Event is { Type: "Warning", Object: { } o } && o.StartsWith("Pod/", StringComparison.Ordinal)).GroupBy(e => (e.Namespace, e.Event.Object!)))
        {
            var containers = about.Select(e => e.Event.Container).OfType<string>().Distinct().DefaultIfEmpty(options.Container ?? "app");
            groups.Add(new PodGrouping.Group(
                new PodEvidence
                {
                    Subject = new PodSubject { Namespace = about.Key.Namespace, Pod = about.Key.Item2["Pod/".Length..] },
                    Containers = [.. containers.Select(c => new ContainerFacts { Name = c })],
                },
                new HashSet<string>()));
        }
    }

    private static PodEvidence Surround(PodEvidence pod, IReadOnlyList<LogWindow> logs, Gathered gathered)
    {
        var subject = pod.Subject;
        bool IsHere(string? space) => space is null || subject.Namespace is null || space == subject.Namespace;
        var workloads = gathered.Workloads.Where(w => IsHere(w.Namespace)).Select(w => w.Facts).ToList();
        var owners = Chain(pod.Pod.Owners, workloads);
        var top = owners is [.., var last] ? last : null;
        var workload = owners.Count > 1 ? top : subject.Workload ?? top;
        var names = owners.Append($"Pod/{subject.Pod}").Append(workload ?? "").Append($"Node/{pod.Pod.NodeName}").ToHashSet();
        var events = gathered.Events.Where(e => e.Event.Object is { } about && names.Contains(about) && (IsHere(e.Namespace) || about.StartsWith("Node/", StringComparison.Ordinal))).Select(e => e.Event)
            .Where(e => e.Uid is null || subject.PodUid is null || e.Object != $"Pod/{subject.Pod}" || e.Uid == subject.PodUid);
        return pod with
        {
            Subject = subject with { Workload = workload },
            Logs = logs,
            Events = [.. EventContainers.Attribute(PodMerger.Events(pod.Events, events), pod.Containers).OrderBy(e => e.LastSeen ?? DateTimeOffset.MinValue)],
            Node = gathered.Nodes.FirstOrDefault(n => n.Name == pod.Pod.NodeName),
            Workload = workloads.FirstOrDefault(w => $"{w.Kind}/{w.Name}" == workload),
            Policies = [.. gathered.Policies.Where(p => IsHere(p.Namespace)).Select(p => p.Policy)],
            References = [.. pod.References.Select(r => Look(r, gathered.Keyed.FirstOrDefault(k => k.Kind == r.Kind && k.Name == r.Name && IsHere(k.Namespace))))],
            Dockerfiles = gathered.Dockerfiles,
        };
    }

    /// <summary>The pod's owners and theirs, as far as the files know them.</summary>
    private static List<string> Chain(IReadOnlyList<string> owners, List<WorkloadFacts> workloads)
    {
        var chain = new List<string>(owners);
        while (chain.Count is > 0 and < 8 && workloads.FirstOrDefault(w => $"{w.Kind}/{w.Name}" == chain[^1]) is { Above: [var above, ..] } && !chain.Contains(above))
        {
            chain.Add(above);
        }

        return chain;
    }

    /// <summary>Presence can be told from files, absence cannot: nobody promised that all objects are there.</summary>
    private static ReferenceFact Look(ReferenceFact reference, KeyedPart? found) => found is null ? reference : reference with
    {
        Presence = reference.Key is null || found.Keys.Any(k => k.Name == reference.Key) ? Presence.Present : Presence.KeyMissing,
        ChangedAt = found.ChangedAt,
        Nearest = reference.Key is null ? [] : [.. found.Keys.Select(k => k.Name).Take(20)],
    };

    private static IEnumerable<DateTimeOffset?> Stamps(PodEvidence pod) =>
        pod.Containers.SelectMany(c => new[] { c.State?.StartedAt, c.State?.FinishedAt, c.LastState?.StartedAt, c.LastState?.FinishedAt })
            .Concat(pod.Events.Select(e => e.LastSeen))
            .Concat(pod.Pod.Conditions.Select(c => c.Since))
            .Concat(pod.Logs.SelectMany(l => l.Lines).Select(l => l.Time))
            .Append(pod.Pod.CreatedAt);
}
