using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Injection;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>What a program needs from the network, as far as its log, its environment and its arguments tell. Pure.</summary>
public static class DependencyTargets
{
    /// <summary>So many are tried at once: more would take longer than a person waits.</summary>
    public const int Most = 8;

    /// <summary>
    /// The places to try, the likeliest culprit first. Never among them: what a Secret holds, the metadata servers of clouds, and anything that is
    /// not plainly a host.
    /// </summary>
    /// <param name="pod">Redacted, as all evidence is.</param>
    /// <param name="container">The one that fails.</param>
    /// <param name="causes">What the diagnosis says, the likeliest first: its cause and the alternatives.</param>
    /// <param name="injection">Everything that goes into the container, where that was read: it knows the values of ConfigMaps too.</param>
    public static IReadOnlyList<DependencyTarget> Of(PodEvidence pod, ContainerFacts container, IReadOnlyList<Cause> causes, ContainerInjection? injection = null) =>
        Merge([
            .. LoggedTargets.InCauses(causes),
            .. LoggedTargets.InLogs(pod, container.Name),
            .. NearFirst(ConfiguredTargets.InEnvironment(pod, container, injection)),
            .. NearFirst(ConfiguredTargets.InArguments(container)),
        ]);

    private static IEnumerable<DependencyTarget> NearFirst(IEnumerable<DependencyTarget> targets) =>
        targets.OrderBy(t => !HostNames.IsNear(t.Host)).ThenBy(t => t.IsPortAssumed).ThenBy(t => t.KnownFrom, StringComparer.Ordinal);

    /// <summary>One target for each address. A name without a port takes that of whoever knows one; TLS holds where anybody says so.</summary>
    private static List<DependencyTarget> Merge(List<DependencyTarget> found)
    {
        var merged = new List<DependencyTarget>();
        foreach (var target in found)
        {
            var named = target.Port is null || target.IsPortAssumed ? found.FirstOrDefault(t => t.Host == target.Host && t is { Port: not null, IsPortAssumed: false }) : null;
            var usesTls = found.Any(t => t.Host == target.Host && t.UsesTls && (t.Port is null || t.Port == (named?.Port ?? target.Port)));
            var port = named?.Port ?? target.Port ?? (usesTls ? 443 : null);
            var whole = target with { Port = port, IsPortAssumed = named is null && (target.IsPortAssumed || port != target.Port), UsesTls = usesTls && !KnownPorts.AsksForTlsLater(port!.Value) };

            if (merged.Count < Most && !merged.Any(m => m.Host == whole.Host && (m.Port == whole.Port || whole.Port is null)))
            {
                merged.Add(whole);
            }
        }

        return merged;
    }
}
