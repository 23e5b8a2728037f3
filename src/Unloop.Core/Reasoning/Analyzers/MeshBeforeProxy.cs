using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>
/// In a service mesh all traffic goes through the proxy container. An init container runs before an ordinary proxy container starts, so it
/// has no network at all; an ordinary container may lose the race at its start.
/// </summary>
internal sealed class MeshBeforeProxy : IAnalyzer
{
    private static readonly string[] Proxies = ["istio-proxy", "linkerd-proxy", "envoy-sidecar", "kuma-sidecar", "consul-connect-envoy-sidecar", "consul-dataplane"];

    private static readonly Category[] NetworkFailures =
        [Category.DependencyUnreachable, Category.DnsFailure, Category.ApiServerUnreachable, Category.TlsCertificate];

    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    public string Id => "mesh-before-proxy";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        var proxy = @case.Pod.Containers.FirstOrDefault(c => Proxies.Contains(c.Name, StringComparer.Ordinal) && c.Type == ContainerType.App && c.Name != @case.Container.Name);
        var failure = @case.Seen.Where(f => NetworkFailures.Contains(f.Category)).MaxBy(Ranking.Score);
        if (proxy is null || failure is null || @case.Container.Type is ContainerType.Ephemeral)
        {
            yield break;
        }

        // Outbound traffic is redirected to the proxy: a refusal, from anywhere but the pod itself, is the proxy's not listening yet.
        var before = @case.Container.Type is ContainerType.Init;
        var refused = failure.Proof[0].Text.Contains("refused", StringComparison.OrdinalIgnoreCase) && !Array.Exists(Loopback, l => failure.Proof[0].Text.Contains(l, StringComparison.Ordinal));
        yield return new Finding
        {
            Rule = Id,
            Category = Category.SidecarOrdering,
            Subject = proxy.Name,
            Statement = before
                ? $"The init container {@case.Container.Name} has no network: the mesh sends all traffic to {proxy.Name}, which starts only after the init containers have ended."
                : $"{@case.Container.Name} needs the network before {proxy.Name} is ready: the mesh sends all its traffic there.",
            Confidence = before || refused ? Confidence.Likely : Confidence.Possible,
            Weight = before || refused ? Weight.Root : Weight.Echo,
            Proof = [failure.Proof[0], new(ProofSource.PodSpec, $"containers[{proxy.Name}]", $"{proxy.Name} is an ordinary container{(proxy.Image is null ? "" : $" ({proxy.Image})")}")],
            Chain = [new(failure.Statement, failure.Proof[0])],
            Solution = before
                ? [new("Run the proxy as a native sidecar (Istio 1.27 and later: the default; before: values.pilot.env.ENABLE_NATIVE_SIDECARS=true), which starts before the init containers."),
                    new("Or exclude the init container's traffic from the mesh: run it as user 1337, or annotate traffic.sidecar.istio.io/excludeOutboundIPRanges or excludeOutboundPorts.")]
                : [new("Hold the application until the proxy is ready: the annotation proxy.istio.io/config: '{ \"holdApplicationUntilProxyStarts\": true }'.")],
            Prevention = [new("Use native sidecars for proxies, so that everything that needs the network starts after them.")],
        };
    }
}
