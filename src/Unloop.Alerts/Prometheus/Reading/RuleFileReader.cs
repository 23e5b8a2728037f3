using Unloop.Alerts.Sources;

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
        var source = new SourceFile(file, text);
        return Read(source, SourceReader.Read(source));
    }

    /// <param name="tree">Of the file.</param>
    public static RuleFile Read(SourceFile file, SourceTree tree)
    {
        var errors = new SourceErrors();
        var groups = new GroupReader(file, errors);
        if (UnrenderedFile.Find(file) is { } unrendered)
        {
            errors.Add(unrendered);
        }
        else
        {
            errors.AddRange(tree.Errors);
            Documents(tree.Documents, groups, errors);
        }

        return new(file, groups.Groups, [.. errors.InOrder().Select(e => new RuleFileError(file.At(e.At), e.Message))]);
    }

    private static void Documents(IReadOnlyList<SourceNode> documents, GroupReader groups, SourceErrors errors)
    {
        if (documents.Count == 0 && errors.IsEmpty)
        {
            errors.Add(0, "the file is empty: groups of rules are expected");
        }

        if (documents.Any(ContentKinds.IsManifest))
        {
            new ManifestReader(groups, errors).Read(documents);
            return;
        }

        foreach (var document in documents.Take(1))
        {
            Plain(document, groups, errors);
        }

        foreach (var document in documents.Skip(1))
        {
            errors.Add(document.Start, "Prometheus reads the first document of a rule file only, and says nothing of this one: put its groups into the first, or into a file of its own");
        }
    }

    private static void Plain(SourceNode document, GroupReader groups, SourceErrors errors)
    {
        if (ContentKinds.Of(document).First() is var kind and not (ContentKind.PrometheusRules or ContentKind.Unknown))
        {
            var advice = kind == ContentKind.PrometheusRulesAlone ? $": {ContentKinds.Advice(kind)}" : ", no file of Prometheus rules";
            errors.Add(document.Start, $"this is {ContentKinds.Words(kind)}{advice}");
            return;
        }

        var fields = new FieldReader(document, "a rule file", errors);
        groups.Read(fields, null);
        fields.RejectUnknown();
    }
}
