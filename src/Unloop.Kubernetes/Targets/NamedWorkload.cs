using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine;

namespace Unloop.Kubernetes.Targets;

/// <summary>The one workload that a user named, before anything is asked of the cluster.</summary>
/// <param name="Workload">With an empty uid: whichever bears the name. Null: the problems say why.</param>
public sealed record NamedWorkload(WorkloadRef? Workload, IReadOnlyList<Problem> Problems)
{
    /// <param name="query">One target; no selector and not all namespaces.</param>
    /// <param name="defaultNamespace">The context's own.</param>
    public static NamedWorkload Of(TargetQuery query, string defaultNamespace)
    {
        var problems = new List<Problem>();
        var targets = TargetParser.Parse(query, problems);
        if (problems.Count == 0 && (targets.Count != 1 || query.Selector is not null))
        {
            problems.Add(new(ProblemKind.BadInput, "Name one workload: deploy/web, sts/db, ds/agent, job/x, or a pod."));
        }

        return problems.Count > 0 ? new(null, problems) : new(Ref(targets[0], query.Namespace ?? defaultNamespace), []);
    }

    private static WorkloadRef Ref(Target target, string space) => new()
    {
        ApiVersion = target.Kind is not { } kind ? "v1" : kind.Group.Length == 0 ? kind.Versions[0] : $"{kind.Group}/{kind.Versions[0]}",
        Kind = target.Kind?.Kind ?? "Pod",
        Namespace = space,
        Name = target.Name,
        Uid = "",
    };
}
