namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>A part of an expression's text.</summary>
/// <param name="Start">From 0, in characters.</param>
/// <param name="End">The character after it.</param>
public readonly record struct TextSpan(int Start, int End)
{
    public int Length => End - Start;

    public TextSpan To(TextSpan last) => new(Start, Math.Max(End, last.End));

    public string Of(string text) => text[Math.Clamp(Start, 0, text.Length)..Math.Clamp(End, Math.Clamp(Start, 0, text.Length), text.Length)];
}
