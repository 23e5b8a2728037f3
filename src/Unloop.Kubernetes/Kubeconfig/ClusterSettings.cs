using Unloop.Core.Facts;
using Unloop.Engine.Machine;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>Which cluster is meant, by flags, environment, kubeconfig, or the pod that this runs in.</summary>
internal static class ClusterSettings
{
    public static (ConnectionSettings? Settings, IReadOnlyList<Problem> Problems) Resolve(
        ConnectOptions options, IFileReader files, IProcessRunner processes, TimeProvider time)
    {
        var problems = new List<Problem>();
        var config = new KubeconfigLoader(options, files).Load(problems);
        var settings = problems.Count > 0 ? null
            : config is not null ? new ContextResolver(options, files, processes, time).Resolve(config, problems)
            : options.Context is null ? new InCluster(options, files, time).Resolve(problems)
            : null;
        if (settings is null && problems.Count == 0)
        {
            var places = string.Join(", ", new KubeconfigLoader(options, files).Paths());
            problems.Add(new(ProblemKind.BadInput, $"No kubeconfig{(places.Length > 0 ? $" at {places}" : "")}: name one with --kubeconfig, or look at files with --from."));
        }

        return (settings, problems);
    }
}
