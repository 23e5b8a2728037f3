using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Evidence.Tables;

namespace Unloop.Evidence.Offline;

/// <summary>API objects in files, alone or in lists of any kind.</summary>
internal static class ObjectFiles
{
    private const int MaximumNesting = 4;

    private static readonly string[] Workloads =
        ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicationController", "Rollout", "DeploymentConfig"];

    /// <summary>Takes one JSON document; returns what it held, by kind. Nothing when it is no object of Kubernetes.</summary>
    public static IReadOnlyDictionary<string, int> Take(ReadOnlySpan<byte> json, InputFile file, Gathered gathered)
    {
        var taken = new Dictionary<string, int>();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            using var document = JsonDocument.ParseValue(ref reader);
            Take(document.RootElement, null, file, gathered, taken, 0);
        }
        catch (JsonException e)
        {
            if (taken.Count > 0)
            {
                gathered.Problems.Add(new Problem(ProblemKind.BadInput, $"{file.Path}: {e.Message}"));
            }
        }

        return taken;
    }

    private static void Take(JsonElement element, string? listKind, InputFile file, Gathered gathered, Dictionary<string, int> taken, int depth)
    {
        if (element.ValueKind != JsonValueKind.Object || depth > MaximumNesting)
        {
            return;
        }

        var kind = Text(element, "kind") ?? listKind;
        if (kind is not null && element.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            var itemKind = kind.EndsWith("List", StringComparison.Ordinal) && kind != "List" ? kind[..^4] : null;
            foreach (var item in items.EnumerateArray())
            {
                Take(item, itemKind, file, gathered, taken, depth + 1);
            }
        }
        else if ((kind ?? Guess(element)) is { } known && TakeOne(element, known, file, gathered))
        {
            taken[known] = taken.GetValueOrDefault(known) + 1;
        }
    }

    /// <summary>A shortened object may have lost its kind; only a pod's status or spec is told by its fields.</summary>
    private static string? Guess(JsonElement element)
    {
        var status = element.TryGetProperty("status", out var s) && s.ValueKind == JsonValueKind.Object && s.TryGetProperty("containerStatuses", out _);
        var spec = element.TryGetProperty("spec", out var p) && p.ValueKind == JsonValueKind.Object && p.TryGetProperty("containers", out _);
        return status || spec ? "Pod" : null;
    }

    private static bool TakeOne(JsonElement element, string kind, InputFile file, Gathered gathered)
    {
        try
        {
            switch (kind)
            {
                case "Pod":
                    gathered.Pods.Add(new PodPart(PodMapper.Map(element.Deserialize(ApiJson.Default.Pod)!), PodSource.ApiObject, file.Folder));
                    return true;
                case "Event":
                    var source = element.Deserialize(ApiJson.Default.Event)!;
                    gathered.Events.Add(new ListedEvent((source.InvolvedObject ?? source.Regarding)?.Namespace ?? source.Metadata?.Namespace, EventMapper.Map(source)));
                    return true;
                case "Node":
                    gathered.Nodes.Add(NodeMapper.Map(element.Deserialize(ApiJson.Default.Node)!));
                    return true;
                case "LimitRange":
                    var range = element.Deserialize(ApiJson.Default.LimitRange)!;
                    gathered.Policies.Add((range.Metadata?.Namespace, PolicyMapper.Map(range)));
                    return true;
                case "ResourceQuota":
                    var quota = element.Deserialize(ApiJson.Default.ResourceQuota)!;
                    gathered.Policies.Add((quota.Metadata?.Namespace, PolicyMapper.Map(quota)));
                    return true;
                case "ConfigMap" or "Secret":
                    return TakeKeyed(element, kind, gathered);
                default:
                    return Workloads.Contains(kind) ? TakeWorkload(element, kind, gathered) : element.TryGetProperty("metadata", out _) && element.TryGetProperty("apiVersion", out _);
            }
        }
        catch (JsonException e)
        {
            gathered.Problems.Add(new Problem(ProblemKind.BadInput, $"{file.Path}: a {kind} is not as it should be at {e.Path}"));
            return false;
        }
    }

    private static bool TakeKeyed(JsonElement element, string kind, Gathered gathered)
    {
        var keyed = element.Deserialize(ApiJson.Default.KeyedObject)!;
        if (keyed.Metadata?.Name is not { } name)
        {
            return false;
        }

        var changed = (keyed.Metadata.ManagedFields ?? []).Where(f => f?.Subresource is null).Max(f => f?.Time);
        gathered.Keyed.Add(new KeyedPart(kind, keyed.Metadata.Namespace, name, [.. keyed.Keys], changed));
        return true;
    }

    private static bool TakeWorkload(JsonElement element, string kind, Gathered gathered)
    {
        var workload = element.Deserialize(ApiJson.Default.Workload)!;
        gathered.Workloads.Add(new WorkloadPart(workload.Metadata?.Namespace, WorkloadMapper.Map(workload, kind)));
        return workload.Metadata?.Name is not null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
