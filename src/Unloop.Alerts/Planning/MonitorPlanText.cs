using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Planning;

/// <summary>Plans, records and states of monitors for a terminal. Pure.</summary>
public static class MonitorPlanText
{
    private const int LabelWidth = 13;

    /// <summary>Everything that will be written, exactly, and how it is undone.</summary>
    /// <param name="sights">What was seen of the provider's parts in the cluster, one sentence each.</param>
    public static IReadOnlyList<StyledLine> Write(MonitorPlan plan, IReadOnlyList<string> sights, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        text.Line(new Span($"Monitors for {plan.Target}", Tone.Strong), new Span($"  {plan.Provider}, {plan.Place}", Tone.Dim));
        foreach (var sight in sights)
        {
            text.Labelled("cluster", sight);
        }

        Data(text, plan.Data);
        Warnings(text, plan);
        text.Empty();
        for (var i = 0; i < plan.Changes.Count; i++)
        {
            Change(text, plan.Changes[i], i + 1);
        }

        return text.Lines;
    }

    public static IReadOnlyList<StyledLine> Write(MonitorRecord record, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        text.Line(new Span(record.Says, record.Verdict is MonitorVerdict.Applied or MonitorVerdict.Unchanged ? Tone.Good : Tone.Bad));
        foreach (var result in record.Results)
        {
            text.Labelled(result.IsDone ? Word(result.Kind) : "FAILED", $"{result.Name}{Named(result.Reference)}: {result.Says}", result.IsDone ? Tone.Plain : Tone.Bad);
        }

        States(text, record.States);
        return text.Lines;
    }

    public static IReadOnlyList<StyledLine> Write(MonitorStatusReport report, IReadOnlyList<string> sights, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        text.Line(new Span($"Monitors for {report.Plan.Target}", Tone.Strong), new Span($"  {report.Plan.Provider}, {report.Plan.Place}", Tone.Dim));
        foreach (var sight in sights)
        {
            text.Labelled("cluster", sight);
        }

        Data(text, report.Plan.Data);
        Warnings(text, report.Plan);
        if (report.States.Count == 0)
        {
            text.Labelled("monitors", "There are none of this target; 'unloop monitor apply' makes them.");
        }

        States(text, report.States);
        foreach (var change in report.Plan.Writes)
        {
            var (label, says) = change.Kind switch
            {
                MonitorChangeKind.Create => ("missing", "there is none."),
                MonitorChangeKind.Adopt => ("by hand", "somebody made one that asks the same."),
                _ => ("drift", $"it differs in {string.Join(", ", change.Differences.Select(d => d.Field))}."),
            };
            text.Labelled(label, $"{change.Name}{Named(change.Reference)}: {says} 'unloop monitor apply' would {Word(change.Kind)} it.", Tone.Bad);
        }

        return text.Lines;
    }

    /// <summary>What is wrong is said each time; what is as it should be, once for each metric.</summary>
    private static void Data(LineWriter text, IReadOnlyList<DataCheck> data)
    {
        foreach (var check in data.Where(d => d.State is DataState.Absent))
        {
            text.Labelled("data", check.Says + (check.Instead is { } instead ? $" {instead}" : ""), Tone.Bad);
        }

        foreach (var alike in data.Where(d => d.State is not DataState.Absent).GroupBy(d => (d.Subject, d.State)))
        {
            text.Labelled("data", alike.First().Says + (alike.Count() > 1 ? $" The same goes for {alike.Count() - 1} other selections of it." : ""));
        }
    }

    private static void Warnings(LineWriter text, MonitorPlan plan)
    {
        foreach (var warning in plan.Warnings)
        {
            text.Labelled("beware", warning, Tone.Bad);
        }
    }

    private static void States(LineWriter text, IReadOnlyList<MonitorState> states)
    {
        foreach (var state in states)
        {
            var says = state.Says is { } said ? $" {said}" : "";
            text.Labelled(state.State, $"{state.Name}{Named(state.Reference)}.{says}{(state.Link is { } link ? $" {link}" : "")}", state.IsWatching ? Tone.Plain : Tone.Bad);
        }
    }

    private static void Change(LineWriter text, MonitorChange change, int number)
    {
        text.Wrapped($"  {number}. ", [new Span(Word(change.Kind), Tone.Heading), new Span($"{change.Name}{Named(change.Reference)}", Tone.Strong)]);
        if (change.Kind is MonitorChangeKind.Keep)
        {
            return;
        }

        if (change.Kind is MonitorChangeKind.Create)
        {
            Fields(text, change.After!, "");
        }

        foreach (var difference in change.Differences)
        {
            text.Line(new Span($"       {difference.Field}", Tone.Dim));
            Value(text, difference.Before, "-", Tone.Bad);
            Value(text, difference.After, "+", Tone.Good);
        }

        text.Wrapped("     ", [new Span(change.PreviousId is null ? Said(change.Kind) : "It was made before this cluster had a name: it becomes this cluster's in place of a second one.", Tone.Dim)]);
        text.Wrapped("     ", [new Span($"Undone: {change.Inverse}", Tone.Dim)]);
        text.Empty();
    }

    /// <summary>All fields of what is made, one below the other.</summary>
    private static void Fields(LineWriter text, JsonObject body, string path)
    {
        foreach (var (name, value) in body.Where(m => m.Value is not null))
        {
            if (value is JsonObject { Count: > 0 } inner)
            {
                Fields(text, inner, $"{path}{name}.");
                continue;
            }

            text.Line(new Span($"       {path}{name}", Tone.Dim));
            Value(text, value, "+", Tone.Good);
        }
    }

    private static void Value(LineWriter text, JsonNode? value, string mark, Tone tone)
    {
        string[] lines = value switch
        {
            null => [],
            JsonArray items => [string.Join(", ", items.Select(i => i is JsonValue ? Plain(i) : i?.ToJsonString()))],
            _ => Plain(value).Split('\n'),
        };
        foreach (var line in lines)
        {
            text.Line(new Span($"       {mark} {line}", tone));
        }
    }

    private static string Plain(JsonNode value) => value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static string Said(MonitorChangeKind kind) => kind switch
    {
        MonitorChangeKind.Adopt => "Somebody made one by hand that asks the same. It becomes Unloop's in place of a second one; its name, message and priority stay as they are.",
        MonitorChangeKind.Update => "It differs from what it shall be: the rule has changed, or somebody has edited it.",
        MonitorChangeKind.Release => "It was made by hand and adopted: the marks of Unloop are taken off, and the rest stays.",
        MonitorChangeKind.Delete => "It bears the marks of Unloop and of this target.",
        _ => "It does not exist yet.",
    };

    private static string Named(string? reference) => reference is null ? "" : $" ({reference})";

    private static string Word(MonitorChangeKind kind) => kind.ToString().ToLowerInvariant();
}
