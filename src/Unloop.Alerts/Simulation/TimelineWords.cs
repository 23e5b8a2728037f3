using Unloop.Alerts.Backoff;

namespace Unloop.Alerts.Simulation;

/// <summary>What an alert made of a scenario, in one or two sentences.</summary>
internal static class TimelineWords
{
    /// <summary>A group needs a minute or two until it is evaluated in any case.</summary>
    private static readonly TimeSpan ShortlyBlind = TimeSpan.FromMinutes(3);

    public static string Say(Scenario scenario, IReadOnlyList<GroupTimeline> groups)
    {
        var end = scenario.Broken.To ?? scenario.Until;
        var firing = groups.Select(g => (Group: g, Spans: Spans(g, AlertState.Firing))).Where(g => g.Spans.Count > 0).ToList();
        if (firing.Count == 0)
        {
            return $"It never fires{Instead(scenario, groups)}, although {Pods(scenario)} {(scenario.Pods.Count > 1 ? "crash" : "crashes")} again and again for {RestartWords.Text(end)}.";
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
        var (pods, many) = (Pods(scenario), scenario.Pods.Count > 1);
        if (spans.Count > 1)
        {
            var silent = brokenUntil - first.From - spans.Aggregate(TimeSpan.Zero, (sum, s) => sum + (Min(s.To, brokenUntil) - Min(s.From, brokenUntil)));
            return $" for the first time, and {spans.Count} times in all. In between it says that it is resolved, for {RestartWords.Text(silent)} together in which {pods} {(many ? "are" : "is")} still broken.";
        }

        if (last.To >= scenario.Until)
        {
            return scenario.Broken.To is { } well
                ? $", and still fires {RestartWords.Text(scenario.Until - well)} after {pods} began to run well again, at the end of what was played."
                : $", and goes on for as long as {pods} {(many ? "are" : "is")} broken.";
        }

        if (last.To >= brokenUntil)
        {
            return $", and resolves {RestartWords.Text(last.To - brokenUntil)} after {pods} began to run well again.";
        }

        return $", for {RestartWords.Text(last.To - first.From)}. Then it says that it is resolved, "
            + (scenario.Broken.To is null
                ? $"while {pods} {(many ? "are" : "is")} still broken: it stays silent for the other {RestartWords.Text(brokenUntil - last.To)} that were played."
                : $"{RestartWords.Text(brokenUntil - last.To)} before {pods} began to run well again.");
    }

    /// <summary>What it did where it did not fire.</summary>
    private static string Instead(Scenario scenario, IReadOnlyList<GroupTimeline> groups)
    {
        var phases = groups.SelectMany(g => g.Phases).ToList();
        if (phases.All(p => p.State == AlertState.NoData))
        {
            return ": it never has any data";
        }

        return Longest(phases, AlertState.Warning) is { } warning ? $": it only warns, for {RestartWords.Text(warning)} at most"
            : Longest(phases, AlertState.Pending) is { } pending ? $": it is only pending, for {RestartWords.Text(pending)} at most"
            : phases[0] is { State: AlertState.NoData } blind && scenario.From >= TimeSpan.FromHours(-1) && blind.To - blind.From > ShortlyBlind
                ? $": it has no value for the first {RestartWords.Text(blind.To - blind.From)} of a new pod, and then too small a one"
            : "";
    }

    private static TimeSpan? Longest(IEnumerable<Phase> phases, AlertState state) =>
        phases.Where(p => p.State == state).Select(p => (TimeSpan?)(p.To - p.From)).Max();

    private static List<Phase> Spans(GroupTimeline group, AlertState state) => [.. group.Phases.Where(p => p.State == state)];

    /// <summary>The labels in which groups differ.</summary>
    private static IEnumerable<string> Telling(IEnumerable<GroupTimeline> groups) =>
        groups.SelectMany(g => g.Labels).GroupBy(l => l.Key).Where(l => l.Select(v => v.Value).Distinct().Count() > 1 && l.Key != "uid").Select(l => l.Key).Order(StringComparer.Ordinal);

    private static string Pods(Scenario scenario) => scenario.Pods.Count > 1 ? "the pods" : "the pod";

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
