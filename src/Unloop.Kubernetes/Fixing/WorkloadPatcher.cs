using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Text;
using Unloop.Engine.Fixing;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Fixing;

/// <summary>
/// Changes a template in place: only this object (uid), only in the state that was read (resourceVersion), and only while its template is the
/// one that the edits are for.
/// </summary>
internal sealed class WorkloadPatcher(WorkloadReader reader, ApiWriter writer, PodTrial trial, TimeProvider time)
{
    /// <summary>Each status that a controller writes is a new version; a crash loop writes many.</summary>
    private const int Attempts = 6;

    public async Task<Writing> PatchAsync(WorkloadPatch patch, CancellationToken cancellationToken)
    {
        if (WorkloadReader.KindOf(patch.Workload.Kind) is not { } kind)
        {
            return new(WritingEnd.Refused, null, new(ProblemKind.Refused, $"A {patch.Workload.Kind} cannot be changed here."));
        }

        ApiError? last = null;
        string? sent = null;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var read = await reader.FetchAsync(kind, patch.Workload.Namespace, patch.Workload.Name, cancellationToken);
            if (!read.TryGet(out var found, out var error))
            {
                return new(error.Kind == ApiErrorKind.NotFound ? WritingEnd.Moved : error.IsRefusal ? WritingEnd.Refused : WritingEnd.Unknown, null, error.ToProblem());
            }

            if (Moved(found, patch) is { } moved)
            {
                return new(WritingEnd.Moved, WorkloadReader.Outline(found), moved);
            }

            if (last is not null && found.ResourceVersion == sent)
            {
                return new(WritingEnd.Refused, WorkloadReader.Outline(found), new(ProblemKind.Refused, $"The API server refuses to {last.Request}: the edits do not fit {patch.Workload}."));
            }

            var operations = Operations(found, patch);
            if (operations.Count == 0)
            {
                return new(WritingEnd.Done, await ResultAsync(found, found, patch.DryRun, cancellationToken));
            }

            var write = ApiWrite.Patch(found.Place, [.. Tests(found), .. operations]).AsDryRun(patch.DryRun);
            var result = await writer.WriteAsync(write, cancellationToken);
            if (result.TryGet(out var whole, out error))
            {
                return FoundWorkload.Of(kind, found.Version, whole, result.Date) is { } after
                    ? new(WritingEnd.Done, await ResultAsync(found, after, patch.DryRun, cancellationToken))
                    : new(WritingEnd.Unknown, null, new(ProblemKind.Failed, $"The API server's answer to {write} is no {kind.Kind}."));
            }

            if (error.Kind != ApiErrorKind.Conflict)
            {
                return new(error.IsRefusal ? WritingEnd.Refused : WritingEnd.Unknown, null, error.ToProblem());
            }

            (last, sent) = (error, found.ResourceVersion);
            await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), time, cancellationToken);
        }

        return new(WritingEnd.Unknown, null, new(ProblemKind.Failed, $"{patch.Workload} is written so often that none of {Attempts} attempts found it as it was read; nothing was changed."));
    }

    private Task<LiveWorkload> ResultAsync(FoundWorkload before, FoundWorkload after, bool dryRun, CancellationToken cancellationToken) => dryRun
        ? trial.AddToAsync(after, reader.DescribeAsync(after, before.Template, cancellationToken), cancellationToken)
        : Task.FromResult(WorkloadReader.Outline(after));

    private static Problem? Moved(FoundWorkload found, WorkloadPatch patch) =>
        found.Uid != patch.Workload.Uid ? new(ProblemKind.Refused, $"{patch.Workload} is another than the plan was made for: it was deleted and made anew.")
        : found.TemplateHash != patch.ExpectedTemplateHash ? new(ProblemKind.Refused, $"The pod template of {patch.Workload} is another than the plan was made for: somebody changed it meanwhile.")
        : null;

    private static IEnumerable<JsonNode> Tests(FoundWorkload found) =>
    [
        new JsonObject { ["op"] = "test", ["path"] = "/metadata/uid", ["value"] = found.Uid },
        new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = found.ResourceVersion },
    ];

    private static List<JsonNode> Operations(FoundWorkload found, WorkloadPatch patch)
    {
        var prefix = Templates.Prefix(found.Kind);
        var operations = new List<JsonNode>();
        foreach (var edit in patch.Edits)
        {
            operations.Add(Operation(edit.Op, prefix + edit.Path, edit.Value));
        }

        var present = found.Object.Metadata?.Annotations ?? new Dictionary<string, string?>();
        var changed = patch.Annotations.Where(a => a.Value != present.GetValueOrDefault(a.Key)).ToList();
        if (changed.Any(a => a.Value is not null) && present.Count == 0 && found.Whole.At("metadata", "annotations") is null)
        {
            operations.Add(Operation("add", "/metadata/annotations", new JsonObject()));
        }

        foreach (var (name, value) in changed)
        {
            var path = "/metadata/annotations/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            operations.Add(Operation(value is null ? "remove" : "add", path, value));
        }

        return operations;
    }

    private static JsonObject Operation(string op, string path, JsonNode? value)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = path };
        if (op != "remove")
        {
            operation["value"] = value?.DeepClone();
        }

        return operation;
    }
}
