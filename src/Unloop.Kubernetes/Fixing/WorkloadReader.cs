using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Text;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Fixing;

/// <summary>Reads a workload exactly, and what decides whether and how it may be changed.</summary>
internal sealed class WorkloadReader(ApiClient client)
{
    /// <summary>By what a manifest or a user calls it; null for what cannot be changed here.</summary>
    public static WorkloadKind? KindOf(string kind) =>
        WorkloadKind.All.Append(WorkloadKind.Pod).FirstOrDefault(k => k.Kind == kind || k.Plural == kind || k.Aliases.Contains(kind)) is { } known
        && Templates.Prefix(known) is not null
            ? known
            : null;

    /// <summary>The object alone. Older clusters serve some kinds under an older version only.</summary>
    public async Task<ApiResult<FoundWorkload>> FetchAsync(WorkloadKind kind, string space, string name, CancellationToken cancellationToken)
    {
        ApiResult<JsonObject>? result = null;
        foreach (var version in kind.Versions)
        {
            var place = ApiRequest.Get(kind.Plural, space, name, kind.Group, version);
            result = await client.GetAsync(place, RawJson.Default.JsonObject, cancellationToken);
            if (result.Value is { } whole)
            {
                return FoundWorkload.Of(kind, version, whole, result.Date) is { } found
                    ? ApiResult<FoundWorkload>.Of(found, result.Date)
                    : ApiResult<FoundWorkload>.Failed(new(ApiErrorKind.Unreadable, place, "what the server answers has no pod template"));
            }

            if (result.Error!.Kind != ApiErrorKind.NotServed)
            {
                break;
            }
        }

        return ApiResult<FoundWorkload>.Failed(result!.Error!, result.Date);
    }

    /// <summary>What the object itself says.</summary>
    public static LiveWorkload Outline(FoundWorkload found) => new()
    {
        Ref = found.Ref,
        ResourceVersion = found.ResourceVersion,
        Template = found.Template,
        Annotations = Annotations(found),
        Replicas = found.Object.Spec?.Replicas,
        Paused = found.Object.Spec?.Paused ?? false,
        Strategy = (found.Spec.At("strategy", "type") ?? found.Spec.At("updateStrategy", "type")).Text(),
        Whole = found.Ref.IsImmutable ? Manifest.Of(found) : null,
    };

    private static Dictionary<string, string> Annotations(FoundWorkload found) =>
        (found.Object.Metadata?.Annotations ?? new Dictionary<string, string?>()).Where(a => a.Value is not null).ToDictionary(a => a.Key, a => a.Value!);

    /// <param name="before">The template that the running pods are of, where <paramref name="found"/> is a draft.</param>
    public async Task<LiveWorkload> DescribeAsync(FoundWorkload found, JsonObject? before, CancellationToken cancellationToken)
    {
        var snapshot = new Snapshot(client, cancellationToken);
        var (gaps, unseen) = (new List<Gap>(), new List<Gap>());
        var owners = OwnerFinder.FindAsync(found, snapshot, unseen);
        var healthy = HealthyRevisions.FindAsync(found, snapshot);
        var obstacles = await Obstacles.FindAsync(found, before ?? found.Template, snapshot, gaps);
        return Outline(found) with
        {
            Owners = await owners,
            Obstacles = obstacles,
            Healthy = await healthy,
            Gaps = [.. unseen, .. gaps],
        };
    }
}
