using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Text;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Fixing;

/// <summary>
/// The Lease that keeps two fixes off one workload, and tests off what a fix changes. It counts by the API server's clock alone, so that the clocks of two machines, or one
/// that jumps, cannot make two holders.
/// </summary>
internal sealed class FixLease(ApiClient client, ApiWriter writer, TimeProvider time)
{
    private const string Group = "coordination.k8s.io";
    private const int LongestName = 253;
    private const int Attempts = 4;

    public async Task<Problem?> HoldAsync(WorkloadRef workload, string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        ApiError? last = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var read = await ReadAsync(workload, cancellationToken);
            if (read.Error is { Kind: not ApiErrorKind.NotFound })
            {
                return read.Error.ToProblem();
            }

            var now = read.Date ?? time.GetUtcNow();
            if (read.Value is { } other && Holder(other) is { Length: > 0 } theirs && theirs != holder && Until(other) is { } until && until > now)
            {
                return new(ProblemKind.Refused, Held(workload, holder, theirs, until));
            }

            var write = read.Value is { } lease ? Renewal(workload, lease, holder, duration, now) : Creation(workload, holder, duration, now);
            last = (await writer.WriteAsync(write, cancellationToken)).Error;
            if (last is null)
            {
                return null;
            }

            // Somebody was faster, or nobody knows: what stands there now decides.
            if (last.IsRefusal && last.Kind is not (ApiErrorKind.Conflict or ApiErrorKind.AlreadyExists or ApiErrorKind.NotFound))
            {
                return last.ToProblem();
            }
        }

        return last!.ToProblem();
    }

    public async Task ReleaseAsync(WorkloadRef workload, string holder, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(workload, cancellationToken);
        if (read.Value is { } lease && Holder(lease) == holder && lease.At("metadata", "uid").Text() is { } uid)
        {
            // Where this fails the lease runs out by itself.
            _ = await writer.WriteAsync(ApiWrite.Delete(Place(workload), uid, lease.At("metadata", "resourceVersion").Text()), cancellationToken);
        }
    }

    /// <summary><c>unloop-fix-deployment-web</c>; what would be too long for a name ends in a hash of all of it.</summary>
    public static string NameFor(WorkloadRef workload)
    {
        var name = $"unloop-fix-{workload.Kind.ToLowerInvariant()}-{workload.Name}";
        if (name.Length <= LongestName)
        {
            return name;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];
        return $"{name[..(LongestName - hash.Length - 1)].TrimEnd('.', '-')}-{hash}";
    }

    /// <summary>What is under way, who holds it and until when. A test renews what it holds while it goes on; a fix takes all the time that it may need at once.</summary>
    private static string Held(WorkloadRef workload, string holder, string theirs, DateTimeOffset until)
    {
        var (mine, other) = (CopyMarks.RunOf(holder), CopyMarks.RunOf(theirs));
        var article = (mine is null) == (other is null) ? "Another" : "A";
        var time = $"{until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
        return other is { } run
            ? $"{article} test of {workload} is under way, in a copy of its pod: run {ApiError.Shown(run)} of 'unloop try' holds it until {time}, and longer while it goes on."
            : $"{article} fix of {workload} is under way: {ApiError.Shown(theirs)} holds it until {time}.";
    }

    private static ApiRequest Place(WorkloadRef workload) => ApiRequest.Get("leases", workload.Namespace, NameFor(workload), Group);

    private Task<ApiResult<JsonObject>> ReadAsync(WorkloadRef workload, CancellationToken cancellationToken) =>
        client.GetAsync(Place(workload), RawJson.Default.JsonObject, cancellationToken);

    private static string? Holder(JsonObject lease) => lease.At("spec", "holderIdentity").Text();

    /// <summary>Null for a lease that says not how long it holds: that is over.</summary>
    private static DateTimeOffset? Until(JsonObject lease) =>
        DateTimeOffset.TryParse(lease.At("spec", "renewTime").Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var renewed)
        && lease.At("spec", "leaseDurationSeconds").Int() is { } seconds
            ? renewed + TimeSpan.FromSeconds(seconds)
            : null;

    private static ApiWrite Creation(WorkloadRef workload, string holder, TimeSpan duration, DateTimeOffset now) => ApiWrite.Create(Place(workload), new()
    {
        ["apiVersion"] = Group + "/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = NameFor(workload), ["namespace"] = workload.Namespace },
        ["spec"] = Spec(holder, duration, now, Stamps.Micro(now), 0),
    });

    private static ApiWrite Renewal(WorkloadRef workload, JsonObject lease, string holder, TimeSpan duration, DateTimeOffset now)
    {
        var transitions = lease.At("spec", "leaseTransitions").Int() ?? 0;
        var spec = Holder(lease) == holder
            ? Spec(holder, duration, now, lease.At("spec", "acquireTime").Text() ?? Stamps.Micro(now), transitions)
            : Spec(holder, duration, now, Stamps.Micro(now), transitions + 1);
        return ApiWrite.Patch(Place(workload), new JsonArray(
            new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = lease.At("metadata", "resourceVersion")?.DeepClone() },
            new JsonObject { ["op"] = "add", ["path"] = "/spec", ["value"] = spec }));
    }

    private static JsonObject Spec(string holder, TimeSpan duration, DateTimeOffset now, string acquired, int transitions) => new()
    {
        ["holderIdentity"] = holder,
        ["leaseDurationSeconds"] = (int)Math.Max(1, Math.Ceiling(duration.TotalSeconds)),
        ["acquireTime"] = acquired,
        ["renewTime"] = Stamps.Micro(now),
        ["leaseTransitions"] = transitions,
    };
}
