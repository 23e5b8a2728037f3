using Unloop.Core.Facts;

namespace Unloop.Evidence.Offline;

/// <summary>
/// Two sources about one pod as one: an object beside a description, an object cut down to what its author found important. Each fact comes
/// from the source that has it; where both have it, from the first.
/// </summary>
internal static class PodMerger
{
    /// <summary>Every running pod has this mount, and no manifest does.</summary>
    private const string InjectedMount = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static PodEvidence Merge(PodEvidence first, PodEvidence second) => first with
    {
        Subject = first.Subject with
        {
            Namespace = first.Subject.Namespace ?? second.Subject.Namespace,
            PodUid = first.Subject.PodUid ?? second.Subject.PodUid,
            Workload = first.Subject.Workload ?? second.Subject.Workload,
        },
        Pod = Merge(first.Pod, second.Pod),
        Containers = [.. Containers(first.Containers, second.Containers)],
        Events = [.. Events(first.Events, second.Events)],
        References = first.References.Count > 0 ? first.References : second.References,
    };

    private static PodFacts Merge(PodFacts first, PodFacts second) => first with
    {
        Phase = first.Phase ?? second.Phase,
        Reason = first.Reason ?? second.Reason,
        Message = first.Message ?? second.Message,
        NodeName = first.NodeName ?? second.NodeName,
        QosClass = first.QosClass ?? second.QosClass,
        RestartPolicy = first.RestartPolicy ?? second.RestartPolicy,
        ServiceAccount = first.ServiceAccount ?? second.ServiceAccount,
        TerminationGracePeriodSeconds = first.TerminationGracePeriodSeconds ?? second.TerminationGracePeriodSeconds,
        PriorityClass = first.PriorityClass ?? second.PriorityClass,
        RuntimeClass = first.RuntimeClass ?? second.RuntimeClass,
        Security = Merge(first.Security, second.Security),
        Conditions = first.Conditions.Count > 0 ? first.Conditions : second.Conditions,
        Volumes = [.. first.Volumes, .. second.Volumes.Where(v => first.Volumes.All(f => f.Name != v.Name))],
        Labels = first.Labels.Count > 0 ? first.Labels : second.Labels,
        Annotations = first.Annotations.Count > 0 ? first.Annotations : second.Annotations,
        Owners = first.Owners.Count > 0 ? first.Owners : second.Owners,
    };

    private static SecurityFacts Merge(SecurityFacts first, SecurityFacts second) => first with
    {
        // A description shortens a profile to its type; the object's own words come first.
        Seccomp = first.Seccomp ?? second.Seccomp,
    };

    /// <summary>In the order of the source that lists more of them.</summary>
    private static IEnumerable<ContainerFacts> Containers(IReadOnlyList<ContainerFacts> first, IReadOnlyList<ContainerFacts> second)
    {
        var order = first.Count >= second.Count ? first.Concat(second) : second.Concat(first);
        foreach (var name in order.Select(c => c.Name).Distinct())
        {
            var (one, other) = (first.FirstOrDefault(c => c.Name == name), second.FirstOrDefault(c => c.Name == name));
            yield return one is null ? other! : other is null ? one : Merge(one, other);
        }
    }

    private static ContainerFacts Merge(ContainerFacts first, ContainerFacts second)
    {
        var status = Richness(second) > Richness(first) ? second : first;
        var rest = ReferenceEquals(status, first) ? second : first;
        var isShort = IsShorter(first, second);
        return first with
        {
            Type = first.Type == ContainerType.App ? second.Type : first.Type,
            Image = first.Image ?? second.Image,
            ImageId = first.ImageId ?? second.ImageId,
            ImagePullPolicy = first.ImagePullPolicy ?? second.ImagePullPolicy,
            WorkingDir = first.WorkingDir ?? second.WorkingDir,
            Command = first.Command ?? second.Command,
            Args = first.Args ?? second.Args,
            SpecKnown = (first.SpecKnown && !isShort) || second.SpecKnown,
            OutlineKnown = (first.OutlineKnown && !isShort) || second.OutlineKnown,
            Ports = first.Ports.Count > 0 ? first.Ports : second.Ports,
            Env = first.Env.Count > 0 ? first.Env : second.Env,
            Mounts = first.Mounts.Count > 0 ? first.Mounts : second.Mounts,
            Resources = Merge(first.Resources, second.Resources),
            Liveness = first.Liveness ?? second.Liveness,
            Readiness = first.Readiness ?? second.Readiness,
            Startup = first.Startup ?? second.Startup,
            Security = Merge(first.Security, second.Security),
            ContainerId = status.ContainerId ?? rest.ContainerId,
            State = Merge(status.State, rest.State),
            LastState = Merge(status.LastState, rest.LastState),
            RestartCount = Math.Max(first.RestartCount, second.RestartCount),
            Ready = status.Ready ?? rest.Ready,
            Started = status.Started ?? rest.Started,
        };
    }

    /// <summary>The second shows something that the first should have if it were whole.</summary>
    private static bool IsShorter(ContainerFacts first, ContainerFacts second) =>
        (first.Env.Count == 0 && second.Env.Count > 0)
        || (first.Args is null && second.Args is not null) || (first.Command is null && second.Command is not null)
        || (first.Liveness is null && second.Liveness is not null)
        || (first.Resources.MemoryLimit is null && second.Resources.MemoryLimit is not null)
        || (first.Mounts.Count == 0 && second.Mounts.Any(m => m.Path != InjectedMount));

    private static ResourceFacts Merge(ResourceFacts first, ResourceFacts second) => first with
    {
        CpuRequest = first.CpuRequest ?? second.CpuRequest,
        CpuLimit = first.CpuLimit ?? second.CpuLimit,
        MemoryRequest = first.MemoryRequest ?? second.MemoryRequest,
        MemoryLimit = first.MemoryLimit ?? second.MemoryLimit,
    };

    private static int Richness(ContainerFacts container) => Richness(container.State) + (2 * Richness(container.LastState));

    private static int Richness(ContainerState? state) => state is null ? 0
        : 1 + new object?[] { state.Reason, state.Message, state.ExitCode, state.StartedAt, state.FinishedAt }.Count(f => f is not null);

    private static ContainerState? Merge(ContainerState? first, ContainerState? second) =>
        first is null ? second : second is null || second.Phase != first.Phase ? first : first with
        {
            Reason = first.Reason ?? second.Reason,
            Message = first.Message ?? second.Message,
            ExitCode = first.ExitCode ?? second.ExitCode,
            Signal = first.Signal ?? second.Signal,
            StartedAt = first.StartedAt ?? second.StartedAt,
            FinishedAt = first.FinishedAt ?? second.FinishedAt,
        };

    /// <summary>One event seen by two sources stays one: the counts are of the same happenings, so the larger holds.</summary>
    public static IEnumerable<EventFact> Events(IEnumerable<EventFact> first, IEnumerable<EventFact> second) => first.Concat(second)
        .GroupBy(e => (e.Object, e.Reason, e.Message))
        .Select(same => same.OrderByDescending(e => e.LastSeen is not null).ThenByDescending(e => e.Count).First() with
        {
            Count = same.Max(e => e.Count),
            Age = same.Select(e => e.Age).FirstOrDefault(a => a is not null),
            Container = same.Select(e => e.Container).FirstOrDefault(c => c is not null),
            Component = same.Select(e => e.Component).FirstOrDefault(c => c is not null),
        });
}
