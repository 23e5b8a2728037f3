using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Collection;

/// <summary>One owner: known by the reference to it, and as an object if it could be read.</summary>
internal sealed record Owner(OwnerReference Reference, WorkloadKind? Known, Workload? Object, ApiError? Error)
{
    public string Text => $"{Reference.Kind}/{Reference.Name}";
}

/// <summary>The controllers above a pod, nearest first, of whatever kind they are.</summary>
internal sealed class OwnerChain(IReadOnlyList<Owner> owners)
{
    private const int MaximumHeight = 6;

    public IReadOnlyList<Owner> Owners => owners;

    /// <summary>The topmost owner of a kind that Unloop knows; of a pod that an unknown kind made itself, that one. Null for a pod on its own.</summary>
    public Owner? Workload => owners.TakeWhile(o => o.Known is not null).LastOrDefault() ?? Nearest;

    public Owner? Nearest => owners.Count > 0 ? owners[0] : null;

    public IEnumerable<Owner> Above => Workload is { } workload ? owners.SkipWhile(o => o != workload).Skip(1) : [];

    public IEnumerable<Gap> Gaps => owners.Where(o => o.Error is not null).Select(o => o.Error!.ToGap($"the owner {o.Text}"));

    public static Task<OwnerChain> WalkAsync(Pod pod, Snapshot snapshot) => WalkAsync(pod.Metadata, snapshot);

    public static async Task<OwnerChain> WalkAsync(ObjectMeta? metadata, Snapshot snapshot)
    {
        var owners = new List<Owner>();
        var space = metadata?.Namespace ?? "";
        var next = Controller(metadata);

        // A static pod's owner is its node, which makes nothing.
        while (next is { Kind: not "Node", Name.Length: > 0 } && owners.Count < MaximumHeight && owners.All(o => o.Reference.Uid != next.Uid))
        {
            var owner = await ReadAsync(next, space, snapshot);
            owners.Add(owner);
            next = Controller(owner.Object?.Metadata);
        }

        return new(owners);
    }

    public static OwnerReference? Controller(ObjectMeta? metadata)
    {
        var references = metadata?.OwnerReferences ?? [];
        return references.FirstOrDefault(o => o?.Controller == true) ?? references.FirstOrDefault(o => o is not null);
    }

    private static async Task<Owner> ReadAsync(OwnerReference reference, string space, Snapshot snapshot)
    {
        var known = WorkloadKind.Of(reference.ApiVersion, reference.Kind);
        var (group, version) = (WorkloadKind.GroupOf(reference.ApiVersion), reference.ApiVersion?.Split('/')[^1] ?? "v1");
        var (plural, namespaced) = (known?.Plural, true);
        if (known is null)
        {
            var discovered = await snapshot.GetAsync(ApiRequest.Discovery(group, version), DiscoveryJson.Default.ApiResourceList);
            if (discovered.Value?.Of(reference.Kind ?? "") is not { Name: { } name } resource)
            {
                var unserved = new ApiError(ApiErrorKind.NotServed, ApiRequest.Discovery(group, version), "unknown kind");
                return new(reference, null, null, discovered.Error ?? unserved);
            }

            (plural, namespaced) = (name, resource.Namespaced);
        }

        var request = ApiRequest.Get(plural!, namespaced ? space : null, reference.Name!, group, version);
        var result = await snapshot.GetAsync(request, ApiJson.Default.Workload);
        return new(reference, known, result.Value, result.Error);
    }
}
