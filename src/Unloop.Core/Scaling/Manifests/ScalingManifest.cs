using System.Text.Json.Nodes;

namespace Unloop.Core.Scaling.Manifests;

/// <summary>One object as it is applied: whole where Unloop makes it, only the fields that it sets where it is somebody's.</summary>
/// <param name="Statement">What it does.</param>
/// <param name="Undo">The command that takes it back.</param>
/// <param name="RollsOut">It changes the pod template: the pods are replaced.</param>
public sealed record ScalingManifest(string ApiVersion, string Kind, string Namespace, string Name, JsonObject Content, string Statement, string Undo, bool RollsOut = false)
{
    /// <summary>As it is typed: <c>horizontalpodautoscaler/web</c>.</summary>
    public override string ToString() => $"{Kind.ToLowerInvariant()}/{Name}";

    /// <summary>Of the file that holds it: <c>web-horizontalpodautoscaler.yaml</c>.</summary>
    public string FileName => $"{Name}-{Kind.ToLowerInvariant()}.yaml";
}
