using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;

namespace Unloop.Kubernetes.Targets;

/// <summary>What to say when a target matches nothing: the nearest names that there are.</summary>
internal sealed class Suggestions(Snapshot snapshot)
{
    public static Problem NoPod(string space, string name, IReadOnlyList<PodOutline> outlines)
    {
        var workloads = outlines.Select(WorkloadOf).OfType<string>().Distinct().ToDictionary(w => w, NameOf);
        var nearest = NearestNames.Of(name, outlines.Select(o => o.Name).Concat(workloads.Values))
            .SelectMany(n => workloads.Where(w => w.Value == n).Select(w => w.Key).DefaultIfEmpty(n))
            .Take(3)
            .ToList();
        return new(ProblemKind.NoMatch, $"No pod '{name}' in namespace {space}{Question(nearest)}");
    }

    public static Problem NoWorkload(string space, Target target, IEnumerable<string> names) =>
        new(ProblemKind.NoMatch, $"No {target} in namespace {space}{Question(NearestNames.Of(target.Name, names))}");

    /// <summary>A name that a user typed, and nothing of its kind bears.</summary>
    public static async Task<Problem> OfMistypedAsync(ApiClient client, WorkloadKind kind, WorkloadRef workload, CancellationToken cancellationToken)
    {
        var others = await client.ListAsync(ApiRequest.List(kind.Plural, workload.Namespace, kind.Group) with { MetadataOnly = true }, ApiJson.Default.PartialObjectList, cancellationToken);
        var names = (others.Value ?? []).Select(o => o.Metadata?.Name).OfType<string>();
        return NoWorkload(workload.Namespace, new Target(kind == WorkloadKind.Pod ? null : kind, workload.Name), names);
    }

    /// <summary>For a namespace without pods: whether it is there at all.</summary>
    public async Task<Problem> NothingAsync(string? space, string? selector)
    {
        var place = space is null ? "any namespace" : $"namespace {space}";
        if (space is not null && (await snapshot.GetAsync(ApiRequest.Get("namespaces", null, space), ApiJson.Default.PartialObject)).Error is { Kind: ApiErrorKind.NotFound })
        {
            var all = await snapshot.ListAsync(ApiRequest.List("namespaces", null) with { MetadataOnly = true }, ApiJson.Default.PartialObjectList);
            return new(ProblemKind.NoMatch, $"No namespace '{space}'{Question(NearestNames.Of(space, (all.Value ?? []).Select(n => n.Metadata?.Name).OfType<string>()))}");
        }

        return new(ProblemKind.NoMatch, selector is null ? $"No pods in {place}." : $"No pods with labels {selector} in {place}.");
    }

    /// <summary>As it is typed, guessing a Deployment from its ReplicaSet's name.</summary>
    private static string? WorkloadOf(PodOutline pod)
    {
        if (pod.OwnerName?.Split('/', 2) is not [var kind, var name])
        {
            return null;
        }

        var isDeployment = kind == "ReplicaSet" && pod.RevisionHash is { } hash && name.EndsWith("-" + hash, StringComparison.Ordinal);
        return isDeployment ? $"deploy/{name[..^(pod.RevisionHash!.Length + 1)]}" : $"{kind.ToLowerInvariant()}/{name}";
    }

    private static string NameOf(string workload) => workload[(workload.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static string Question(IReadOnlyList<string> nearest) => nearest.Count > 0 ? $"; did you mean {string.Join(" or ", nearest)}?" : ".";
}
