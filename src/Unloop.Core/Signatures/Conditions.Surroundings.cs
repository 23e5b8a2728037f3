using System.Text.RegularExpressions;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Signatures;

/// <summary>Conditions on the security context, mounts, neighbours, probes and events.</summary>
public static partial class Conditions
{
    /// <summary>The user that the container runs as, as far as the spec tells; the image's own user is not known here.</summary>
    public static long? RunAsUser(PodEvidence pod, ContainerFacts container) => container.Security.RunAsUser ?? pod.Pod.Security.RunAsUser;

    private static Answer RunAs(PodEvidence pod, ContainerFacts container, string argument)
    {
        var user = RunAsUser(pod, container);
        var nonRoot = container.Security.RunAsNonRoot ?? pod.Pod.Security.RunAsNonRoot;
        if (user is null && nonRoot is not true)
        {
            return Answer.Unknown;
        }

        var text = user is null ? "runAsNonRoot: true" : $"runAsUser: {user}";
        return YesOrNo(argument == (user is 0 ? "root" : "non-root"), () => Spec(container, "securityContext", text));
    }

    private static Answer MountKind(PodEvidence pod, ContainerFacts container, string argument)
    {
        var space = argument.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || MountOf(container, argument[(space + 1)..]) is not { } mount)
        {
            return container.OutlineKnown && space >= 0 ? Answer.No : Answer.Unknown;
        }

        var kind = argument[..space];
        if (kind == "readOnly")
        {
            return YesOrNo(mount.ReadOnly, () => MountProof(container, mount));
        }

        return pod.Pod.Volumes.FirstOrDefault(v => v.Name == mount.Volume) is not { } volume
            ? Answer.Unknown
            : YesOrNo(string.Equals(volume.Kind, kind, StringComparison.OrdinalIgnoreCase), () =>
                Spec(container, $"volumeMounts[{mount.Path}]", $"{mount.Path} from {volume.Kind} {volume.Source ?? volume.Name}"));
    }

    private static Answer ReadOnlyRoot(PodEvidence pod, ContainerFacts container, string argument) =>
        container.Security.ReadOnlyRootFilesystem is not { } readOnly
            ? Answer.Unknown
            : YesOrNo(readOnly, () => Spec(container, "securityContext.readOnlyRootFilesystem", "readOnlyRootFilesystem: true"));

    private static Answer NoCapability(PodEvidence pod, ContainerFacts container, string argument)
    {
        if (container.Security.Privileged is true || container.Security.AddedCapabilities.Any(c => c == argument || c == "ALL"))
        {
            return Answer.No;
        }

        return container.SpecKnown ? Yes(Spec(container, "securityContext.capabilities", $"{argument} is not added")) : Answer.Unknown;
    }

    private static Answer HostNetwork(PodEvidence pod, ContainerFacts container, string argument) =>
        pod.Pod.HostNetwork is not { } host
            ? Answer.Unknown
            : YesOrNo(host, () => new(ProofSource.PodSpec, "hostNetwork", "hostNetwork: true"));

    private static Answer MemoryLimit(PodEvidence pod, ContainerFacts container, string argument)
    {
        var limit = container.Resources.MemoryLimit;
        return argument == "set"
            ? YesOrNo(limit is not null, () => Spec(container, "resources.limits.memory", $"memory limit {limit}"))
            : limit is not null ? Answer.No
            : container.OutlineKnown ? Yes(Spec(container, "resources.limits.memory", "no memory limit")) : Answer.Unknown;
    }

    private static IEnumerable<ContainerFacts> Neighbours(PodEvidence pod, ContainerFacts container) =>
        pod.Containers.Where(c => c.Name != container.Name);

    private static Answer NeighbourMatches(PodEvidence pod, ContainerFacts container, string argument) =>
        Neighbours(pod, container).FirstOrDefault(n => IsMatch(n.Name, argument) || (n.Image is not null && IsMatch(n.Image, argument))) is { } found
            ? Yes(Spec(found, "image", $"{found.Name}: {found.Image}"))
            : Answer.No;

    private static Answer NeighbourPort(PodEvidence pod, ContainerFacts container, string argument)
    {
        var mention = new Regex($"(^|[^0-9]){Regex.Escape(argument)}($|[^0-9])", RegexOptions.NonBacktracking);
        foreach (var neighbour in argument.Length == 0 ? [] : Neighbours(pod, container))
        {
            if (neighbour.Ports.Any(p => p.Port.ToString() == argument))
            {
                return Yes(Spec(neighbour, "ports", $"{neighbour.Name} declares port {argument}"));
            }

            if ((neighbour.Command ?? []).Concat(neighbour.Args ?? []).FirstOrDefault(mention.IsMatch) is { } word)
            {
                return Yes(Spec(neighbour, "args", $"{neighbour.Name}: {word}"));
            }
        }

        return Answer.No;
    }

    private static Answer OwnPort(PodEvidence pod, ContainerFacts container, string argument) =>
        container.Ports.Any(p => p.Port.ToString() == argument)
            ? Yes(Spec(container, "ports", $"containerPort: {argument}"))
            : container.OutlineKnown ? Answer.No : Answer.Unknown;

    private static Answer Probe(PodEvidence pod, ContainerFacts container, string argument)
    {
        var probe = argument == "startup" ? container.Startup : container.Liveness;
        return probe is null
            ? container.OutlineKnown ? Answer.No : Answer.Unknown
            : Yes(Spec(container, $"{argument}Probe", $"{probe.Kind} {probe.Target}"));
    }

    private static Answer EventMatches(PodEvidence pod, ContainerFacts container, string argument) =>
        pod.Events.Where(e => e.Container is null || e.Container == container.Name)
            .FirstOrDefault(e => IsMatch($"{e.Reason}: {e.Message}", argument)) is { } found
                ? Yes(new(ProofSource.Event, found.Reason, found.Message))
                : Answer.No;

    private static Answer NeighbourRestarts(PodEvidence pod, ContainerFacts container, string argument) =>
        Neighbours(pod, container).FirstOrDefault(n => n.RestartCount > 0 && IsMatch(n.Name, argument)) is { } found
            ? Yes(new(ProofSource.ContainerStatus, $"containerStatuses[{found.Name}].restartCount", $"{found.Name} restarted {found.RestartCount} times"))
            : Answer.No;

    private static bool IsMatch(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking);
}

/// <summary>What evidence says to a condition: it holds (with the proof), it does not, or nothing is known.</summary>
public readonly record struct Answer
{
    private readonly bool _unknown;

    public Answer(Proof proof) => Proof = proof;

    private Answer(bool unknown) => _unknown = unknown;

    public static Answer No { get; } = new(unknown: false);

    public static Answer Unknown { get; } = new(unknown: true);

    public Proof? Proof { get; }

    public bool Holds => Proof is not null;

    public bool IsUnknown => _unknown;
}
