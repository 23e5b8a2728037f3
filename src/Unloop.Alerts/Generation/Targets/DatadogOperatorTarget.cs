using System.Globalization;
using Unloop.Alerts.Generation.Writing;
using YamlDotNet.RepresentationModel;

namespace Unloop.Alerts.Generation.Targets;

/// <summary>DatadogMonitors, whose thresholds are texts and whose options are written in camel case.</summary>
internal sealed class DatadogOperatorTarget : AlertTarget
{
    public override string Name => "datadog-operator";

    public override string Writes => "DatadogMonitor manifests for the Datadog Operator";

    public override IReadOnlyList<string> Mistakes(AlertRequest request) => DatadogNotes.Mistakes(request);

    public override Generated Write(AlertRequest request, IReadOnlyList<Alert> alerts) =>
        new(
            [new GeneratedFile($"{request.Scope.Slug}-datadogmonitors.yaml", Yaml.Write(Mark(request), [.. alerts.Select(a => Manifest(request, a))]))],
            ["The operator watches its own namespace only, unless told otherwise, and needs an application key of its own.", .. DatadogNotes.Of(request, alerts)]);

    public override IReadOnlyList<string> Next(string folder, Generated generated) => [.. generated.Files.Select(f => $"kubectl apply --dry-run=server -f {folder}/{f.Path}")];

    internal static YamlNode Metadata(AlertRequest request, string suffix, IReadOnlyDictionary<string, string>? labels = null) => Yaml.Map(
        ("name", Yaml.Text($"unloop-{request.Scope.Slug}{suffix}".ToLowerInvariant())),
        ("namespace", request.Settings.ManifestNamespace is { } space ? Yaml.Text(space) : null),
        ("labels", labels is { Count: > 0 } ? Yaml.Texts(labels.OrderBy(l => l.Key, StringComparer.Ordinal)) : null));

    private static YamlMappingNode Manifest(AlertRequest request, Alert alert)
    {
        var (monitor, options) = (alert.Datadog, alert.Datadog.Options);
        return Yaml.Map(
            ("apiVersion", Yaml.Text("datadoghq.com/v1alpha1")),
            ("kind", Yaml.Text("DatadogMonitor")),
            ("metadata", Metadata(request, $"-{alert.Id}")),
            ("spec", Yaml.Map(
                ("name", Yaml.Text(monitor.Name!)),
                ("type", Yaml.Text(monitor.Type!)),
                ("query", Yaml.Text(monitor.Query!)),
                ("message", Yaml.Text(monitor.Message!)),
                ("priority", Yaml.Number(monitor.Priority!.Value)),
                ("tags", Yaml.TextList(monitor.Tags)),
                ("options", Yaml.Map(
                    ("includeTags", Yaml.Truth(options.IncludeTags is true)),
                    ("newGroupDelay", Yaml.Number(options.NewGroupDelay!.Value)),
                    ("notifyBy", Yaml.TextList(options.NotifyBy!)),
                    ("onMissingData", Yaml.Text(options.OnMissingData!)),
                    ("requireFullWindow", Yaml.Truth(options.RequireFullWindow is true)),
                    ("thresholds", Yaml.Map(("critical", Yaml.Text(options.Thresholds!.Critical!.Value.ToString(CultureInfo.InvariantCulture))))))))));
    }
}
