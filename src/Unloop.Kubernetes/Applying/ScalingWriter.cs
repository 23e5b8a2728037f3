using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Scaling;
using Unloop.Core.Scaling.Manifests;
using Unloop.Core.Text;
using Unloop.Engine.Scaling;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Applying;

/// <summary>
/// Writes what makes a workload scale, by server-side apply and never by force: a field that somebody else owns with another value is a refusal that names the owner. What is new must
/// not be there; a template is changed in the very object that was read.
/// </summary>
internal sealed class ScalingWriter(ApiClient client, ApiWriter writer) : IScalingWriter
{
    private const string Mark = "app.kubernetes.io/managed-by";

    public async Task<Problem?> ApplyAsync(ScalingManifest manifest, ScalingFacts facts, bool dryRun, CancellationToken cancellationToken)
    {
        if (PluralOf(manifest.Kind) is not { } plural)
        {
            return new(ProblemKind.Refused, $"{manifest} is of no kind that is written for scaling.");
        }

        var place = ApiRequest.Get(plural, manifest.Namespace, manifest.Name, WorkloadKind.GroupOf(manifest.ApiVersion), manifest.ApiVersion.Split('/')[^1]);
        var content = manifest.Content.DeepClone().AsObject();
        if (manifest.RollsOut)
        {
            content["metadata"]!["uid"] = facts.Workload.Ref.Uid;
        }
        else
        {
            var there = await client.GetAsync(place, RawJson.Default.JsonObject, cancellationToken);
            if (there.Value is { } other && other.At("metadata", "labels", Mark).Text() != ApiCall.FieldManager)
            {
                return new(ProblemKind.Refused, $"{manifest} in namespace {manifest.Namespace} is there already, and not of Unloop's making; it was left alone.");
            }

            if (there.Value is { } ours && !IsOfSameWorkload(manifest.Content, ours))
            {
                return new(ProblemKind.Refused, $"{manifest} in namespace {manifest.Namespace} is there already: Unloop made it for {OwnerOf(ours)}; it was left alone. Delete it if that is not scaled any more, or apply the file under another name.");
            }

            if (there.Error is { Kind: not ApiErrorKind.NotFound } error)
            {
                return error.ToProblem();
            }

            content["metadata"]!["labels"] = new JsonObject { [Mark] = ApiCall.FieldManager };
        }

        var result = await writer.WriteAsync(ApiWrite.Apply(place, content, force: false).AsDryRun(dryRun), cancellationToken);
        return result.Error is null ? null
            : result.Error.IsRefusal ? result.Error.ToProblem()
            : new(ProblemKind.Failed, $"{result.Error.ToProblem().Message} Whether {manifest} was written is not known: look with kubectl get {manifest} -n {manifest.Namespace}.");
    }

    /// <summary>Two workloads of different kinds may bear one name, and what Unloop made for one is not the other's.</summary>
    private static bool IsOfSameWorkload(JsonObject wanted, JsonObject there)
    {
        var (one, other) = (wanted.At("spec", "scaleTargetRef"), there.At("spec", "scaleTargetRef"));
        return one is null
            ? JsonNode.DeepEquals(wanted.At("spec", "selector"), there.At("spec", "selector"))
            : one.At("kind").Text() == other.At("kind").Text() && one.At("name").Text() == other.At("name").Text()
                && WorkloadKind.GroupOf(one.At("apiVersion").Text()) == WorkloadKind.GroupOf(other.At("apiVersion").Text());
    }

    private static string OwnerOf(JsonObject there) => there.At("spec", "scaleTargetRef") is { } target
        ? $"{ApiError.Shown(target.At("kind").Text() ?? "")}/{ApiError.Shown(target.At("name").Text() ?? "")}".ToLowerInvariant()
        : "pods with other labels";

    private static string? PluralOf(string kind) => kind switch
    {
        "HorizontalPodAutoscaler" => "horizontalpodautoscalers",
        "PodDisruptionBudget" => "poddisruptionbudgets",
        _ => WorkloadKind.All.FirstOrDefault(k => k.Kind == kind)?.Plural,
    };
}
