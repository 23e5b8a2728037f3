using System.Globalization;
using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;

namespace Unloop.Kubernetes.Collection;

/// <summary>One state of a workload's pod template.</summary>
/// <param name="Name">As users and pods name it: a number, or a controller revision's name.</param>
/// <param name="Mark">The ReplicaSet's uid, or the hash that pods bear.</param>
internal sealed record Revision(string Name, long Number, string? Mark, JsonElement? Template, DateTimeOffset? Created, bool HasHealthyPods);

/// <summary>Finds the revision that a pod is of, the last one before it that was healthy, and what changed between them. Pure.</summary>
internal static class RolloutHistory
{
    public static WorkloadFacts AddTo(WorkloadFacts facts, IReadOnlyList<Revision> revisions, string? mark)
    {
        if (revisions.FirstOrDefault(r => r.Mark is not null && r.Mark == mark) is not { } failing)
        {
            return facts;
        }

        var healthy = HealthyBefore(revisions, failing);
        return facts with
        {
            Revision = failing.Name,
            RevisionCreatedAt = failing.Created,
            HealthyRevision = healthy?.Name,
            Changes = healthy?.Template is { } before && failing.Template is { } after ? TemplateDiff.Compare(before, after) : [],
        };
    }

    /// <summary>A revision without pods now may well have been healthy when it was the current one: the next best guess.</summary>
    public static Revision? HealthyBefore(IEnumerable<Revision> revisions, Revision failing)
    {
        var earlier = revisions.Where(r => r.Number < failing.Number).OrderByDescending(r => r.Number).ToList();
        return earlier.FirstOrDefault(r => r.HasHealthyPods) ?? earlier.FirstOrDefault();
    }

    public static IReadOnlyList<Revision> OfReplicaSets(IEnumerable<Workload> sets) =>
        [.. sets.Select(set => new Revision(
            WorkloadMapper.RevisionOf(set) ?? set.Metadata?.Name ?? "",
            Number(WorkloadMapper.RevisionOf(set)),
            set.Metadata?.Uid,
            set.Spec?.Template,
            set.Metadata?.CreationTimestamp,
            set.Status is { AvailableReplicas: > 0 } or { ReadyReplicas: > 0 }))];

    /// <param name="healthy">The name of the revision that a StatefulSet's status calls current.</param>
    public static IReadOnlyList<Revision> OfControllerRevisions(IEnumerable<ControllerRevision> revisions, string workload, string? healthy) =>
        [.. revisions.Select(revision => new Revision(
            revision.Metadata?.Name ?? "",
            revision.Revision ?? 0,
            revision.Metadata?.Labels?.GetValueOrDefault("controller.kubernetes.io/hash") is { } hash ? Mark(revision.Metadata?.Name, workload, hash) : null,
            Template(revision.Data),
            revision.Metadata?.CreationTimestamp,
            revision.Metadata?.Name == healthy))];

    /// <summary>Pods of a DaemonSet bear the hash alone, those of a StatefulSet the revision's whole name; compared without the workload's name.</summary>
    public static string? Mark(string? label, string workload, string? fallback = null) =>
        label is null ? fallback : label.StartsWith(workload + "-", StringComparison.Ordinal) ? label[(workload.Length + 1)..] : label;

    private static long Number(string? revision) => long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static JsonElement? Template(JsonElement? data) =>
        data is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty("spec", out var spec) && spec.ValueKind == JsonValueKind.Object
        && spec.TryGetProperty("template", out var template)
            ? template
            : null;
}
