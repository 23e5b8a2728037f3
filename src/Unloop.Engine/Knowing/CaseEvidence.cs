using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Logs;
using Unloop.Evidence.Mapping;
using Unloop.Knowledge;

namespace Unloop.Engine.Knowing;

/// <summary>Makes of a signature's case the evidence that a cluster would have given: a crash-looping pod with that log, status and spec.</summary>
public static class CaseEvidence
{
    public static PodEvidence Of(SignatureCase @case, ILineScanner scanner)
    {
        var pod = PodMapper.Map(JsonSerializer.Deserialize(PodOf(@case).ToJsonString(), ApiJson.Default.Pod)!);
        return pod with
        {
            Events = [.. @case.Events.Select(EventOf)],
            Logs = @case.Log is null ? [] : [LogOf(@case, scanner)],
        };
    }

    private static JsonObject PodOf(SignatureCase @case)
    {
        var container = Fragment(@case.SpecJson);
        container["name"] = @case.Container;
        container["image"] ??= @case.Image ?? "registry.example.com/app:1.0";
        var spec = Fragment(@case.PodJson);
        var containers = spec["containers"] as JsonArray ?? [];
        containers.Insert(0, container);
        spec["containers"] = containers.Parent is null ? containers : containers.DeepClone();
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "app-0", ["namespace"] = "shop" },
            ["spec"] = spec,
            ["status"] = new JsonObject { ["phase"] = @case.Waiting is "ContainerCreating" or "PodInitializing" ? "Pending" : "Running", ["containerStatuses"] = new JsonArray(StatusOf(@case)) },
        };
    }

    private static JsonObject Fragment(string? json) => json is null ? [] : (JsonObject)JsonNode.Parse(json)!;

    private static JsonObject StatusOf(SignatureCase @case)
    {
        var waiting = new JsonObject { ["reason"] = @case.Waiting ?? "CrashLoopBackOff" };
        var status = new JsonObject
        {
            ["name"] = @case.Container,
            ["restartCount"] = @case.Waiting is null ? 5 : 0,
            ["state"] = new JsonObject { ["waiting"] = waiting },
        };
        if (@case.Waiting is not null)
        {
            waiting["message"] = @case.Message;
            return status;
        }

        var ended = new JsonObject { ["exitCode"] = @case.Exit ?? 1, ["reason"] = @case.Reason ?? "Error" };
        if (@case.Message is not null)
        {
            ended["message"] = @case.Message;
        }

        status["lastState"] = new JsonObject { ["terminated"] = ended };
        return status;
    }

    private static EventFact EventOf(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return new EventFact
        {
            Type = "Warning",
            Reason = colon < 0 ? "Failed" : text[..colon],
            Message = colon < 0 ? text : text[(colon + 2)..],
        };
    }

    private static LogWindow LogOf(SignatureCase @case, ILineScanner scanner)
    {
        var builder = new LogWindowBuilder(@case.Container, LogInstance.Previous, scanner);
        builder.Append(Encoding.UTF8.GetBytes(@case.Log!));
        return builder.Finish();
    }
}
