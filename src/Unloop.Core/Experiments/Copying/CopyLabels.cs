using System.Text.Json.Nodes;
using Unloop.Core.Text;

namespace Unloop.Core.Experiments.Copying;

/// <summary>
/// The labels of a copy: none by which a Service, a controller, an autoscaler or a disruption budget would take it for one of its own; those by which only a NetworkPolicy knows the pod
/// stay, so that the copy may do no more than the pod. Pure.
/// </summary>
/// <param name="Labels">Without the copy's own.</param>
/// <param name="Notes">What could not be had both ways.</param>
/// <param name="Obstacle">Null where a copy can be kept apart.</param>
public sealed record CopyLabels(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<string> Dropped, IReadOnlyList<string> Notes, string? Obstacle = null)
{
    /// <summary>What controllers stamp on their pods: of no use to a copy, and how they find what is theirs.</summary>
    private static readonly HashSet<string> Stamps =
    [
        "pod-template-hash", "controller-revision-hash", "pod-template-generation", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index",
        "controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "batch.kubernetes.io/job-completion-index", "rollouts-pod-template-hash",
    ];

    /// <summary>The labels of a pod, or of a template.</summary>
    public static IReadOnlyDictionary<string, string> Of(JsonObject template) =>
        (template["metadata"]?["labels"] as JsonObject ?? []).Where(l => l.Value.Text() is not null).ToDictionary(l => l.Key, l => l.Value.Text()!, StringComparer.Ordinal);

    public static CopyLabels For(IReadOnlyDictionary<string, string> original, IReadOnlyList<PodSelector> selectors)
    {
        var labels = original.Where(l => !Stamps.Contains(l.Key) && !l.Key.StartsWith("unloop.dev/", StringComparison.Ordinal)).ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal);
        var restrictions = selectors.Where(s => s.IsRestriction && s.Selects(original)).ToList();
        var dropped = new List<(string Key, PodSelector For)>();
        foreach (var selector in selectors.Where(s => !s.IsRestriction))
        {
            if (selector.Selects(labels) && KeyToDrop(selector, labels, restrictions, selectors) is { } key)
            {
                _ = labels.Remove(key);
                dropped.Add((key, selector));
            }
        }

        var taken = selectors.Where(s => !s.IsRestriction && s.Selects(labels)).ToList();
        var notes = restrictions.Where(r => !r.Selects(labels)).Select(r => Unbound(r, dropped)).Concat(taken.Where(t => t.CountsOnly).Select(t => $"{t.Name} selects every pod of the namespace, and counts the copy too."));
        return new(labels, [.. original.Keys.Where(k => !labels.ContainsKey(k)).Order(StringComparer.Ordinal)], [.. notes],
            taken.FirstOrDefault(t => !t.CountsOnly) is { } owner ? $"{owner.Name} selects pods by what they have not, and would take any copy for one of its own." : null);
    }

    /// <summary>One that no restriction needs, where there is one; of those the one that most others need, too.</summary>
    private static string? KeyToDrop(PodSelector selector, Dictionary<string, string> labels, List<PodSelector> restrictions, IReadOnlyList<PodSelector> all) =>
        Keys(selector).Where(labels.ContainsKey)
            .OrderBy(k => restrictions.Any(r => Keys(r).Contains(k)))
            .ThenByDescending(k => all.Count(s => !s.IsRestriction && s.Selects(labels) && Keys(s).Contains(k)))
            .ThenBy(k => k, StringComparer.Ordinal)
            .FirstOrDefault();

    private static IEnumerable<string> Keys(PodSelector selector) => selector.Labels.Keys.Concat(selector.Terms.Where(t => t.Needs).Select(t => t.Key));

    private static string Unbound(PodSelector restriction, List<(string Key, PodSelector For)> dropped)
    {
        var because = dropped.FirstOrDefault(d => Keys(restriction).Contains(d.Key));
        return because.For is null
            ? $"{restriction.Name} selects the pod, and not the copy: it goes by a label that the pod's controller gives."
            : $"{restriction.Name} selects the pod, and not the copy: it goes by the label {because.Key}, as {because.For.Name} does. What it forbids, the copy may do.";
    }
}
