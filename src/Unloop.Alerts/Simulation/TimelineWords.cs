using Unloop.Alerts.Backoff;

namespace Unloop.Alerts.Simulation;

/// <summary>What an alert made of a scenario, in one or two sentences.</summary>
internal static class TimelineWords
{
    public static string Say(Scenario scenario, IReadOnlyList<GroupTimeline> groups)
    {
        var end = scenario.Broken.To ?? scenario.Until;
        var firing = groups.Select(g => (Group: g, Spans: Spans(g, AlertState.Firing))).Where(g => g.Spans.Count > 0).ToList();
        if (firing.Count == 0)
        {
            return $"It never fires{Instead(groups)}, although {Pods(scenario)} {(scenario.Pods.Count > 1 ? "crash" : "crashes")} again and again for {RestartWords.Text(end)}.";
        }

        // The one that fires first stands for all: they differ by the moment of their restarts.
        var spans = firing.OrderBy(g => g.Spans[0].From).First().Spans;
        var heads = firing.Count == 1 ? "It fires" : $"{firing.Count} alerts of it fire, one for each {string.Join(" and ", Telling(firing.Select(f => f.Group)))}; each fires";
        return $"{heads} {Onset(spans[0].From)}{Ending(scenario, spans, end)}";
    }

    private static string Onset(TimeSpan from) =>
        from < TimeSpan.Zero ? $"already {RestartWords.Text(-from)} before the first crash" : $"{RestartWords.Text(from)} after the first crash";

    private static string Ending(Scenario scenario, IReadOnlyList<Phase> spans, TimeSpan brokenUntil)
    {
        var (first, last) = (spans[0], spans[^1]);
        var isOpen = last.To >= scenario.Until;
        var brokenWords = scenario.Broken.To is null ? "still broken" : "still broken then";
        if (spans.Count > 1)
        {
            var silent = brokenUntil - first.From - spans.Aggregate(TimeSpan.Zero, (sum, s) => sum + (Min(s.To, brokenUntil) - Min(s.From, brokenUntil)));
            return $", and {spans.Count} times in all. Between them it says that it is resolved, for {RestartWords.Text(silent)} while {Pods(scenario)} {Is(scenario)} {brokenWords}.";
        }

        if (isOpen)
        {
            return scenario.Broken.To is { } well
                ? $" and still fires at the end, {RestartWords.Text(scenario.Until - well)} after {Pods(scenario)} {(scenario.Pods.Count > 1 ? "run" : "runs")} well again."
                : $" and goes on for as long as {Pods(scenario)} {Is(scenario)} broken.";
        }

        return last.To < brokenUntil
            ? $", for {RestartWords.Text(last.To - first.From)}. Then it says that it is resolved, while {Pods(scenario)} {Is(scenario)} {brokenWords}: "
                + $"silent for the other {RestartWords.Text(brokenUntil - last.To)} that were played."
            : $", and resolves {RestartWords.Text(last.To - brokenUntil)} after {Pods(scenario)} {(scenario.Pods.Count > 1 ? "run" : "runs")} well again.";
    }

    /// <summary>What it did where it did not fire.</summary>
    private static string Instead(IReadOnlyList<GroupTimeline> groups)
    {
        var phases = groups.SelectMany(g => g.Phases).ToList();
        return phases.Count > 0 && phases.All(p => p.State == AlertState.NoData) ? ": it never has any data"
            : Longest(phases, AlertState.Warning) is { } warning ? $": it only warns, for {RestartWords.Text(warning)} at most"
            : Longest(phases, AlertState.Pending) is { } pending ? $": it is pending, for {RestartWords.Text(pending)} at most"
            : "";
    }

    private static TimeSpan? Longest(IEnumerable<Phase> phases, AlertState state) =>
        phases.Where(p => p.State == state).Select(p => (TimeSpan?)(p.To - p.From)).Max();

    private static List<Phase> Spans(GroupTimeline group, AlertState state) => [.. group.Phases.Where(p => p.State == state)];

    /// <summary>The labels in which groups differ.</summary>
    private static IEnumerable<string> Telling(IEnumerable<GroupTimeline> groups) =>
        groups.SelectMany(g => g.Labels).GroupBy(l => l.Key).Where(l => l.Select(v => v.Value).Distinct().Count() > 1 && l.Key != "uid").Select(l => l.Key).Order(StringComparer.Ordinal);

    private static string Pods(Scenario scenario) => scenario.Pods.Count > 1 ? "the pods" : "the pod";

    private static string Is(Scenario scenario) => scenario.Pods.Count > 1 ? "are" : "is";

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
