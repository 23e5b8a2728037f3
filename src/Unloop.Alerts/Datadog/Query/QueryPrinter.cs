using System.Text;

namespace Unloop.Alerts.Datadog.Query;

/// <summary>Writes a query as Datadog's own interface does. What was read and is written again differs in blanks only.</summary>
public static class QueryPrinter
{
    public static string Print(MonitorQuery query) => query switch
    {
        MetricQuery metric => Print(metric),
        OtherQuery other => other.Text,
        _ => "",
    };

    private static string Print(MetricQuery query)
    {
        var text = new StringBuilder();
        if (query.Aggregation is { } aggregation)
        {
            text.Append(Print(aggregation)).Append(':');
        }

        Write(text, query.Expression);
        if (query.Comparison is { } comparison)
        {
            text.Append(' ').Append(comparison.Operator).Append(' ').Append(comparison.Text);
        }

        return text.ToString();
    }

    public static string Print(TimeAggregation aggregation)
    {
        var inner = $"{aggregation.Function}({aggregation.Window.Text}";
        var shift = aggregation.Shift is { } s ? $",{s.Text}" : "";
        return aggregation.Change is { } change ? $"{change}({inner}){shift})" : $"{inner}{shift})";
    }

    public static string Print(QueryExpression expression)
    {
        var text = new StringBuilder();
        Write(text, expression);
        return text.ToString();
    }

    public static string Print(TagScope scope)
    {
        var text = new StringBuilder();
        Write(text, scope);
        return text.ToString();
    }

    private static void Write(StringBuilder text, QueryExpression expression)
    {
        switch (expression)
        {
            case NumberExpression number:
                text.Append(number.Text);
                break;
            case TextExpression quoted:
                text.Append(quoted.Text);
                break;
            case WordExpression word:
                text.Append(word.Text);
                break;
            case NegatedExpression negated:
                text.Append('-');
                Write(text, negated.Operand);
                break;
            case BinaryExpression binary:
                Write(text, binary.Left);
                text.Append(' ').Append(binary.Operator).Append(' ');
                Write(text, binary.Right);
                break;
            case ParenthesizedExpression grouped:
                text.Append('(');
                Write(text, grouped.Inner);
                text.Append(')');
                Write(text, grouped.Suffixes);
                break;
            case FunctionExpression function:
                text.Append(function.Name);
                Write(text, function.Arguments);
                Write(text, function.Suffixes);
                break;
            case SeriesExpression series:
                Write(text, series);
                break;
        }
    }

    private static void Write(StringBuilder text, SeriesExpression series)
    {
        if (series.Aggregator is { } aggregator)
        {
            text.Append(aggregator).Append(':');
        }

        text.Append(series.Metric).Append('{');
        Write(text, series.Scope);
        text.Append('}');
        if (series.GroupsSpan is not null || series.Groups.Count > 0)
        {
            text.Append(" by {").AppendJoin(',', series.Groups.Select(g => g.Name)).Append('}');
        }

        Write(text, series.Suffixes);
    }

    private static void Write(StringBuilder text, IReadOnlyList<QuerySuffix> suffixes)
    {
        foreach (var suffix in suffixes)
        {
            text.Append('.').Append(suffix.Name);
            Write(text, suffix.Arguments);
        }
    }

    private static void Write(StringBuilder text, IReadOnlyList<QueryArgument> arguments)
    {
        text.Append('(');
        for (var i = 0; i < arguments.Count; i++)
        {
            text.Append(i > 0 ? ", " : "").Append(arguments[i].Name is { } name ? $"{name}=" : "");
            Write(text, arguments[i].Value);
        }

        text.Append(')');
    }

    private static void Write(StringBuilder text, TagScope scope)
    {
        switch (scope)
        {
            case EverythingScope everything:
                text.Append(everything.Text);
                break;
            case VariableScope variable:
                text.Append(variable.Text);
                break;
            case TagMatch tag:
                text.Append(tag.Sign).Append(tag.Key).Append(tag.Value is null ? "" : $":{tag.Value}");
                break;
            case TagIn tag:
                text.Append(tag.Key).Append(' ').Append(tag.Word).Append(" (").AppendJoin(", ", tag.Values).Append(')');
                break;
            case NotScope not:
                text.Append(not.Word).Append(' ');
                Write(text, not.Operand);
                break;
            case BothScope both:
                Write(text, both.Left);
                text.Append(both.Word == "," ? "," : $" {both.Word} ");
                Write(text, both.Right);
                break;
            case GroupedScope grouped:
                text.Append('(');
                Write(text, grouped.Inner);
                text.Append(')');
                break;
        }
    }
}
