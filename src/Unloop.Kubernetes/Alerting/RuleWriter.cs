using System.Text.Json.Nodes;
using Unloop.Alerts.Planning;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Engine.Monitoring;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Monitoring;

namespace Unloop.Kubernetes.Alerting;

/// <summary>
/// Writes PrometheusRules by server-side apply, each first as a dry run. What is changed is changed only in the state that was read (uid and resourceVersion),
/// and only what bears the marks of Unloop is deleted.
/// </summary>
internal sealed class RuleWriter(ApiClient client, ApiWriter writer)
{
    public const string Plural = "prometheusrules";

    public static ApiRequest Place(string space, string name) => ApiRequest.Get(Plural, space, name, MonitoringView.PrometheusGroup);

    public Task<ApiResult<JsonObject>> ReadAsync(string space, string name, CancellationToken cancellationToken) =>
        client.GetAsync(Place(space, name), RawJson.Default.JsonObject, cancellationToken);

    /// <summary>Makes it where there is none of its name: an apply would merge the two otherwise.</summary>
    public async Task<MonitorWriting> CreateAsync(JsonObject body, CancellationToken cancellationToken)
    {
        var (space, name) = NameOf(body);
        var there = await ReadAsync(space, name, cancellationToken);
        if (there.Value is { } other)
        {
            var existing = RuleObject.Existing(other);
            return new(MonitorWritingEnd.Duplicate, existing, Taken(space, name), existing.Reference);
        }

        return there.Error!.Kind is ApiErrorKind.NotFound ? await ApplyAsync(body, force: false, cancellationToken) : Failed(there.Error);
    }

    /// <param name="existing">As it was read.</param>
    public Task<MonitorWriting> UpdateAsync(ExistingMonitor existing, JsonObject body, bool adopts, CancellationToken cancellationToken)
    {
        var wanted = body.DeepClone().AsObject();
        var metadata = wanted["metadata"]!.AsObject();

        // Another name or namespace would be another object.
        var (space, name) = Split(existing.Reference);
        (metadata["namespace"], metadata["name"]) = (space, name);
        (metadata["uid"], metadata["resourceVersion"]) = (existing.Body.At("metadata", "uid").Text(), existing.Body.At("metadata", "resourceVersion").Text());
        if (adopts || existing.IsAdopted)
        {
            // Its rules ask the same under names of their own: ours beside them would alert twice.
            _ = wanted.Remove("spec");
            metadata["annotations"] = new JsonObject { [RuleObject.AdoptedMark] = "true" };
        }

        return ApplyAsync(wanted, force: true, cancellationToken);
    }

    public async Task<MonitorWriting> DeleteAsync(ExistingMonitor existing, CancellationToken cancellationToken)
    {
        var (space, name) = Split(existing.Reference);
        if (existing.Body.At("metadata", "uid").Text() is not { } uid || existing.Body.At("metadata", "resourceVersion").Text() is not { } version)
        {
            return Refused($"{existing.Reference} was read without uid and resourceVersion; it was left alone.");
        }

        var delete = ApiWrite.Delete(Place(space, name), uid, version);
        var rehearsed = await writer.WriteAsync(delete.AsDryRun(), cancellationToken);
        var result = rehearsed.Error is null ? await writer.WriteAsync(delete, cancellationToken) : rehearsed;
        return result.Error is { } error ? Failed(error) : new(MonitorWritingEnd.Done, null);
    }

    /// <summary>Takes the marks of Unloop off it; all else stays as it is.</summary>
    public async Task<MonitorWriting> ReleaseAsync(ExistingMonitor existing, CancellationToken cancellationToken)
    {
        var (space, name) = Split(existing.Reference);
        JsonNode[] operations =
        [
            Operation("test", "/metadata/uid", existing.Body.At("metadata", "uid")),
            Operation("test", "/metadata/resourceVersion", existing.Body.At("metadata", "resourceVersion")),
            .. RuleObject.MarksOf(existing.Body).Select(path => Operation("remove", path, null)),
        ];
        return await RehearsedAsync(ApiWrite.Patch(Place(space, name), new JsonArray(operations)), cancellationToken);
    }

    /// <summary>Goes through admission and validation without writing; null where it would be taken.</summary>
    /// <param name="reference">Of the one that it would change; null: it would be made.</param>
    public async Task<Problem?> RehearseAsync(JsonObject body, string? reference, CancellationToken cancellationToken)
    {
        var wanted = body.DeepClone().AsObject();
        var (space, name) = reference is null ? NameOf(body) : Split(reference);
        (wanted["metadata"]!["namespace"], wanted["metadata"]!["name"]) = (space, name);
        if (reference is null && (await ReadAsync(space, name, cancellationToken)).Value is not null)
        {
            return Taken(space, name);
        }

        var result = await writer.WriteAsync(ApiWrite.Apply(Place(space, name), wanted, force: reference is not null).AsDryRun(), cancellationToken);
        return result.Error?.ToProblem();
    }

    private Task<MonitorWriting> ApplyAsync(JsonObject body, bool force, CancellationToken cancellationToken)
    {
        var (space, name) = NameOf(body);
        return RehearsedAsync(ApiWrite.Apply(Place(space, name), body, force), cancellationToken);
    }

    private async Task<MonitorWriting> RehearsedAsync(ApiWrite write, CancellationToken cancellationToken)
    {
        var rehearsed = await writer.WriteAsync(write.AsDryRun(), cancellationToken);
        if (rehearsed.Error is { } refused)
        {
            return Failed(refused);
        }

        var result = await writer.WriteAsync(write, cancellationToken);
        return result.TryGet(out var after, out var error) ? new(MonitorWritingEnd.Done, RuleObject.Existing(after)) : Failed(error);
    }

    private static MonitorWriting Failed(ApiError error) => new(error.Kind switch
    {
        ApiErrorKind.NotFound => MonitorWritingEnd.Gone,
        ApiErrorKind.Conflict or ApiErrorKind.AlreadyExists => MonitorWritingEnd.Moved,
        _ => error.IsRefusal ? MonitorWritingEnd.Refused : MonitorWritingEnd.Unknown,
    }, null, error.ToProblem());

    private static Problem Taken(string space, string name) =>
        new(ProblemKind.Refused, $"There is a PrometheusRule {space}/{name} already, which is not Unloop's and asks something else: delete it or give it another name.");

    private static MonitorWriting Refused(string message) => new(MonitorWritingEnd.Refused, null, new(ProblemKind.Refused, message));

    private static JsonObject Operation(string op, string path, JsonNode? value)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = path };
        if (op == "test")
        {
            operation["value"] = value?.DeepClone();
        }

        return operation;
    }

    private static (string Space, string Name) NameOf(JsonObject body) => (body.At("metadata", "namespace").Text() ?? "", body.At("metadata", "name").Text() ?? "");

    private static (string Space, string Name) Split(string reference) =>
        reference.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? (reference[..slash], reference[(slash + 1)..]) : ("", reference);
}
