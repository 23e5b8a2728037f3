using System.Text.Json.Nodes;
using Unloop.Core.Planning;
using Unloop.Core.Text;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Fixing;

/// <summary>
/// A pod of the draft, created as a dry run: what admission refuses of pods it lets pass in a workload, and the rollout would stick later.
/// </summary>
internal sealed class PodTrial(ApiWriter writer)
{
    /// <summary>The draft with what its pods would be refused for, where that is not known of it already.</summary>
    public async Task<LiveWorkload> AddToAsync(FoundWorkload draft, Task<LiveWorkload> describing, CancellationToken cancellationToken)
    {
        var trial = draft.Kind == WorkloadKind.Pod ? null : RunAsync(draft, cancellationToken);
        var described = await describing;
        return trial is not null && await trial is { } error && !(IsLimit(error) && described.Obstacles.Any(o => o.StartsWith("LimitRange ", StringComparison.Ordinal)))
            ? described with { Obstacles = [.. described.Obstacles, $"A pod of this template would be refused: {error.Detail}."] }
            : described;
    }

    /// <summary>Null when the pod is accepted, or it cannot be known.</summary>
    private async Task<ApiError?> RunAsync(FoundWorkload draft, CancellationToken cancellationToken)
    {
        var pod = Manifest.Nameless(Manifest.OfPod(draft.Namespace, "", WithClaims(draft)));
        var result = await writer.WriteAsync(ApiWrite.Create(ApiRequest.List("pods", draft.Namespace), pod).AsDryRun(), cancellationToken);

        // A quota counts the pods that are to go, too: that is worked out elsewhere. What may not be tried is no refusal.
        return result.Error is { Kind: ApiErrorKind.Forbidden or ApiErrorKind.Invalid or ApiErrorKind.BadRequest } error && !IsUnknown(error) ? error : null;
    }

    public static bool IsQuota(ApiError error) => error.Detail.Contains("exceeded quota", StringComparison.Ordinal) || error.Detail.Contains("failed quota", StringComparison.Ordinal);

    private static bool IsLimit(ApiError error) => error.Detail.Contains("per Container", StringComparison.Ordinal) || error.Detail.Contains("per Pod", StringComparison.Ordinal);

    private static bool IsUnknown(ApiError error) => IsQuota(error)
        || error.Detail.Contains("cannot create", StringComparison.Ordinal)
        || error.Detail.Contains("does not support dry run", StringComparison.Ordinal);

    /// <summary>A StatefulSet's claims become volumes only in its pods.</summary>
    private static JsonObject WithClaims(FoundWorkload draft)
    {
        var template = draft.Template.DeepClone().AsObject();
        var claims = draft.Spec.At("volumeClaimTemplates").Objects().Select(c => c.At("metadata", "name").Text()).OfType<string>().ToList();
        if (claims.Count > 0 && template["spec"] is JsonObject spec)
        {
            var volumes = spec["volumes"] as JsonArray ?? [];
            foreach (var claim in claims)
            {
                volumes.Add((JsonNode)new JsonObject { ["name"] = claim, ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim } });
            }

            if (volumes.Parent is null)
            {
                spec["volumes"] = volumes;
            }
        }

        return template;
    }
}
