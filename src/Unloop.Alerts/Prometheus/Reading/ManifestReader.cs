using Unloop.Alerts.Sources;

namespace Unloop.Alerts.Prometheus.Reading;

/// <summary>Finds the PrometheusRules among manifests; other kinds are passed over.</summary>
internal sealed class ManifestReader(GroupReader groups, SourceErrors errors)
{
    private const string Kind = "PrometheusRule";

    private const string Version = "monitoring.coreos.com/v1";

    /// <param name="documents">At least one of them is a manifest.</param>
    public void Read(IReadOnlyList<SourceNode> documents)
    {
        foreach (var document in documents)
        {
            Read(document, 0);
        }

        if (groups.Groups.Count == 0 && errors.IsEmpty)
        {
            errors.Add(documents[0].Start, $"there is no PrometheusRule in it, only {Kinds(documents)}");
        }
    }

    private static string Kinds(IReadOnlyList<SourceNode> documents)
    {
        var kinds = documents.Select(d => d.Find("kind")?.Text?.Value).OfType<string>().Distinct().Select(ContentKinds.Words).ToList();
        return kinds.Count <= 4 ? string.Join(", ", kinds) : $"{string.Join(", ", kinds.Take(3))} and {kinds.Count - 3} other kinds";
    }

    private void Read(SourceNode document, int depth)
    {
        if (document is not SourceMap map)
        {
            errors.Add(document.Start, "a manifest is written as fields with values");
        }
        else if (ContentKinds.ItemsOf(map) is { } items)
        {
            if (depth == ContentKinds.DeepestList)
            {
                errors.Add(map.Start, $"Lists stand in one another more than {ContentKinds.DeepestList} times; what is in this one was not read");
                return;
            }

            foreach (var item in items)
            {
                Read(item, depth + 1);
            }
        }
        else if (map["kind"]?.Text?.Value == Kind)
        {
            One(map);
        }
    }

    private void One(SourceMap map)
    {
        var fields = new FieldReader(map, "a PrometheusRule", errors);
        var version = fields.Scalar("apiVersion");
        if (version?.Value.Value != Version)
        {
            fields.Fail(version?.Start ?? map.Start, $"the apiVersion of a PrometheusRule is {Version}{(version is null ? "" : $", not '{version.Value.Value}'")}");
        }

        _ = fields.Node("kind");
        _ = fields.Node("status");
        var manifest = Metadata(fields, map);
        if (fields.Node("spec") is { } spec)
        {
            var inner = new FieldReader(spec, "the spec of a PrometheusRule", errors);
            groups.Read(inner, manifest);
            inner.RejectUnknown();
        }
        else
        {
            fields.Fail(map.Start, "the PrometheusRule has no spec");
        }

        fields.RejectUnknown();
    }

    private RuleManifest Metadata(FieldReader fields, SourceMap map)
    {
        if (fields.Node("metadata") is not { } node)
        {
            fields.Fail(map.Start, "the PrometheusRule has no metadata: name it in metadata.name");
            return new(null, null, new Dictionary<string, string>(), groups.Place(map.Start), null);
        }

        // The rest of the metadata is the API server's business.
        var metadata = new FieldReader(node, "metadata", errors);
        var name = metadata.Scalar("name");
        if (name is null && metadata.Scalar("generateName") is null)
        {
            metadata.Fail(node.Start, "the PrometheusRule has no metadata.name");
        }

        var labels = metadata.Fields.FirstOrDefault(f => f.Key.Value == "labels");
        return new(
            name?.Value.Value,
            metadata.Text("namespace"),
            metadata.Texts("labels").DistinctBy(l => l.Name.Value).ToDictionary(l => l.Name.Value, l => l.Value.Value.Value),
            groups.Place(name?.Start ?? map.Start),
            labels is null ? null : groups.Place(labels.Key.Start));
    }
}
