using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Engine.Experimenting;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Experiments;

/// <summary>Makes, looks at and removes single copies: pods that bear the label of a run, and no others.</summary>
internal sealed class CopyWriter(ApiClient client, ApiWriter writer, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>Beyond the second of grace that every copy has: a kubelet that is busy takes its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private const int Attempts = 3;

    public async Task<Problem?> RehearseAsync(PodCopy copy, string space, CancellationToken cancellationToken) =>
        (await writer.WriteAsync(ApiWrite.Create(ApiRequest.List("pods", space), copy.Manifest).AsDryRun(), cancellationToken)).Error is { } error && !IsUnknown(error) ? error.ToProblem() : null;

    public async Task<CopyMaking> MakeAsync(PodCopy copy, string space, string run, CancellationToken cancellationToken)
    {
        var made = new MadeCopy(space, copy.Name, run, null);
        ApiError? last = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var result = await writer.WriteAsync(ApiWrite.Create(ApiRequest.List("pods", space), copy.Manifest), cancellationToken);
            if (result.Value is { } pod)
            {
                return new(made with { Uid = pod.At("metadata", "uid").Text() });
            }

            last = result.Error!;
            if (last.IsRefusal && last.Kind is not ApiErrorKind.AlreadyExists)
            {
                return new(null, last.ToProblem());
            }

            // Nobody knows whether it is there: what stands there now decides.
            var there = await client.GetAsync(Place(made), RawJson.Default.JsonObject, cancellationToken);
            if (there.Value is { } found)
            {
                return IsOf(found, run) ? new(made with { Uid = found.At("metadata", "uid").Text() }) : new(null, new(ProblemKind.Refused, $"Pod {copy.Name} is there already, and not of this run."));
            }

            if (there.Error!.Kind is not ApiErrorKind.NotFound)
            {
                break;
            }

            await Task.Delay(Beat, time, cancellationToken);
        }

        // It may be there all the same; whoever removes it looks.
        return await RemoveAsync(made, cancellationToken) is { } left
            ? new(null, new(ProblemKind.Failed, $"{last!.ToProblem().Message} Whether copy {copy.Name} was made is not known: {left.Message}"))
            : new(null, last!.ToProblem());
    }

    public async Task<CopySight> LookAsync(MadeCopy copy, string container, CancellationToken cancellationToken)
    {
        var result = await client.GetAsync(Place(copy), ApiJson.Default.Pod, cancellationToken);
        if (!result.TryGet(out var pod, out var error))
        {
            return error.Kind == ApiErrorKind.NotFound ? new() { IsGone = true } : new() { Problem = error.ToProblem() };
        }

        // What is being deleted is deleted by somebody else: how its containers end then says nothing.
        if ((copy.Uid is { } uid && pod.Metadata?.Uid != uid) || pod.Metadata?.DeletionTimestamp is not null)
        {
            return new() { IsGone = true };
        }

        var seen = PodMapper.Map(pod);
        var own = seen.Container(container);
        var unscheduled = seen.Pod.Conditions.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False" });
        return new()
        {
            Phase = seen.Pod.Phase,
            State = own?.State,
            ImageId = own?.ImageId,
            IsScheduled = seen.Pod.NodeName is not null,
            Words = Words(seen, own, unscheduled),
            At = result.Date,
        };
    }

    public async Task<Problem?> RemoveAsync(MadeCopy copy, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var asked = false;
        while (true)
        {
            var read = await client.GetAsync(Place(copy), RawJson.Default.JsonObject, cancellationToken);
            if (read.Error?.Kind == ApiErrorKind.NotFound || (read.Value is { } there && (!IsOf(there, copy.Run) || (copy.Uid is { } uid && there.At("metadata", "uid").Text() != uid))))
            {
                return null;
            }

            var problem = read.Error?.ToProblem();
            if (!asked && read.Value?.At("metadata", "uid").Text() is { } own)
            {
                var result = await writer.WriteAsync(ApiWrite.Delete(Place(copy), own), cancellationToken);
                asked = result.Error is null or { Kind: ApiErrorKind.NotFound };
                problem = result.Error is { Kind: not (ApiErrorKind.NotFound or ApiErrorKind.Conflict) } error ? error.ToProblem() : null;
                if (result.Error is { Kind: ApiErrorKind.Forbidden })
                {
                    return problem;
                }
            }

            if (time.GetElapsedTime(start) > Patience)
            {
                return problem ?? new(ProblemKind.Failed, "It is being deleted and does not go: its node does not answer, or a finalizer holds it.");
            }

            await Task.Delay(Beat, time, cancellationToken);
        }
    }

    public static bool IsOf(JsonObject pod, string run) => pod.At("metadata", "labels", CopyMarks.Label).Text() == run;

    private static ApiRequest Place(MadeCopy copy) => ApiRequest.Get("pods", copy.Namespace, copy.Name);

    /// <summary>A webhook with side effects takes no dry run: that says nothing about the copy.</summary>
    private static bool IsUnknown(ApiError error) => error.Detail.Contains("does not support dry run", StringComparison.Ordinal) || error.Kind is ApiErrorKind.AlreadyExists;

    private static string? Words(PodEvidence seen, ContainerFacts? own, ConditionFact? unscheduled) =>
        own?.State is { Phase: not StatePhase.Running, Reason: { } reason } state ? state.Message is { Length: > 0 } message ? $"{reason}: {ApiError.Shown(message)}" : reason
        : unscheduled is not null ? $"{unscheduled.Reason}: {ApiError.Shown(unscheduled.Message ?? "")}"
        : seen.Pod.Reason is { } why ? $"{why}: {ApiError.Shown(seen.Pod.Message ?? "")}"
        : null;
}
