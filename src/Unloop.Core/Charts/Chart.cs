namespace Unloop.Core.Charts;

/// <summary>What happened over a time, in rows below one axis. The writers draw it; nothing here knows how.</summary>
/// <param name="Title">One line.</param>
/// <param name="Description">The same in words, for whoever cannot see it.</param>
/// <param name="From">Of the axis; may be negative, before the moment that everything is counted from.</param>
public sealed record Chart(string Title, string Description, TimeSpan From, TimeSpan To, IReadOnlyList<ChartRow> Rows)
{
    /// <summary>Moments that matter to every row.</summary>
    public IReadOnlyList<ChartMarker> Markers { get; init; } = [];

    /// <summary>Below the drawing, one paragraph each.</summary>
    public IReadOnlyList<string> Captions { get; init; } = [];

    /// <summary>The states that bands are in, each once, in the order in which they appear.</summary>
    public IReadOnlyList<ChartState> States => [.. Rows.OfType<StateBand>().SelectMany(b => b.Spans.OrderBy(s => s.From)).Select(s => s.State).Distinct()];
}

/// <param name="Label">Short: what it is of.</param>
public abstract record ChartRow(string Label);

/// <summary>Something that is always in one of a few states.</summary>
/// <param name="Spans">Without overlap; between them it is in none.</param>
public sealed record StateBand(string Label, IReadOnlyList<StateSpan> Spans) : ChartRow(Label);

public sealed record StateSpan(ChartState State, TimeSpan From, TimeSpan To);

/// <param name="Mark">What stands for it where there are no colours.</param>
public sealed record ChartState(string Name, char Mark, ChartTone Tone);

public enum ChartTone
{
    Calm,
    Good,
    Waiting,
    Bad,
    Absent,
}

/// <summary>Something that happens in moments.</summary>
public sealed record EventRow(string Label, IReadOnlyList<TimeSpan> Moments) : ChartRow(Label);

/// <summary>A number that stays as it is until the next step.</summary>
/// <param name="Steps">Oldest first; null: from here on there is none.</param>
/// <param name="Threshold">A line to compare it with.</param>
public sealed record StepLine(string Label, IReadOnlyList<ChartStep> Steps, double? Threshold = null) : ChartRow(Label)
{
    /// <summary>The top of its scale; the bottom is 0, or the lowest value below.</summary>
    public double Top => Math.Max(1, Steps.Select(s => s.Value ?? 0).Append(Threshold ?? 0).Max());

    public double Bottom => Math.Min(0, Steps.Select(s => s.Value ?? 0).Append(Threshold ?? 0).Min());
}

public readonly record struct ChartStep(TimeSpan At, double? Value);

public sealed record ChartMarker(TimeSpan At, string Label);
