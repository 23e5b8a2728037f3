namespace Unloop.Alerts.Datadog.Query;

/// <summary>What stands in the braces behind a metric.</summary>
public abstract record TagScope(TextSpan Span)
{
    /// <summary>This and everything within, from left to right.</summary>
    public IEnumerable<TagScope> Within()
    {
        var open = new Stack<TagScope>([this]);
        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var part in next.Parts.Reverse())
            {
                open.Push(part);
            }
        }
    }

    protected virtual IEnumerable<TagScope> Parts => [];
}

/// <summary><c>*</c>, or nothing at all.</summary>
public sealed record EverythingScope(string Text, TextSpan Span) : TagScope(Span);

/// <summary><c>key:value</c>, <c>!key:value</c>; a tag without value has none.</summary>
/// <param name="Sign"><c>!</c> or <c>-</c> before it, which excludes it; otherwise empty.</param>
/// <param name="Value">May have <c>*</c> in it, or a hole.</param>
public sealed record TagMatch(string Sign, string Key, string? Value, TextSpan Span) : TagScope(Span)
{
    public bool IsExcluded => Sign.Length > 0;
}

/// <summary><c>$env</c> of a dashboard, or a place that a template fills (<c>${local.scope}</c>).</summary>
public sealed record VariableScope(string Text, TextSpan Span) : TagScope(Span);

/// <summary><c>key IN (a, b)</c></summary>
/// <param name="Word">As written: <c>IN</c>, <c>NOT IN</c>, <c>in</c>.</param>
public sealed record TagIn(string Key, string Word, IReadOnlyList<string> Values, TextSpan Span) : TagScope(Span)
{
    public bool IsExcluded => Word.StartsWith("NOT", StringComparison.OrdinalIgnoreCase);
}

/// <param name="Word"><c>NOT</c> as written.</param>
public sealed record NotScope(string Word, TagScope Operand, TextSpan Span) : TagScope(Span)
{
    protected override IEnumerable<TagScope> Parts => [Operand];
}

/// <param name="Word"><c>AND</c> or <c>OR</c> as written, or the comma, which is AND.</param>
public sealed record BothScope(TagScope Left, string Word, TagScope Right, TextSpan Span) : TagScope(Span)
{
    public bool IsOr => Word.Equals("OR", StringComparison.OrdinalIgnoreCase);

    protected override IEnumerable<TagScope> Parts => [Left, Right];
}

public sealed record GroupedScope(TagScope Inner, TextSpan Span) : TagScope(Span)
{
    protected override IEnumerable<TagScope> Parts => [Inner];
}
