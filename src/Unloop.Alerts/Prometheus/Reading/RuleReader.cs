using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Yaml;

namespace Unloop.Alerts.Prometheus.Reading;

/// <summary>Reads one rule.</summary>
internal static class RuleReader
{
    /// <returns>Null where there is no expression to look at.</returns>
    public static LocatedRule? Read(MarkedNode node, bool isManifest, List<YamlError> errors)
    {
        var fields = new FieldReader(node, "a rule", errors);
        var (alert, record) = (Named(fields, "alert"), Named(fields, "record"));
        var expr = fields.Scalar("expr");
        var (hold, keep) = (Duration(fields, "for"), Duration(fields, "keep_firing_for"));
        var (labels, annotations) = (Labels(fields, "labels"), Labels(fields, "annotations"));
        fields.RejectUnknown();
        if (node is not MarkedMapping)
        {
            return null;
        }

        Names(fields, alert, record);
        if (record is not null)
        {
            Recording(fields, record, hold, keep, annotations);
        }

        if (isManifest)
        {
            ManifestTexts(fields, labels, "labels");
            ManifestTexts(fields, annotations, "annotations");
        }

        if (string.IsNullOrWhiteSpace(expr?.Value))
        {
            if (expr is not null || fields.Node("expr") is null)
            {
                fields.Fail(expr?.At ?? node.At, "the rule has no expression: 'expr' is missing or empty");
            }

            return null;
        }

        return new()
        {
            Rule = new()
            {
                Alert = alert?.Value,
                Record = record?.Value,
                Expr = expr.Value,
                For = hold?.Value,
                KeepFiringFor = keep?.Value,
                Labels = labels.ToDictionary(l => l.Key, l => l.Value.Value),
                Annotations = annotations.ToDictionary(a => a.Key, a => a.Value.Value),
            },
            At = alert?.At ?? record?.At ?? node.At,
            Expr = expr,
            Parsed = ExpressionParser.Parse(expr.Value),
            For = hold,
            Labels = labels,
            Annotations = annotations,
        };
    }

    /// <summary>A field with a duration; one that is none is an error, and comes back all the same.</summary>
    public static MarkedScalar? Duration(FieldReader fields, string name)
    {
        var scalar = fields.Scalar(name);
        if (scalar is not null && Expressions.Duration.Parse(scalar.Value, out var error) is null)
        {
            fields.Fail(scalar.At, $"in '{name}', {error}");
        }

        return scalar;
    }

    /// <summary>Names of labels and annotations with their values.</summary>
    public static Dictionary<string, MarkedScalar> Labels(FieldReader fields, string name)
    {
        var labels = new Dictionary<string, MarkedScalar>(StringComparer.Ordinal);
        foreach (var (field, value) in fields.Texts(name))
        {
            if (!Expressions.Names.IsLabel(field.Name) || field.Name == LabelMatcher.MetricName)
            {
                fields.Fail(field.At, $"'{field.Name}' is no name for one of the {name}: letters, digits and _ (Prometheus before 3.0 refuses the whole file)");
            }

            labels[field.Name] = value;
        }

        return labels;
    }

    /// <summary>An empty name is none.</summary>
    private static MarkedScalar? Named(FieldReader fields, string name) => fields.Scalar(name) is { Value.Length: > 0 } scalar ? scalar : null;

    private static void Names(FieldReader fields, MarkedScalar? alert, MarkedScalar? record)
    {
        if (alert is null && record is null)
        {
            fields.Fail(fields.At, "the rule has neither 'alert' nor 'record'");
        }
        else if (alert is not null && record is not null)
        {
            fields.Fail(record.At, "a rule is an 'alert' or a 'record', not both");
        }
    }

    private static void Recording(FieldReader fields, MarkedScalar record, MarkedScalar? hold, MarkedScalar? keep, Dictionary<string, MarkedScalar> annotations)
    {
        if (!Expressions.Names.IsMetric(record.Value))
        {
            fields.Fail(record.At, $"'{record.Value}' is no name of a metric");
        }

        foreach (var (name, at) in new[] { ("for", hold?.At), ("keep_firing_for", keep?.At), ("annotations", annotations.Values.FirstOrDefault()?.At) })
        {
            if (at is { } place)
            {
                fields.Fail(place, $"a recording rule has no '{name}'");
            }
        }
    }

    /// <summary>The API server wants strings where Prometheus itself takes any scalar.</summary>
    private static void ManifestTexts(FieldReader fields, Dictionary<string, MarkedScalar> texts, string name)
    {
        foreach (var (key, value) in texts)
        {
            if (value.IsPlain && (value.Value is "true" or "false" || Number.Parse(value.Value) is not null))
            {
                fields.Fail(value.At, $"the value of '{key}' in {name} must be quoted, or the API server refuses the object: \"{value.Value}\"");
            }
        }
    }
}
