using Unloop.Core.Facts;
using Unloop.Evidence.Tables;

namespace Unloop.Evidence.Offline;

/// <summary>Puts together what the files say about the same pod.</summary>
internal sealed class PodGrouping(Gathered gathered, OfflineOptions options)
{
    private const string Unnamed = "unnamed";

    /// <summary>A pod, and the folders that spoke of it.</summary>
    public sealed record Group(PodEvidence Evidence, IReadOnlySet<string> Folders);

    public List<Group> Groups()
    {
        var groups = new List<Group>();
        foreach (var part in gathered.Pods.OrderBy(p => p.Source))
        {
            var known = groups.FindIndex(g => IsSame(g.Evidence.Subject, part.Evidence.Subject));
            if (known >= 0)
            {
                groups[known] = new Group(PodMerger.Merge(groups[known].Evidence, part.Evidence), new HashSet<string>(groups[known].Folders) { part.Folder });
            }
            else
            {
                groups.Add(new Group(part.Evidence, new HashSet<string> { part.Folder }));
            }
        }

        FillFromTables(groups);
        return groups;
    }

    /// <summary>By name; a source that lost the namespace or the name speaks of the pod that is there.</summary>
    private bool IsSame(PodSubject one, PodSubject other)
    {
        var isNamed = one.Pod != Unnamed && other.Pod != Unnamed;
        var sameName = one.Pod == other.Pod || (!isNamed && gathered.Pods.Count == 2);
        var sameUid = one.PodUid is null || other.PodUid is null || one.PodUid == other.PodUid;
        return sameName && sameUid && (one.Namespace is null || other.Namespace is null || one.Namespace == other.Namespace);
    }

    /// <summary>Tables fill in what nothing else told; pods that only a table lists count only where no other source speaks of any.</summary>
    private void FillFromTables(List<Group> groups)
    {
        var onlyTables = groups.Count == 0;
        foreach (var listed in gathered.Listed)
        {
            var known = groups.FindIndex(g => g.Evidence.Subject.Pod == listed.Name && (listed.Namespace ?? g.Evidence.Subject.Namespace) == (g.Evidence.Subject.Namespace ?? listed.Namespace));
            if (known >= 0)
            {
                groups[known] = groups[known] with { Evidence = WithStatus(groups[known].Evidence, listed) };
            }
            else if (onlyTables && IsUnwell(listed))
            {
                var pod = new PodEvidence { Subject = new PodSubject { Pod = listed.Name, Namespace = listed.Namespace } };
                groups.Add(new Group(WithStatus(pod, listed), new HashSet<string>()));
            }
        }
    }

    private static bool IsUnwell(ListedPod listed) =>
        listed.Restarts > 0 || !(listed.Status is "Completed" or "Succeeded" || (listed.Status == "Running" && listed.Ready == listed.Containers));

    /// <summary>The table's one status stands for the worst container; it can only be given to a container where there is just one to blame.</summary>
    private PodEvidence WithStatus(PodEvidence pod, ListedPod listed)
    {
        var isInit = listed.Status.StartsWith("Init:", StringComparison.Ordinal);
        var status = isInit ? listed.Status[5..] : listed.Status;
        var containers = pod.Containers.Count > 0
            ? pod.Containers
            : [new ContainerFacts { Name = options.Container ?? "app", Type = isInit ? ContainerType.Init : ContainerType.App }];
        var ofType = containers.Where(c => c.Type == ContainerType.Init == isInit).ToList();
        if (ofType is [var only] && only.State is null && only.LastState is null)
        {
            containers = [.. containers.Select(c => c == only ? only with { State = State(status), RestartCount = Math.Max(only.RestartCount, listed.Restarts) } : c)];
        }

        return pod with
        {
            Containers = containers,
            Subject = pod.Subject with { Namespace = pod.Subject.Namespace ?? listed.Namespace },
            Pod = pod.Pod with { NodeName = pod.Pod.NodeName ?? (listed.Node is "<none>" ? null : listed.Node) },
        };
    }

    private static ContainerState State(string status) => status switch
    {
        "Running" => new ContainerState { Phase = StatePhase.Running },
        "Error" or "OOMKilled" or "Completed" or "ContainerCannotRun" or "StartError" or "DeadlineExceeded" => new ContainerState { Phase = StatePhase.Terminated, Reason = status },
        _ when status.StartsWith("ExitCode:", StringComparison.Ordinal) => new ContainerState
        {
            Phase = StatePhase.Terminated,
            ExitCode = int.TryParse(status.AsSpan("ExitCode:".Length), out var code) ? code : null,
        },
        _ => new ContainerState { Phase = StatePhase.Waiting, Reason = status },
    };
}
