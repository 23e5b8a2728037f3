using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>Lets a mesh's proxy start before the program that needs the network.</summary>
internal sealed class ProxyFirst : IRemedy
{
    private const string IstioProxy = "istio-proxy";
    private const string IstioConfig = "proxy.istio.io/config";

    /// <summary>The first Kubernetes whose init containers may stay.</summary>
    private const int NativeSidecars = 29;

    public IReadOnlyList<Category> Categories { get; } = [Category.SidecarOrdering];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var proxy = @case.Cause.Subject;
        if (@case.Cause.Rule != "mesh-before-proxy" || @case.Pod.Container(proxy) is null)
        {
            yield break;
        }

        var edit = new TemplateEditor(@case.Workload.Template);
        if (@case.KubeletMinor >= NativeSidecars && edit.Spec["containers"] is JsonArray { Count: > 1 } containers
            && containers.Objects().FirstOrDefault(c => c["name"].Text() == proxy) is { } own)
        {
            containers.Remove(own);
            own["restartPolicy"] = "Always";
            TemplateEditor.Items(edit.Spec, "initContainers").Insert(0, own);
            yield return edit.Propose($"Make {proxy} a native sidecar (an init container with restartPolicy: Always), so that it starts before everything that needs its network.");
        }
        else if (proxy == IstioProxy && @case.Diagnosis.Subject.ContainerType != ContainerType.Init
            && TemplateEditor.Member(edit.Metadata, "annotations") is { } annotations && annotations[IstioConfig] is null)
        {
            annotations[IstioConfig] = """{ "holdApplicationUntilProxyStarts": true }""";
            yield return edit.Propose($"Hold {@case.Diagnosis.Subject.Container} until {proxy} is ready (annotation {IstioConfig}): it needs the network before the proxy serves it.");
        }
    }
}
