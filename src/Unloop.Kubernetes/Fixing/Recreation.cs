using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Text;
using Unloop.Engine.Fixing;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Fixing;

/// <summary>
/// Makes anew what cannot be changed in place. Whatever moment it was broken off at, the same call goes on from there: what is there is
/// deleted, what is going is waited for, what is gone is made, and what was made already is left.
/// </summary>
internal sealed class Recreation(ApiClient client, WorkloadReader reader, ApiWriter writer, PodTrial trial, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>Beyond the pods' own grace period.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<Writing> RunAsync(WorkloadRef workload, JsonObject template, JsonObject? whole, bool dryRun, CancellationToken cancellationToken)
    {
        if (!workload.IsImmutable || WorkloadReader.KindOf(workload.Kind) is not { } kind)
        {
            return Refused($"{workload} is changed in place, not made anew.");
        }

        var read = await reader.FetchAsync(kind, workload.Namespace, workload.Name, cancellationToken);
        if (read.Error is { Kind: not ApiErrorKind.NotFound } failed)
        {
            return Failed(failed);
        }

        var origin = $"{workload.Uid} {CanonicalJson.Hash(template)}";
        if (read.Value is { } other && other.Uid != workload.Uid)
        {
            return other.Object.Metadata?.Annotations?.GetValueOrDefault(Manifest.Origin) == origin
                ? new(WritingEnd.Done, WorkloadReader.Outline(other))
                : new(WritingEnd.Moved, WorkloadReader.Outline(other), new(ProblemKind.Refused, $"{workload} is another than the plan was made for: it was deleted and made anew."));
        }

        var manifest = read.Value is { } found ? Manifest.Of(found)
            : whole ?? (kind == WorkloadKind.Pod ? Manifest.OfPod(workload.Namespace, workload.Name, template) : null);
        if (manifest is null)
        {
            return Refused($"{workload} is gone, and nothing is known of it but its pod template.");
        }

        manifest = Manifest.With(manifest, kind, template);
        Manifest.Mark(manifest, origin);
        if (dryRun)
        {
            return await TryAsync(kind, workload, manifest, read.Value, cancellationToken);
        }

        if (read.Value is { } live)
        {
            // Nothing is deleted that could not be made again.
            if ((await DraftAsync(kind, workload, manifest, cancellationToken)).Error is { } error && !PodTrial.IsQuota(error))
            {
                return Failed(error);
            }

            if (await DeleteAsync(live, cancellationToken) is { } stopped)
            {
                return stopped;
            }
        }

        return await CreateAsync(kind, workload, manifest, origin, cancellationToken);
    }

    private Task<ApiResult<JsonObject>> DraftAsync(WorkloadKind kind, WorkloadRef workload, JsonObject manifest, CancellationToken cancellationToken) =>
        writer.WriteAsync(ApiWrite.Create(ApiRequest.List(kind.Plural, workload.Namespace, kind.Group), Manifest.Nameless(manifest)).AsDryRun(), cancellationToken);

    private async Task<Writing> TryAsync(WorkloadKind kind, WorkloadRef workload, JsonObject manifest, FoundWorkload? live, CancellationToken cancellationToken)
    {
        var result = await DraftAsync(kind, workload, manifest, cancellationToken);
        if (result.Error is { } error && !PodTrial.IsQuota(error))
        {
            return Failed(error);
        }

        var made = result.Value ?? manifest;
        var metadata = made["metadata"]!.AsObject();
        _ = metadata.Remove("generateName");
        (metadata["name"], metadata["uid"], metadata["namespace"]) = (workload.Name, workload.Uid, workload.Namespace);
        if (FoundWorkload.Of(kind, kind.Versions[0], made, result.Date) is not { } draft)
        {
            return new(WritingEnd.Unknown, null, new(ProblemKind.Failed, $"The API server's answer to the dry run is no {kind.Kind}."));
        }

        return new(WritingEnd.Done, await trial.AddToAsync(draft, reader.DescribeAsync(draft, live?.Template, cancellationToken), cancellationToken));
    }

    /// <summary>Null when it is gone; else what ended the attempt.</summary>
    private async Task<Writing?> DeleteAsync(FoundWorkload live, CancellationToken cancellationToken)
    {
        if (live.Object.Metadata?.DeletionTimestamp is null)
        {
            var result = await writer.WriteAsync(ApiWrite.Delete(live.Place, live.Uid, foreground: true), cancellationToken);
            if (result.Error is { Kind: not (ApiErrorKind.NotFound or ApiErrorKind.Conflict) } error)
            {
                return Failed(error);
            }
        }

        var grace = live.Template.At("spec", "terminationGracePeriodSeconds").Int() ?? 30;
        var start = time.GetTimestamp();
        while (true)
        {
            var now = await client.GetAsync(live.Place, RawJson.Default.JsonObject, cancellationToken);
            if (now.Error?.Kind == ApiErrorKind.NotFound || (now.Value is { } there && there.At("metadata", "uid").Text() != live.Uid))
            {
                return null;
            }

            if (now.Error is { } error)
            {
                return new(WritingEnd.Unknown, null, error.ToProblem());
            }

            if (time.GetElapsedTime(start) > Patience + TimeSpan.FromSeconds(grace))
            {
                return new(WritingEnd.Unknown, null, new(ProblemKind.Failed, $"{live.Ref} is being deleted and does not go: a finalizer or a pod holds it."));
            }

            await Task.Delay(Beat, time, cancellationToken);
        }
    }

    private async Task<Writing> CreateAsync(WorkloadKind kind, WorkloadRef workload, JsonObject manifest, string origin, CancellationToken cancellationToken)
    {
        var collection = ApiRequest.List(kind.Plural, workload.Namespace, kind.Group);
        var result = await writer.WriteAsync(ApiWrite.Create(collection, manifest), cancellationToken);
        if (result.Value is { } whole)
        {
            return FoundWorkload.Of(kind, collection.Version, whole, result.Date) is { } made
                ? new(WritingEnd.Done, WorkloadReader.Outline(made))
                : new(WritingEnd.Unknown, null, new(ProblemKind.Failed, $"The API server's answer is no {kind.Kind}."));
        }

        if (result.Error!.Kind == ApiErrorKind.AlreadyExists
            && (await reader.FetchAsync(kind, workload.Namespace, workload.Name, cancellationToken)).Value is { } there)
        {
            return there.Object.Metadata?.Annotations?.GetValueOrDefault(Manifest.Origin) == origin
                ? new(WritingEnd.Done, WorkloadReader.Outline(there))
                : new(WritingEnd.Moved, WorkloadReader.Outline(there), new(ProblemKind.Refused, $"Somebody else made {workload} anew meanwhile."));
        }

        return Failed(result.Error);
    }

    private static Writing Refused(string message) => new(WritingEnd.Refused, null, new(ProblemKind.Refused, message));

    private static Writing Failed(ApiError error) => new(error.IsRefusal ? WritingEnd.Refused : WritingEnd.Unknown, null, error.ToProblem());
}
