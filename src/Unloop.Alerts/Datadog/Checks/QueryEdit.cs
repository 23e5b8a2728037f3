using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>Changes to a monitor's query, made on its tree; a query that has none is left alone.</summary>
internal static class QueryEdit
{
    private static readonly TextSpan Nowhere = new(0, 0);

    /// <summary>A month, which windows and shifts may have at most.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(730);

    public static DatadogMonitor Query(DatadogMonitor monitor, Func<MetricQuery, MetricQuery> edit) =>
        monitor.Query is { } text && QueryParser.Parse(text).Query is MetricQuery query ? monitor with { Query = QueryPrinter.Print(edit(query)) } : monitor;

    public static DatadogMonitor Series(DatadogMonitor monitor, Func<SeriesExpression, SeriesExpression> edit) =>
        Query(monitor, q => q with { Expression = Map(q.Expression, edit) });

    /// <summary>Groups by these, in every series; what the message says of the old names is renamed with them.</summary>
    public static DatadogMonitor Groups(DatadogMonitor monitor, Func<IReadOnlyList<string>, IEnumerable<string>> edit) =>
        Series(monitor, s => s with { Groups = [.. edit([.. s.Groups.Select(g => g.Name)]).Distinct().Select(g => new GroupTag(g, Nowhere))] });

    public static QueryExpression Map(QueryExpression expression, Func<SeriesExpression, SeriesExpression> edit) => expression switch
    {
        SeriesExpression series => edit(series),
        FunctionExpression function => function with { Arguments = [.. function.Arguments.Select(a => a with { Value = Map(a.Value, edit) })] },
        BinaryExpression binary => binary with { Left = Map(binary.Left, edit), Right = Map(binary.Right, edit) },
        NegatedExpression negated => negated with { Operand = Map(negated.Operand, edit) },
        ParenthesizedExpression grouped => grouped with { Inner = Map(grouped.Inner, edit) },
        _ => expression,
    };

    public static TimeAggregation Over(string function, TimeSpan window) => new(function, Window(window), null, null, Nowhere, Nowhere);

    /// <summary><c>change(max(last_5m),last_10m)</c>: how much it grew.</summary>
    public static TimeAggregation Growth(TimeSpan over) => new("max", Window(TimeSpan.FromMinutes(5)), Window(over), "change", Nowhere, Nowhere);

    /// <summary>
    /// Of windows and of shifts alike any number of minutes, hours, days or weeks is taken, up to a month (https://docs.datadoghq.com/monitors/types/change-alert/). The API's
    /// own description has no more days than two, and one week.
    /// </summary>
    public static QueryWindow Window(TimeSpan length)
    {
        var minutes = (int)(length < Longest ? length : Longest).TotalMinutes;
        var text = minutes is 1440 or 2880 ? $"last_{minutes / 1440}d" : minutes == 7 * 1440 ? "last_1w" : minutes % 60 == 0 && minutes > 0 ? $"last_{minutes / 60}h" : $"last_{minutes}m";
        return new QueryWindow(text, WindowAnchor.Last, TimeSpan.FromMinutes(minutes), Nowhere);
    }

    /// <summary>In the query and in the options; a warning or recovery that would come to lie on the wrong side goes.</summary>
    public static DatadogMonitor Threshold(DatadogMonitor monitor, double value)
    {
        var text = value.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture);
        var edited = Query(monitor, q => q.Comparison is { } c ? q with { Comparison = c with { Value = value, Text = text } } : q);
        return edited.Options.Thresholds is { Critical: not null } thresholds ? edited with
        {
            Options = edited.Options with
            {
                Thresholds = thresholds with
                {
                    Critical = value,
                    Warning = thresholds.Warning < value ? thresholds.Warning : null,
                    CriticalRecovery = thresholds.CriticalRecovery < value ? thresholds.CriticalRecovery : null,
                },
            },
        } : edited;
    }

    public static DatadogMonitor Options(DatadogMonitor monitor, Func<DatadogMonitorOptions, DatadogMonitorOptions> edit) => monitor with { Options = edit(monitor.Options) };

    /// <summary>Where a variable of the old tag stands, one of the new one does.</summary>
    public static DatadogMonitor Variable(DatadogMonitor monitor, string from, string to) => monitor with
    {
        Name = monitor.Name?.Replace($"{{{{{from}.name}}}}", $"{{{{{to}.name}}}}", StringComparison.Ordinal),
        Message = monitor.Message?.Replace($"{{{{{from}.name}}}}", $"{{{{{to}.name}}}}", StringComparison.Ordinal),
    };
}
