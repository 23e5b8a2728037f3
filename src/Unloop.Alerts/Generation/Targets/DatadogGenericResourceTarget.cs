using Unloop.Alerts.Generation.Writing;

namespace Unloop.Alerts.Generation.Targets;

/// <summary>DatadogGenericResources, which carry the API's JSON as it is.</summary>
internal sealed class DatadogGenericResourceTarget : AlertTarget
{
    public override string Name => "datadog-generic-resource";

    public override string Writes => "DatadogGenericResource manifests for the Datadog Operator (from 1.13 on), in place of DatadogMonitors";

    public override IReadOnlyList<string> Mistakes(AlertRequest request) => DatadogNotes.Mistakes(request);

    public override Generated Write(AlertRequest request, IReadOnlyList<Alert> alerts) =>
        new(
            [
                new GeneratedFile(
                    $"{request.Scope.Slug}-datadoggenericresources.yaml",
                    Yaml.Write(Mark(request), [.. alerts.Select(a => Yaml.Map(
                        ("apiVersion", Yaml.Text("datadoghq.com/v1alpha1")),
                        ("kind", Yaml.Text("DatadogGenericResource")),
                        ("metadata", DatadogOperatorTarget.Metadata(request, $"-{a.Id}")),
                        ("spec", Yaml.Map(("type", Yaml.Text("monitor")), ("jsonSpec", Yaml.Text(MonitorJson.Write(a.Datadog)))))))])),
            ],
            ["Apply these or DatadogMonitors, not both: each makes monitors of its own. The operator must run with datadogGenericResource.enabled.", .. DatadogNotes.Of(request, alerts)]);

    public override IReadOnlyList<string> Next(string folder, Generated generated) => [.. generated.Files.Select(f => $"kubectl apply --dry-run=server -f {folder}/{f.Path}")];
}
