using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Core.Experiments;

/// <summary>What lies between the last good revision and now, split into image and configuration. Pure.</summary>
internal static class RevisionChanges
{
    private const int MostShown = 3;

    /// <summary>Before and after; null where the container has the same image, or none then.</summary>
    public static (string Before, string After)? Images(ExperimentCase @case) =>
        @case.HealthyContainer?["image"].Text() is { } before && @case.PresentContainer?["image"].Text() is { } after && before != after ? (before, after) : null;

    /// <summary>Probes are left out: no copy has any.</summary>
    public static IReadOnlyList<TemplateChange> OfConfiguration(ExperimentCase @case) =>
        [.. @case.Original.Changes.Where(c => !IsImage(c.Path) && !c.Path.Contains("Probe", StringComparison.Ordinal) && !c.Path.StartsWith("metadata.", StringComparison.Ordinal))];

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

    private static bool IsImage(string path) => path.EndsWith("].image", StringComparison.Ordinal);
}
