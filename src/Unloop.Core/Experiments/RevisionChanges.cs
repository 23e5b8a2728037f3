using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Core.Experiments;

/// <summary>What lies between the last good revision and now, split into image and configuration. Pure.</summary>
internal static class RevisionChanges
{
    private const int MostShown = 3;

    /// <summary>Before and after; null where the container has the same image, or none then.</summary>
    public static (string Before, string After)? Images(ExperimentCase @case) =>
        PodSpecs.Text(@case.HealthyContainer?["image"]) is { } before && PodSpecs.Text(@case.PresentContainer?["image"]) is { } after && before != after ? (before, after) : null;

    /// <summary>
    /// By the workload's own history where that is at hand, redacted as evidence is; else the paths in which the specs differ. What admission adds to a pod is no change of anybody's.
    /// </summary>
    public static IReadOnlyList<TemplateChange> OfConfiguration(ExperimentCase @case)
    {
        if (@case.Original.Healthy is not { } healthy)
        {
            return [];
        }

        var told = @case.Pod.Workload is { HealthyRevision: { } name } workload && name == healthy.Name ? workload.Changes : null;
        return [.. (told ?? Between(healthy.Template, @case)).Where(c => !IsImage(c.Path) && !c.Path.StartsWith("metadata.", StringComparison.Ordinal))];
    }

    public static string Shown(IReadOnlyList<TemplateChange> changes)
    {
        var shown = changes.Take(MostShown).Select(c => (c.Before, c.After) switch
        {
            (null, null) => c.Path,
            (null, { } after) => $"{c.Path} ({after}) was added",
            ({ } before, null) => $"{c.Path} ({before}) was taken away",
            _ => $"{c.Path} from {c.Before} to {c.After}",
        });
        return string.Join("; ", shown) + (changes.Count > MostShown ? $"; and {changes.Count - MostShown} more" : "");
    }

    private static bool IsImage(string path) => path.EndsWith("].image", StringComparison.Ordinal) || path.EndsWith("/image", StringComparison.Ordinal);

    /// <summary>Only members that the revision names: the pod has more, from defaults and admission.</summary>
    private static IEnumerable<TemplateChange> Between(JsonObject healthy, ExperimentCase @case) =>
        healthy["spec"] is JsonObject before && @case.Original.Template["spec"] is JsonObject after
            ? TemplateEdits.Between(before, after).Where(e => e.Op != "add").Select(e => new TemplateChange(e.Path.TrimStart('/')))
            : [];
}
