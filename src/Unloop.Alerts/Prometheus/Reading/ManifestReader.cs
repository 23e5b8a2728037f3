using Unloop.Alerts.Yaml;

namespace Unloop.Alerts.Prometheus.Reading;

/// <summary>Finds the PrometheusRules among manifests; other kinds are passed over.</summary>
internal static class ManifestReader
{
    public const string Kind = "PrometheusRule";

    private const string Version = "monitoring.coreos.com/v1";

    public static void Read(MarkedNode document, List<LocatedGroup> groups, List<YamlError> errors)
    {
        if (document is not MarkedMapping mapping)
        {
            errors.Add(new(document.At, "a manifest is written as fields with values"));
            return;
        }

        if (mapping.Field("items") is MarkedSequence items && mapping.Text("kind")?.EndsWith("List", StringComparison.Ordinal) == true)
        {
            foreach (var item in items.Items)
            {
                Read(item, groups, errors);
            }
        }
        else if (mapping.Text("kind") == Kind)
        {
            One(mapping, groups, errors);
        }
    }

    private static void One(MarkedMapping mapping, List<LocatedGroup> groups, List<YamlError> errors)
    {
        var fields = new FieldReader(mapping, "a PrometheusRule", errors);
        var version = fields.Scalar("apiVersion");
        if (version?.Value != Version)
        {
            fields.Fail(version?.At ?? mapping.At, $"the apiVersion of a PrometheusRule is {Version}{(version is null ? "" : $", not '{version.Value}'")}");
        }

        _ = fields.Node("kind");
        _ = fields.Node("status");
        var manifest = Metadata(fields, mapping, errors);
        if (fields.Node("spec") is { } spec)
        {
            var inner = new FieldReader(spec, "the spec of a PrometheusRule", errors);
            groups.AddRange(GroupReader.Read(inner, manifest, errors));
            inner.RejectUnknown();
        }
        else
        {
            fields.Fail(mapping.At, "the PrometheusRule has no spec");
        }

        fields.RejectUnknown();
    }

    private static RuleManifest Metadata(FieldReader fields, MarkedMapping mapping, List<YamlError> errors)
    {
        if (fields.Node("metadata") is not { } node)
        {
            fields.Fail(mapping.At, "the PrometheusRule has no metadata: name it in metadata.name");
            return new(null, null, new Dictionary<string, string>(), mapping.At, null);
        }

        // The rest of the metadata is the API server's business.
        var metadata = new FieldReader(node, "metadata", errors);
        var name = metadata.Scalar("name");
        if (name is null && metadata.Scalar("generateName") is null)
        {
            metadata.Fail(node.At, "the PrometheusRule has no metadata.name");
        }

        return new(
            name?.Value,
            metadata.Text("namespace"),
            metadata.Texts("labels").DistinctBy(l => l.Field.Name).ToDictionary(l => l.Field.Name, l => l.Value.Value),
            name?.At ?? mapping.At,
            (node as MarkedMapping)?.Fields.FirstOrDefault(f => f.Name == "labels")?.At);
    }
}
