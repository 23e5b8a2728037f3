using Unloop.Alerts.Prometheus;
using Unloop.Core.Facts;

namespace Unloop.Alerts.Generation;

/// <summary>Fills in what nobody said, and the cluster shows. Pure.</summary>
public static class KnownSetup
{
    /// <summary>The request with the cluster's name as its Agent has it, and the labels that its Prometheus selects; what a person says stands before it.</summary>
    /// <param name="setup">Null: nothing was looked at.</param>
    /// <returns>Also what stands in the way, one sentence each.</returns>
    public static (AlertRequest Request, IReadOnlyList<string> Notes) Add(AlertRequest request, MonitoringSetup? setup)
    {
        if (setup is null)
        {
            return (request, []);
        }

        if (request.Scope.Cluster is null && setup.Datadog?.ClusterName is { } cluster)
        {
            request = request with { Scope = request.Scope with { Cluster = cluster } };
        }

        var space = request.Settings.ManifestNamespace ?? request.Scope.Namespace;
        if (request.Settings.RuleLabels is not null || space is null || RuleSelection.Among(setup, space) is not { } selection)
        {
            return (request, []);
        }

        return selection.IsPossible
            ? (request with { Settings = request.Settings with { RuleLabels = selection.Labels, ManifestNamespace = space } }, [])
            : (request, [selection.Obstacle!]);
    }
}
