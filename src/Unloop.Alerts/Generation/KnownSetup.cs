using Unloop.Alerts.Prometheus;
using Unloop.Core.Facts;

namespace Unloop.Alerts.Generation;

/// <summary>Fills in what nobody said, and the cluster shows. Pure.</summary>
public static class KnownSetup
{
    private const int LongestClusterName = 80;

    /// <summary>The request with the cluster's name as its Agent has it, and the labels that its Prometheus selects; what a person says stands before it.</summary>
    /// <param name="setup">Null: nothing was looked at.</param>
    /// <returns>Also what stands in the way, one sentence each.</returns>
    public static (AlertRequest Request, IReadOnlyList<string> Notes) Add(AlertRequest request, MonitoringSetup? setup)
    {
        if (setup is null)
        {
            return (request, []);
        }

        IReadOnlyList<string> notes = [];
        if (request.Scope.Cluster is null)
        {
            (var cluster, notes) = Cluster(setup);
            request = request with { Scope = request.Scope with { Cluster = cluster } };
        }

        var space = request.Settings.ManifestNamespace ?? request.Scope.Namespace;
        if (request.Settings.RuleLabels is not null || space is null || RuleSelection.Among(setup, space) is not { } selection)
        {
            return (request, notes);
        }

        return selection.IsPossible
            ? (request with { Settings = request.Settings with { RuleLabels = selection.Labels, ManifestNamespace = space } }, notes)
            : (request, [.. notes, selection.Obstacle!]);
    }

    /// <summary>The value of <c>kube_cluster_name</c>, where the Agents are given a name that they take. What they refuse is on no metric, and stands in no query.</summary>
    public static (string? Name, IReadOnlyList<string> Notes) Cluster(MonitoringSetup? setup) => setup?.Datadog?.ClusterName switch
    {
        null => (null, []),
        var name when IsClusterName(name) => (name, []),
        var name => (null, [$"The Agents' DD_CLUSTER_NAME, '{ForeignText.Clean(name)}', is none that they take: lower-case letters, digits, '-' and '.', a letter first, {LongestClusterName} at most. No metric has it; name the cluster with --cluster where another is given."]),
    };

    /// <summary>https://docs.datadoghq.com/containers/guide/kubernetes-cluster-name-detection/; the Agent takes dots between such names, too.</summary>
    private static bool IsClusterName(string name) =>
        name.Length is > 0 and <= LongestClusterName && char.IsAsciiLetterLower(name[0])
        && name.Split('.').All(part => part.Length > 0 && part[0] != '-' && part[^1] != '-' && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));
}
