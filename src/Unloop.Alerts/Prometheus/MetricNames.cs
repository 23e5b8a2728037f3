namespace Unloop.Alerts.Prometheus;

/// <summary>The metrics that an expression selects, by its text alone: names before a brace or a bracket. Names that stand bare are not told from labels. Pure.</summary>
public static class MetricNames
{
    private const int MaximumNames = 50;

    /// <summary>In their order, each once.</summary>
    public static IReadOnlyList<string> In(string expression)
    {
        var found = new List<string>();
        for (var i = 0; i < expression.Length && found.Count < MaximumNames;)
        {
            var c = expression[i];
            if (c is '"' or '\'' or '`')
            {
                i = AfterString(expression, i);
            }
            else if (c == '#')
            {
                i = expression.IndexOf('\n', i) is >= 0 and var end ? end : expression.Length;
            }
            else if (char.IsAsciiLetter(c) || c is '_' or ':')
            {
                var start = i;
                while (i < expression.Length && (char.IsAsciiLetterOrDigit(expression[i]) || expression[i] is '_' or ':'))
                {
                    i++;
                }

                var next = expression.AsSpan(i).TrimStart();
                if (next.Length > 0 && next[0] is '{' or '[' && !found.Contains(expression[start..i]))
                {
                    found.Add(expression[start..i]);
                }
            }
            else if (char.IsAsciiDigit(c))
            {
                // A duration or a number: its letters are no name.
                while (i < expression.Length && char.IsAsciiLetterOrDigit(expression[i]))
                {
                    i++;
                }
            }
            else
            {
                i++;
            }
        }

        return found;
    }

    /// <summary>Whether series of it exist only while something is wrong: kube-state-metrics tells a reason only where there is one.</summary>
    public static bool IsSparse(string metric) => metric.StartsWith("kube_", StringComparison.Ordinal) && (metric.EndsWith("_reason", StringComparison.Ordinal) || metric.EndsWith("_exitcode", StringComparison.Ordinal));

    private static int AfterString(string text, int start)
    {
        var quote = text[start];
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && quote != '`')
            {
                i++;
            }
            else if (text[i] == quote)
            {
                return i + 1;
            }
        }

        return text.Length;
    }
}
