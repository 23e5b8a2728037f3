using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Sources;

namespace Unloop.Alerts.Prometheus.Reading;

/// <summary>Reads one rule.</summary>
internal sealed class RuleReader(SourceFile file, SourceErrors errors)
{
    /// <returns>Null where there is no expression to look at.</returns>
    public LocatedRule? Read(SourceNode node, bool isManifest)
    {
        var fields = new FieldReader(node, "a rule", errors);
        var (alert, record) = (Named(fields, "alert"), Named(fields, "record"));
        var expr = Located(fields.Scalar("expr"));
        var (hold, keep) = (Duration(fields, "for"), Duration(fields, "keep_firing_for"));
        var (labels, annotations) = (Labels(fields, "labels"), Labels(fields, "annotations"));
        fields.RejectUnknown();
        if (node is not SourceMap)
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
                fields.Fail(expr?.Scalar.Start ?? node.Start, "the rule has no expression: 'expr' is missing or empty");
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
            At = alert?.At ?? record?.At ?? file.At(node.Start),
            Expr = expr,
            Parsed = ExpressionParser.Parse(expr.Value),
            For = hold,
            Labels = labels,
            Annotations = annotations,
        };
    }

    /// <summary>A field with a duration; one that is none is an error, and comes back all the same.</summary>
    public LocatedText? Duration(FieldReader fields, string name)
    {
        var scalar = fields.Scalar(name);
        if (scalar is not null && Expressions.Duration.Parse(scalar.Value.Value, out var error) is null)
        {
            fields.Fail(scalar.Start, $"in '{name}', {error}");
        }

        return Located(scalar);
    }

    /// <summary>Names of labels and annotations with their values.</summary>
    public Dictionary<string, LocatedText> Labels(FieldReader fields, string name)
    {
        var labels = new Dictionary<string, LocatedText>(StringComparer.Ordinal);
        foreach (var (field, value) in fields.Texts(name))
        {
            if (!Expressions.Names.IsLabel(field.Value) || field.Value == LabelMatcher.MetricName)
            {
                fields.Fail(field.Start, $"'{field.Value}' is no name for one of the {name}: letters, digits and _ (Prometheus before 3.0 refuses the whole file)");
            }

            labels[field.Value] = new(file, value);
        }

        return labels;
    }

    /// <summary>An empty name is none.</summary>
    private LocatedText? Named(FieldReader fields, string name) => fields.Scalar(name) is { Value.Value.Length: > 0 } scalar ? Located(scalar) : null;

    private LocatedText? Located(SourceScalar? scalar) => scalar is null ? null : new(file, scalar);

    private static void Names(FieldReader fields, LocatedText? alert, LocatedText? record)
    {
        if (alert is null && record is null)
        {
            fields.Fail(fields.At, "the rule has neither 'alert' nor 'record'");
        }
        else if (alert is not null && record is not null)
        {
            fields.Fail(record.Scalar.Start, "a rule is an 'alert' or a 'record', not both");
        }
    }

    private static void Recording(FieldReader fields, LocatedText record, LocatedText? hold, LocatedText? keep, Dictionary<string, LocatedText> annotations)
    {
        if (!Expressions.Names.IsMetric(record.Value))
        {
            fields.Fail(record.Scalar.Start, $"'{record.Value}' is no name of a metric");
        }

        foreach (var (name, at) in new[] { ("for", hold?.Scalar), ("keep_firing_for", keep?.Scalar), ("annotations", annotations.Values.FirstOrDefault()?.Scalar) })
        {
            if (at is not null)
            {
                fields.Fail(at.Start, $"a recording rule has no '{name}'");
            }
        }
    }

    /// <summary>The API server wants strings where Prometheus itself takes any scalar.</summary>
    private static void ManifestTexts(FieldReader fields, Dictionary<string, LocatedText> texts, string name)
    {
        foreach (var (key, value) in texts)
        {
            if (value.Scalar.Kind is ScalarKind.Boolean or ScalarKind.Number)
            {
                fields.Fail(value.Scalar.Start, $"the value of '{key}' in {name} must be quoted, or the API server refuses the object: \"{value.Value}\"");
            }
        }
    }
}
