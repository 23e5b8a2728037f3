using Unloop.Core.Facts;

namespace Unloop.Evidence.Bundles;

/// <summary>
/// The serializer leaves null what a file does not mention, whatever the record's own default is. A bundle of an older version lacks newer
/// members, and a bundle edited by hand may lack any: here each gets its default back.
/// </summary>
internal static class EvidenceRepair
{
    private static readonly Dictionary<string, string> NoPairs = [];

    public static PodEvidence Complete(PodEvidence pod) => pod with
    {
        Pod = Complete(pod.Pod ?? new PodFacts()),
        Containers = [.. Whole(pod.Containers).Select(Complete)],
        Events = Whole(pod.Events),
        Logs = [.. Whole(pod.Logs).Select(l => l with { Lines = [.. Whole(l.Lines).Where(x => x.Text is not null)] })],
        References = [.. Whole(pod.References).Select(r => r with { Nearest = Whole(r.Nearest) })],
        Workload = pod.Workload is { } w ? w with { Above = Whole(w.Above), Changes = Whole(w.Changes), Siblings = Whole(w.Siblings) } : null,
        Node = pod.Node is { } n ? n with { Conditions = Whole(n.Conditions) } : null,
        Policies = [.. Whole(pod.Policies).Select(p => p with { Lines = Whole(p.Lines) })],
        Images = [.. Whole(pod.Images).Where(i => i is { Container: not null, Facts.Reference: not null }).Select(i => i with { Facts = ImageRepair.Complete(i.Facts) })],
        Dockerfiles = Whole(pod.Dockerfiles),
        Gaps = Whole(pod.Gaps),
        Inputs = Whole(pod.Inputs),
    };

    private static PodFacts Complete(PodFacts pod) => pod with
    {
        Security = Complete(pod.Security),
        Conditions = Whole(pod.Conditions),
        Volumes = Whole(pod.Volumes),
        Labels = pod.Labels ?? NoPairs,
        Annotations = pod.Annotations ?? NoPairs,
        Owners = Whole(pod.Owners),
    };

    private static ContainerFacts Complete(ContainerFacts container) => container with
    {
        Ports = Whole(container.Ports),
        Env = Whole(container.Env),
        Mounts = Whole(container.Mounts),
        Resources = container.Resources ?? new ResourceFacts(),
        Security = Complete(container.Security),
    };

    private static SecurityFacts Complete(SecurityFacts? security) => security is null ? new SecurityFacts() : security with
    {
        AddedCapabilities = Whole(security.AddedCapabilities),
        DroppedCapabilities = Whole(security.DroppedCapabilities),
        Sysctls = Whole(security.Sysctls),
    };

    internal static IReadOnlyList<T> Whole<T>(IReadOnlyList<T>? list) => list is null ? [] : [.. list.Where(item => item is not null)];
}
