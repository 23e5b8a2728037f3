namespace Unloop.Core.Reports;

/// <summary>What a piece of text is, so that a head can choose how it looks; the text alone must carry the meaning.</summary>
public enum Tone
{
    Plain,
    Heading,
    Strong,
    Bad,
    Good,
    Dim,
    Command,
}

public readonly record struct Span(string Text, Tone Tone = Tone.Plain);

/// <summary>One line of a report for a terminal.</summary>
public sealed record StyledLine(IReadOnlyList<Span> Spans)
{
    public static StyledLine Empty { get; } = new([]);

    public override string ToString() => string.Concat(Spans.Select(s => s.Text)).TrimEnd();
}
