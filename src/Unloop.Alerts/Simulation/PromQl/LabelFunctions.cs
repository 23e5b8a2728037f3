using System.Text;
using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Simulation.PromQl;

/// <summary><c>label_replace</c> and <c>label_join</c>.</summary>
internal static class LabelFunctions
{
    /// <summary>One function around another may double a label each time.</summary>
    private const int LongestLabel = 100_000;

    /// <summary>To build one takes as long as to look at so many samples.</summary>
    private const long CostOfPattern = 5_000;

    public static VectorValue Replace(Evaluator evaluator, IReadOnlyList<Expression> arguments, long at)
    {
        var texts = arguments.Skip(1).Select(a => evaluator.Text(a, at)).ToList();
        var (to, replacement, from, pattern) = (texts[0], texts[1], texts[2], texts[3]);
        var elements = evaluator.Vector(arguments[0], at).Elements;
        evaluator.Spend(CostOfPattern * elements.Count);
        return Evaluator.Distinct(elements.Select(e =>
            Pattern.Match(pattern, e.Labels[from]) is { } match ? e with { Labels = e.Labels.With(to, Expand(replacement, match)) } : e));
    }

    public static VectorValue Join(Evaluator evaluator, IReadOnlyList<Expression> arguments, long at)
    {
        var texts = arguments.Skip(1).Select(a => evaluator.Text(a, at)).ToList();
        return Evaluator.Distinct(evaluator.Vector(arguments[0], at).Elements.Select(e =>
            e with { Labels = e.Labels.With(texts[0], Joined(texts[1], [.. texts.Skip(2).Select(name => e.Labels[name])])) }));
    }

    private static string Joined(string separator, IReadOnlyList<string> values)
    {
        Bound(values.Sum(v => (long)v.Length) + ((long)separator.Length * values.Count));
        return string.Join(separator, values);
    }

    private static void Bound(long length)
    {
        if (length > LongestLabel)
        {
            throw PlayException.NotPlayed($"a label of more than {LongestLabel} characters");
        }
    }

    /// <summary>Go's templates: <c>$1</c>, <c>$name</c>, <c>${1}</c>, <c>$$</c>; the name is as long as it can be, and an unknown one is empty.</summary>
    private static string Expand(string template, PatternMatch match)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '$' || i + 1 == template.Length)
            {
                text.Append(template[i]);
                continue;
            }

            if (template[i + 1] == '$')
            {
                text.Append('$');
                i++;
                continue;
            }

            var braced = template[i + 1] == '{';
            var start = i + (braced ? 2 : 1);
            var end = start;
            while (end < template.Length && (char.IsAsciiLetterOrDigit(template[end]) || template[end] == '_'))
            {
                end++;
            }

            if (end == start || (braced && (end == template.Length || template[end] != '}')))
            {
                text.Append('$');
                continue;
            }

            text.Append(match.Value(template[start..end]));
            Bound(text.Length);
            i = braced ? end : end - 1;
        }

        return text.ToString();
    }
}
