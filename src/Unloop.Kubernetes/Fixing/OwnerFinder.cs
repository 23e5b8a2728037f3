using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Targets;
using Master = Unloop.Core.Planning.Owner;

namespace Unloop.Kubernetes.Fixing;

/// <summary>Who would undo an edit by hand: controllers above, tools that deploy, autoscalers of resources, and whoever applied the template.</summary>
internal static class OwnerFinder
{
    public static async Task<IReadOnlyList<Master>> FindAsync(FoundWorkload found, Snapshot snapshot, List<Gap> gaps)
    {
        var autoscalers = AutoscalersAsync(found, snapshot, gaps);
        var chain = await OwnerChain.WalkAsync(found.Object.Metadata, snapshot);
        var masters = new List<Master>();
        if (chain.Owners is [.., var top])
        {
            masters.Add(Above(top, found));
        }
        else if (OwnerChain.Controller(found.Object.Metadata) is { Kind: "Node" } node)
        {
            masters.Add(new($"Node/{node.Name}", $"change the pod's manifest on node {node.Name}: its kubelet makes this static pod", []));
        }

        var (manager, name) = chain.Owners.Select(o => o.Object?.Metadata).Prepend(found.Object.Metadata).Select(Managers.Of).FirstOrDefault(m => m.Manager is not null);
        if (manager is not null)
        {
            masters.Add(Deployer(manager, name, found));
        }

        masters.AddRange(await autoscalers);
        masters.AddRange(AppliedFields.Of(found.Whole, found.Template, Templates.Prefix(found.Kind)!)
            .Where(a => !IsOf(a.Manager, manager))
            .Select(a => new Master(a.Manager, $"change it where {a.Manager} takes it from: it applied these fields and would apply them again", a.Fields)));
        return masters;
    }

    private static Master Above(Owner top, FoundWorkload found) => top.Known is { } known
        ? new(top.Text, $"change {known.Kind.ToLowerInvariant()}/{top.Reference.Name} in its place: it makes each {found.Kind.Kind} from its own template", [])
        : new(top.Text, $"change the {top.Reference.Kind} {top.Reference.Name} ({top.Reference.ApiVersion}) in its place: its controller would change this back", []);

    private static Master Deployer(string manager, string? name, FoundWorkload found) => manager switch
    {
        "Argo CD" => new($"Argo CD application {name}", $"change it in the Git repository of application {name}; Argo CD would change this back", []),
        "Flux" => new($"Flux {name}", $"change it in the Git repository that Flux reconciles for {name}; Flux would change this back", []),
        _ => new($"Helm release {name}", $"change the values or templates of release {name ?? "that it is of"} and run helm upgrade in namespace {found.Namespace}; the next upgrade would change this back", []),
    };

    private static async Task<IEnumerable<Master>> AutoscalersAsync(FoundWorkload found, Snapshot snapshot, List<Gap> gaps)
    {
        // Most clusters do not serve it, and then a role need not grant it: either way there is nothing to see.
        var request = ApiRequest.List("verticalpodautoscalers", found.Namespace, "autoscaling.k8s.io");
        var result = await snapshot.ListAsync(request, ApiJson.Default.VerticalAutoscalerList);
        if (result.Error is { Kind: not (ApiErrorKind.NotServed or ApiErrorKind.NotFound or ApiErrorKind.Forbidden) } error)
        {
            gaps.Add(error.ToGap("the VerticalPodAutoscalers of the namespace"));
        }

        return (result.Value ?? [])
            .Where(v => v.Spec?.TargetRef is { } target && target.Kind == found.Kind.Kind && target.Name == found.Name && v.Spec.UpdatePolicy?.UpdateMode is not "Off")
            .Select(v => new Master(
                $"VerticalPodAutoscaler {v.Metadata?.Name}",
                $"set bounds in the resourcePolicy of VerticalPodAutoscaler {v.Metadata?.Name}: it sets the containers' resources when their pods are made",
                Resources(found.Template, v.Spec?.ResourcePolicy)))
            .Where(m => m.Prefixes.Count > 0);
    }

    private static IReadOnlyList<string> Resources(JsonObject template, VerticalResourcePolicy? policy)
    {
        var policies = (policy?.ContainerPolicies ?? []).OfType<VerticalContainerPolicy>().ToList();
        return [.. template.At("spec", "containers").Objects()
            .Select((c, i) => (Name: c["name"].Text(), Pointer: $"/spec/containers/{i}/resources"))
            .Where(c => (policies.FirstOrDefault(p => p.ContainerName == c.Name) ?? policies.FirstOrDefault(p => p.ContainerName == "*"))?.Mode is not "Off")
            .Select(c => c.Pointer)];
    }

    /// <summary>A tool that its marks have named already.</summary>
    private static bool IsOf(string fieldManager, string? tool) => tool switch
    {
        "Argo CD" => fieldManager.StartsWith("argocd", StringComparison.Ordinal),
        "Flux" => fieldManager is "kustomize-controller" or "helm-controller",
        "Helm" => fieldManager.StartsWith("helm", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
