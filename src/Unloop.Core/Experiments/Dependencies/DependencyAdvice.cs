using Unloop.Core.Diagnoses;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>What to do about a place that does not answer as it should. Hosts stand in commands as they are: no other words pass <see cref="HostNames"/>.</summary>
internal static class DependencyAdvice
{
    public static IReadOnlyList<Advice> For(DependencyAnswer answer) =>
        answer.Dns == StepOutcome.Failed ? Names(answer)
            : answer.Connection is ConnectionOutcome.TimedOut or ConnectionOutcome.Unreachable ? Blocked(answer)
            : answer.Connection is not ConnectionOutcome.Connected ? Refused(answer)
            : answer.Certificate is { } certificate ? Certificate(answer, certificate)
            : [new($"See what {answer.Target.Address} speaks: a port that does not begin with TLS answers a handshake with something else, and a server may ask for a client's certificate.")];

    private static IReadOnlyList<Advice> Names(DependencyAnswer answer)
    {
        var host = answer.Target.Host;
        return answer.Detail is "again" or "timeout"
            ? [new("The name was not denied, nobody answered for it: see whether the cluster's DNS runs, and whether a NetworkPolicy lets this pod reach port 53.") { Command = "kubectl get pods,service -n kube-system -l k8s-app=kube-dns" }]
            : [
                new($"See whether there is such a Service, and in which namespace: from another one it is NAME.NAMESPACE.") { Command = $"kubectl get service -A --field-selector metadata.name={host.Split('.')[0]}" },
                new($"Set the right name where {host} comes from: {answer.Target.KnownFrom}."),
            ];
    }

    private static IReadOnlyList<Advice> Refused(DependencyAnswer answer) =>
        HostNames.IsLoopback(answer.Target.Host)
            ? [new($"{answer.Target.Host} is this pod itself: unless a container beside this one is to listen on {answer.Target.Port}, name the Service instead ({answer.Target.KnownFrom}).")]
            :
            [
                new($"Find the Service behind {answer.Target.Host} and see whether it has ready endpoints: without, every connection to it is refused.") { Command = "kubectl get service,endpointslices -A -o wide" },
                new($"If it has, compare {answer.Target.Port} with the Service's port, and its targetPort with what the server listens on (0.0.0.0, not 127.0.0.1). If it has none, diagnose its pods: they are the cause."),
            ];

    private static IReadOnlyList<Advice> Blocked(DependencyAnswer answer) =>
    [
        new("See which NetworkPolicies select this pod (egress) and the other side (ingress): one that selects a pod allows only what it names.") { Command = "kubectl get networkpolicies -A" },
        new($"Outside of the cluster it is a firewall, a security group or a route: {answer.Target.Address} does not answer from this pod's node."),
    ];

    private static IReadOnlyList<Advice> Certificate(DependencyAnswer answer, ShownCertificate certificate) =>
        certificate.Dates == StepOutcome.Failed ? [new($"Renew the certificate of {answer.Target.Address} and let its server load the new one; if it is not valid yet, a clock is wrong.")]
        : certificate.Name == StepOutcome.Failed ?
        [
            new($"Connect by a name that the certificate holds{(certificate.Names is { } names ? $" ({names})" : "")}: the one that it uses stands in {answer.Target.KnownFrom}."),
            new($"Or issue the certificate anew with {answer.Target.Host} among its subject alternative names; a common name alone is not looked at any more."),
        ]
        : [new($"Give the program the certificate of the authority that signed it{(certificate.Issuer is { } issuer ? $" ({issuer})" : "")}: SSL_CERT_FILE (Go, Python, Ruby, OpenSSL), NODE_EXTRA_CA_CERTS (Node.js), a trust store (JVM), or in the image's own list.")];
}
