using Unloop.Alerts.Sources;
using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Alerts.Datadog.Reading;

/// <param name="Monitors">In the order of the file.</param>
/// <param name="Problems">All of the file's, each with its place.</param>
public sealed record MonitorsRead(IReadOnlyList<PlacedMonitor> Monitors, IReadOnlyList<Problem> Problems);

/// <summary>Reads the monitors of a file in any form that monitors are written in, and passes over what else is in it.</summary>
public sealed class MonitorReader
{
    /// <summary>Datadog's own bound for an organisation is lower.</summary>
    private const int MostMonitors = 20_000;

    private readonly SourceFile _file;
    private readonly List<PlacedMonitor> _monitors = [];
    private readonly SourceErrors _errors = new();

    private MonitorReader(SourceFile file) => _file = file;

    public static MonitorsRead Read(SourceFile file) => Read(file, SourceReader.Read(file));

    /// <param name="tree">Of the file.</param>
    public static MonitorsRead Read(SourceFile file, SourceTree tree)
    {
        var reader = new MonitorReader(file);
        reader._errors.AddRange(tree.Errors);
        foreach (var document in tree.Documents)
        {
            reader.Document(document, 0);
        }

        return new MonitorsRead(reader._monitors, [.. reader._errors.InOrder().Select(e => new Problem(ProblemKind.BadInput, $"{file.Where(e.At)}: {e.Message}"))]);
    }

    /// <summary>The query alone, as it is typed.</summary>
    public static PlacedMonitor Query(string query) => new()
    {
        Monitor = new DatadogMonitor { Query = query },
        Form = MonitorForm.Query,
        File = new SourceFile(null, query),
        Fields = new Dictionary<string, PlacedText> { ["query"] = PlacedText.Of(query) },
        IsPartial = true,
        Start = 0,
    };

    private void Document(SourceNode document, int depth)
    {
        switch (document)
        {
            case SourceList list when depth < ContentKinds.DeepestList:
                foreach (var item in list.Elements)
                {
                    Document(item, depth + 1);
                }

                break;
            case SourceMap map when ContentKinds.IsManifest(map):
                Manifest(map, map["kind"]!.Text!.Value, depth);
                break;
            case SourceMap map when map.Entries.Any(e => e.Value is SourceBlock):
                Terraform(map);
                break;
            case SourceMap map when map["monitors"] is SourceList found:
                foreach (var item in found.Elements)
                {
                    Api(item, MonitorForm.Json, isPartial: map["metadata"] is not null || map["counts"] is not null);
                }

                break;
            case SourceMap map when map["definition"] is SourceMap definition:
                Api(definition, MonitorForm.Json, isTemplate: true);
                break;
            default:
                Api(document, MonitorForm.Json, isTemplate: (document as SourceMap)?["recommended_monitor_metadata"] is not null);
                break;
        }
    }

    private void Api(SourceNode node, MonitorForm form, string? label = null, bool isPartial = false, bool isTemplate = false)
    {
        if (node is not SourceMap map)
        {
            _errors.Add(node.Start, "expected a monitor: a map with query and type");
            return;
        }

        Add(path => map.Find(path.Split('.')), form, map.Start, label, isPartial, isTemplate);
    }

    private void Manifest(SourceMap map, string kind, int depth)
    {
        if (ContentKinds.ItemsOf(map) is { } items)
        {
            if (depth == ContentKinds.DeepestList)
            {
                _errors.Add(map.Start, $"Lists stand in one another more than {ContentKinds.DeepestList} times; what is in this one was not read");
                return;
            }

            foreach (var item in items)
            {
                Document(item, depth + 1);
            }

            return;
        }

        var name = string.Join('/', new[] { map.Find("metadata", "namespace"), map.Find("metadata", "name") }.Select(n => n?.Text?.Value).OfType<string>());
        if (kind == "DatadogMonitor")
        {
            Add(path => map.Find(["spec", .. path.Split('.').Select(Camel)]), MonitorForm.Manifest, map.Start, $"DatadogMonitor {name}");
        }
        else if (kind == "DatadogGenericResource" && map.Find("spec", "type")?.Text?.Value is "monitor")
        {
            Json(map.Find("spec", "jsonSpec"), map.Start, MonitorForm.GenericResource, $"DatadogGenericResource {name}");
        }
    }

    /// <summary>JSON in a text, or what <c>jsonencode</c> makes JSON of.</summary>
    private void Json(SourceNode? node, int start, MonitorForm form, string label)
    {
        if (node is SourceMap map)
        {
            Api(map, form, label);
        }
        else if (node?.Text is { } text)
        {
            var tree = JsonSource.Read(text);
            _errors.AddRange(tree.Errors);
            foreach (var document in tree.Documents)
            {
                Api(document, form, label);
            }
        }
        else if (node is not SourceScalar { Kind: ScalarKind.Unknown })
        {
            _errors.Add(start, $"{label} has no {(form == MonitorForm.GenericResource ? "spec.jsonSpec" : "monitor")}, which holds the monitor's JSON");
        }
    }

    private void Terraform(SourceMap body)
    {
        foreach (var block in body.Entries.Where(e => e.Key.Value == "resource").Select(e => e.Value).OfType<SourceBlock>())
        {
            var label = string.Join('.', block.Labels.Select(l => l.Value));
            if (block.Labels is [{ Value: "datadog_monitor_json" }, ..])
            {
                Json(block["monitor"], block.Start, MonitorForm.TerraformJson, label);
            }
            else if (block.Labels is [{ Value: "datadog_monitor" }, ..])
            {
                Add(path => TerraformMonitor.Find(block, path), MonitorForm.Terraform, block.Start, label);
            }
        }
    }

    private void Add(Func<string, SourceNode?> find, MonitorForm form, int start, string? label, bool isPartial = false, bool isTemplate = false)
    {
        if (_monitors.Count == MostMonitors)
        {
            _errors.Add(start, $"more than {MostMonitors} monitors in one file are not read");
        }

        if (_monitors.Count >= MostMonitors)
        {
            return;
        }

        var fields = new MonitorFields(find);
        var monitor = fields.Read();
        label ??= monitor.Name;
        _errors.AddRange(fields.Errors);
        if (monitor.Query is null && !fields.Unknown.Contains("query"))
        {
            _errors.Add(start, $"{label ?? "the monitor"} has no query");
            return;
        }

        if (monitor.Type is { } type && !MonitorTypes.All.Contains(type) && !Datadog.Query.QueryHoles.HasHole(type))
        {
            _errors.Add(fields.Fields["type"].Start, $"'{type}' is no type of a monitor{NearestNames.Suggest(type, MonitorTypes.All)}");
        }

        _monitors.Add(new PlacedMonitor
        {
            Monitor = monitor,
            Form = form,
            File = _file,
            Label = label,
            Fields = fields.Fields,
            Unknown = fields.Unknown,
            IsPartial = isPartial,
            IsTemplate = isTemplate,
            Start = start,
        });
    }

    internal static string Camel(string name) => string.Concat(name.Split('_').Select((w, i) => i == 0 || w.Length == 0 ? w : $"{char.ToUpperInvariant(w[0])}{w[1..]}"));
}
