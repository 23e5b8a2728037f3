namespace Unloop.Alerts.Datadog.Query;

/// <summary><c>avg(last_5m)</c>; <c>change(max(last_5m),last_10m)</c> where <see cref="Change"/> is given.</summary>
/// <param name="Function"><c>avg</c>, <c>sum</c>, <c>max</c>, <c>min</c> or <c>percentile</c>.</param>
/// <param name="Shift">How far back the value lies that is subtracted; <c>last_10m</c> and <c>10m_ago</c> mean the same.</param>
/// <param name="Change"><c>change</c> or <c>pct_change</c>; null: the values themselves.</param>
/// <param name="Span">Without the colon.</param>
public sealed record TimeAggregation(string Function, QueryWindow Window, QueryWindow? Shift, string? Change, TextSpan Span, TextSpan FunctionSpan)
{
    public bool IsChange => Change is not null;
}

/// <param name="Text">As written: <c>last_5m</c>, <c>current_1mo</c>, <c>10m_ago</c>.</param>
/// <param name="Length">Null where a template fills it in. A month has 30 days.</param>
public sealed record QueryWindow(string Text, WindowAnchor Anchor, TimeSpan? Length, TextSpan Span)
{
    /// <summary>Datadog keeps metrics for 15 months.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3 * 365);

    /// <summary>Reads one word; null where it is none.</summary>
    public static QueryWindow? Of(string text, TextSpan span)
    {
        if (QueryHoles.HasHole(text))
        {
            return new QueryWindow(text, WindowAnchor.Last, null, span);
        }

        var (anchor, length) = text.Split('_') switch
        {
            ["last", var l] => (WindowAnchor.Last, LengthOf(l)),
            ["next", var l] => (WindowAnchor.Next, LengthOf(l)),
            ["current", var l] => (WindowAnchor.Current, LengthOf(l)),
            [var l, "ago"] => (WindowAnchor.Ago, LengthOf(l)),
            _ => default,
        };
        return length is null ? null : new QueryWindow(text, anchor, length, span);
    }

    private static TimeSpan? LengthOf(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 6)
        {
            return null;
        }

        var unit = text[digits..] switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            "w" => TimeSpan.FromDays(7),
            "mo" => TimeSpan.FromDays(30),
            "y" => TimeSpan.FromDays(365),
            _ => TimeSpan.Zero,
        };
        var number = int.Parse(text[..digits]);
        return unit == TimeSpan.Zero || number == 0 || number > Longest / unit ? null : number * unit;
    }
}

public enum WindowAnchor
{
    /// <summary>The time up to now.</summary>
    Last,

    /// <summary>The time from now on, of forecasts.</summary>
    Next,

    /// <summary>The calendar's hour, day, week or month.</summary>
    Current,

    /// <summary>A point in the past: a shift only.</summary>
    Ago,
}
