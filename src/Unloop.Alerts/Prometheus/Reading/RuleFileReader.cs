using Unloop.Alerts.Yaml;

namespace Unloop.Alerts.Prometheus.Reading;

/// <summary>
/// Reads rule files as promtool does (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/), and PrometheusRule manifests, alone, in several
/// documents, or in a List. Never throws.
/// </summary>
public static class RuleFileReader
{
    /// <param name="file">Its name, for the errors, and to tell jsonnet apart.</param>
    public static RuleFile Read(string file, string text)
    {
        if (OtherFiles.Template(file, text) is { } template)
        {
            return new(file, text, [], [template]);
        }

        var (documents, syntax) = MarkedYaml.Read(text);
        var errors = syntax.ToList();
        var groups = new List<LocatedGroup>();
        if (documents.Count == 0 && errors.Count == 0)
        {
            errors.Add(new(new(1, 1), "the file is empty: groups of rules are expected"));
        }

        var isManifest = documents.Any(OtherFiles.IsManifest);
        foreach (var (document, index) in documents.Select((d, i) => (d, i)))
        {
            if (isManifest)
            {
                ManifestReader.Read(document, groups, errors);
            }
            else if (index > 0)
            {
                errors.Add(new(document.At, "Prometheus reads the first document of a rule file only, and says nothing of this one: put its groups into the first, or into a file of its own"));
            }
            else
            {
                Plain(document, groups, errors);
            }
        }

        if (isManifest && groups.Count == 0 && errors.Count == 0)
        {
            errors.Add(new(documents[0].At, $"there is no PrometheusRule in it, only {OtherFiles.Kinds(documents)}"));
        }

        return new(file, text, groups, [.. errors.OrderBy(e => e.At.Line).ThenBy(e => e.At.Column)]);
    }

    private static void Plain(MarkedNode document, List<LocatedGroup> groups, List<YamlError> errors)
    {
        if (OtherFiles.Recognise(document) is { } other)
        {
            errors.Add(new(document.At, $"this is {other}, no file of Prometheus rules"));
            return;
        }

        var fields = new FieldReader(document, "a rule file", errors);
        groups.AddRange(GroupReader.Read(fields, null, errors));
        fields.RejectUnknown();
    }
}
