using System.Text.Json.Nodes;
using Unloop.Core.Scaling.Autoscaling;
using Unloop.Core.Scaling.Sizing;

namespace Unloop.Core.Scaling.Manifests;

/// <summary>The objects that make a workload scale, each for the versions that the cluster serves. Pure.</summary>
internal static class ManifestWriter
{
    /// <summary>TopologySpreadConstraints are general from 1.19 on; before, anti-affinity does what it can.</summary>
    private const int SpreadMinor = 19;
    private const string Host = "kubernetes.io/hostname";
    private const string Zone = "topology.kubernetes.io/zone";

    public static ScalingManifest Autoscaler(ScalingFacts facts, HpaSpec spec)
    {
        var target = facts.Workload.Ref;
        var goal = (int)spec.Metrics[0].Goal;
        var body = new JsonObject
        {
            ["scaleTargetRef"] = new JsonObject { ["apiVersion"] = target.ApiVersion, ["kind"] = target.Kind, ["name"] = target.Name },
            ["minReplicas"] = spec.MinReplicas,
            ["maxReplicas"] = spec.MaxReplicas,
        };
        if (facts.AutoscalingVersion == "v1")
        {
            body["targetCPUUtilizationPercentage"] = goal;
        }
        else
        {
            var metric = new JsonObject { ["name"] = "cpu", ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = goal } };
            body["metrics"] = new JsonArray(new JsonObject { ["type"] = "Resource", ["resource"] = metric });
        }

        return Of(facts, $"autoscaling/{facts.AutoscalingVersion}", "HorizontalPodAutoscaler", body, $"Keeps between {spec.MinReplicas} and {spec.MaxReplicas} replicas, so that pods use {goal} % of their CPU request.");
    }

    public static ScalingManifest Budget(ScalingFacts facts)
    {
        var body = new JsonObject { ["maxUnavailable"] = 1, ["selector"] = facts.Workload.Selector!.DeepClone() };
        return Of(facts, $"policy/{facts.PolicyVersion}", "PodDisruptionBudget", body, "Lets one pod at a time be evicted, when nodes are drained or taken away.");
    }

    /// <summary>Requests and spreading, as fields of the workload's own template; null where there is nothing to set.</summary>
    public static ScalingManifest? Template(ScalingFacts facts, IReadOnlyList<SizedContainer> sized)
    {
        var pod = new JsonObject();
        var containers = sized.Where(s => s.Cpu is not null || s.Memory is not null).Select(JsonNode? (s) => new JsonObject { ["name"] = s.Name, ["resources"] = new JsonObject { ["requests"] = Requests(s) } }).ToArray();
        if (containers.Length > 0)
        {
            pod["containers"] = new JsonArray(containers);
        }

        var spreads = Spread(facts, pod);
        if (pod.Count == 0)
        {
            return null;
        }

        var target = facts.Workload.Ref;
        string?[] does = [containers.Length > 0 ? "sets the requests that were measured" : null, spreads];
        var says = string.Join(" and ", does.OfType<string>());
        return new(target.ApiVersion, target.Kind, target.Namespace, target.Name,
            Whole(target.ApiVersion, target.Kind, target.Namespace, target.Name, Required(facts.Workload, pod)),
            $"{char.ToUpperInvariant(says[0])}{says[1..]}; the pods are replaced.",
            target.Kind == "Deployment" || target.Kind == "StatefulSet" ? $"kubectl rollout undo {target} -n {target.Namespace}" : $"kubectl edit {target} -n {target.Namespace}",
            RollsOut: true);
    }

    /// <summary>With the fields without which kubectl takes no file of such a kind; they stay as they are, for they cannot be changed.</summary>
    private static JsonObject Required(ScaledWorkload workload, JsonObject pod)
    {
        var spec = new JsonObject();
        if (workload.Selector is { } selector)
        {
            spec["selector"] = (workload.Ref.Kind == "ReplicationController" ? selector["matchLabels"] : selector)?.DeepClone();
        }

        if (workload.ServiceName is { } service)
        {
            spec["serviceName"] = service;
        }

        spec["template"] = new JsonObject { ["spec"] = pod };
        return spec;
    }

    private static JsonObject Requests(SizedContainer sized)
    {
        var requests = new JsonObject();
        if (sized.Cpu is { } cpu)
        {
            requests["cpu"] = Amounts.Cpu(cpu);
        }

        if (sized.Memory is { } memory)
        {
            requests["memory"] = Amounts.Memory(memory);
        }

        return requests;
    }

    private static string? Spread(ScalingFacts facts, JsonObject pod)
    {
        var workload = facts.Workload;
        if (workload.HasSpread || workload.HasAntiAffinity || workload.Selector is not { } selector || facts.Nodes is { Count: < 2 })
        {
            return null;
        }

        string[] keys = (facts.Nodes ?? []).Select(n => n.Zone).OfType<string>().Distinct().Count() > 1 ? [Zone, Host] : [Host];
        if (facts.ServerMinor is not < SpreadMinor)
        {
            pod["topologySpreadConstraints"] = new JsonArray([.. keys.Select(JsonNode? (k) => new JsonObject
            {
                ["maxSkew"] = 1, ["topologyKey"] = k, ["whenUnsatisfiable"] = "ScheduleAnyway", ["labelSelector"] = selector.DeepClone(),
            })]);
        }
        else
        {
            pod["affinity"] = new JsonObject
            {
                ["podAntiAffinity"] = new JsonObject
                {
                    ["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray([.. keys.Select(JsonNode? (k) => new JsonObject
                    {
                        ["weight"] = 50, ["podAffinityTerm"] = new JsonObject { ["topologyKey"] = k, ["labelSelector"] = selector.DeepClone() },
                    })]),
                },
            };
        }

        return $"spreads the pods over {(keys.Length > 1 ? "zones and nodes" : "nodes")} where that is possible";
    }

    private static ScalingManifest Of(ScalingFacts facts, string version, string kind, JsonObject body, string statement)
    {
        var target = facts.Workload.Ref;
        return new(version, kind, target.Namespace, target.Name, Whole(version, kind, target.Namespace, target.Name, body), statement, $"kubectl delete {kind.ToLowerInvariant()}/{target.Name} -n {target.Namespace}");
    }

    private static JsonObject Whole(string version, string kind, string space, string name, JsonObject spec) => new()
    {
        ["apiVersion"] = version,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space },
        ["spec"] = spec,
    };
}
