using Unloop.Alerts.Generation.Writing;
using Unloop.Alerts.Planning.Datadog;

namespace Unloop.Alerts.Generation.Targets;

/// <summary>One file for each monitor, as Datadog's API takes it.</summary>
internal sealed class DatadogTarget : AlertTarget
{
    public override string Name => "datadog";

    public override string Writes => "a JSON file for each monitor, as Datadog's API takes it";

    public override IReadOnlyList<string> Mistakes(AlertRequest request) => DatadogNotes.Mistakes(request);

    public override Generated Write(AlertRequest request, IReadOnlyList<Alert> alerts) =>
        new([.. alerts.Select(a => new GeneratedFile($"{request.Scope.Slug}-{a.Id}.json", $"{MonitorJson.Write(a.Datadog)}\n"))], DatadogNotes.Of(request, alerts));

    public override IReadOnlyList<string> Next(string folder, Generated generated) =>
    [
        $"unloop monitor lint {folder}/*.json",
        .. generated.Files.Select(f =>
            $"curl -sS -X POST \"https://api.${{DD_SITE:-datadoghq.com}}/api/v1/monitor\" -H \"DD-API-KEY: $DD_API_KEY\" -H \"DD-APPLICATION-KEY: $DD_APP_KEY\" -H 'Content-Type: application/json' -d @{folder}/{f.Path}").Take(1),
    ];
}

/// <summary>What all of Datadog's targets have to say.</summary>
internal static class DatadogNotes
{
    public static IReadOnlyList<string> Mistakes(AlertRequest request) => DatadogForm.Mistakes(request);

    public static IReadOnlyList<string> Of(AlertRequest request, IReadOnlyList<Alert> alerts) =>
    [
        "All monitors need the Agent on every node; one on a metric without data stays silent for ever.",
        .. request.Scope.Cluster is null
            ? ["The monitors are grouped by kube_cluster_name, and not limited to a cluster: give it with --cluster, and set DD_CLUSTER_NAME where no cloud tells the Agent. A series without that tag is dropped silently."]
            : Array.Empty<string>(),
        .. request.Channels.Count == 0 ? ["Nobody is notified: give --notify."] : Array.Empty<string>(),
        .. alerts.SelectMany(a => a.Words.Blind.Datadog.Select(b => $"{a.Id} does not see: {b}")),
    ];
}
