using Unloop.Core.Planning;

namespace Unloop.Engine.Building;

/// <summary>How a built image gets to the nodes, as far as their names say. Clusters on the user's own machine have no registry to pull from.</summary>
/// <param name="Cluster">The cluster's or profile's name, for the ways that need one.</param>
public sealed record DeliveryChoice(Delivery Way, string? Cluster = null)
{
    private const string KindPrefix = "kind-";
    private const string K3dPrefix = "k3d-";
    private const string Minikube = "minikube";

    /// <summary>
    /// Nodes say it better than a context, which anybody may name as he likes: the context counts only where no nodes are known. Whatever is not known
    /// to be one of these clusters is pushed to.
    /// </summary>
    /// <param name="context">Of the kubeconfig; null inside a cluster.</param>
    /// <param name="nodes">Names of the cluster's nodes; empty: not known.</param>
    public static DeliveryChoice For(string? context, IReadOnlyList<string> nodes) =>
        nodes.Count == 0 ? ByContext(context ?? "") : ByNodes(context ?? "", nodes);

    private static DeliveryChoice ByContext(string context) => context switch
    {
        Minikube => new(Delivery.MinikubeLoad, Minikube),
        _ when Rest(context, KindPrefix) is { } kind => new(Delivery.KindLoad, kind),
        _ when Rest(context, K3dPrefix) is { } k3d => new(Delivery.K3dImport, k3d),
        _ => new(Delivery.Push),
    };

    private static DeliveryChoice ByNodes(string context, IReadOnlyList<string> nodes)
    {
        // The prefix of kind's nodes is the cluster's name; Docker Desktop's nodes look like a cluster "desktop" of kind, and are none that kind could load.
        if (Rest(context, KindPrefix) is { } kind && nodes.All(n => n.StartsWith($"{kind}-control-plane", StringComparison.Ordinal) || n.StartsWith($"{kind}-worker", StringComparison.Ordinal)))
        {
            return new(Delivery.KindLoad, kind);
        }

        if (nodes.All(n => n.StartsWith(K3dPrefix, StringComparison.Ordinal)) && K3dCluster(nodes[0]) is { } k3d)
        {
            return new(Delivery.K3dImport, k3d);
        }

        return nodes.All(n => IsNodeOf(Minikube, n)) ? new(Delivery.MinikubeLoad, Minikube)
            : nodes.Count > 1 && context.Length > 0 && nodes.All(n => IsNodeOf(context, n)) ? new(Delivery.MinikubeLoad, context)
            : new(Delivery.Push);
    }

    /// <summary><c>k3d-NAME-server-0</c>, <c>k3d-NAME-agent-1</c>.</summary>
    private static string? K3dCluster(string node)
    {
        var role = Math.Max(node.LastIndexOf("-server-", StringComparison.Ordinal), node.LastIndexOf("-agent-", StringComparison.Ordinal));
        return role > K3dPrefix.Length ? node[K3dPrefix.Length..role] : null;
    }

    /// <summary>The first node of a profile has the profile's name, the others <c>-m02</c> and so on after it.</summary>
    private static bool IsNodeOf(string profile, string node) =>
        node == profile || (Rest(node, profile + "-m") is { } number && number.All(char.IsAsciiDigit));

    private static string? Rest(string text, string prefix) =>
        text.Length > prefix.Length && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
}
