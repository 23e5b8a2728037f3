namespace Unloop.Alerts.Simulation;

/// <summary>
/// What a Datadog Agent (kubelet check, every 15 s) and the Cluster Agent (kubernetes_state_core) would have sent of a scenario: all gauges, with the tags
/// that each check gives (integrations-core kubelet/metadata.csv, kubernetes_state_core/metadata.csv; datadog-agent pod/provider.go, kubernetes_state_transformers.go).
/// </summary>
public static class AgentSamples
{
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(15);

    /// <summary>A terminated container is started again, or waits, before anybody looks.</summary>
    private static readonly string[] NeverSampled =
        ["kubernetes.containers.state.terminated", "kubernetes_state.container.status_report.count.terminated", "kubernetes.containers.last_state.waiting"];

    private static readonly Lazy<IReadOnlySet<string>> AllMetrics = new(() => new HashSet<string>([.. Scenarios.Short.SelectMany(s => Of(s).Metrics), .. NeverSampled], StringComparer.Ordinal));

    /// <summary>All that are simulated.</summary>
    public static IReadOnlySet<string> Metrics => AllMetrics.Value;

    private static readonly string[] TerminatedReasons = ["oomkilled", "containercannotrun", "error"];

    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(4);

    /// <summary>One of the moments at which it takes samples, in milliseconds since 1970.</summary>
    internal static long FirstTick => SimulatedTime.ToMilliseconds(Phase);

    public static SampleSet Of(Scenario scenario)
    {
        var pods = scenario.Pods.Select(p => new Tagged(p)).ToList();
        return SampleWriter.Collect(scenario, Interval, Phase, marksStale: false, (to, time) =>
        {
            foreach (var pod in pods.Where(p => p.Life.Created <= time))
            {
                Kubelet(to, pod, time);
                KubeState(to, pod, time);
            }

            Workload(to, scenario, pods[0], time);
        });
    }

    private static void Kubelet(SampleWriter to, Tagged pod, TimeSpan time)
    {
        var container = pod.Life.Container;
        to.Add("kubernetes.containers.restarts", container.RestartsAt(time), pod.OfAgent);
        if (container.IsWaitingAt(time))
        {
            to.Add("kubernetes.containers.state.waiting", 1, pod.OfAgent, "reason", "crashloopbackoff");
        }

        // Other reasons are not sent.
        if (container.LastEndedAt(time)?.Reason?.ToLowerInvariant() is { } reason && TerminatedReasons.Contains(reason))
        {
            to.Add("kubernetes.containers.last_state.terminated", 1, pod.OfAgent, "reason", reason);
        }
    }

    private static void KubeState(SampleWriter to, Tagged pod, TimeSpan time)
    {
        var container = pod.Life.Container;
        var (running, waiting) = (container.IsRunningAt(time), container.IsWaitingAt(time));
        to.Add("kubernetes_state.pod.status_phase", 1, pod.OfState, "pod_phase", pod.Life.Pod.IsInit ? "pending" : "running");
        to.Add("kubernetes_state.pod.ready", 1, pod.OfState, "condition", pod.Life.IsReadyAt(time) ? "true" : "false");
        if (pod.Life.Pod.IsInit)
        {
            to.Add("kubernetes_state.initcontainer.restarts", container.RestartsAt(time), pod.OfStateContainer);
            to.Add("kubernetes_state.initcontainer.waiting", waiting ? 1 : 0, pod.OfStateContainer);
            return;
        }

        to.Add("kubernetes_state.container.restarts", container.RestartsAt(time), pod.OfStateContainer);
        to.Add("kubernetes_state.container.running", running ? 1 : 0, pod.OfStateContainer);
        to.Add("kubernetes_state.container.ready", pod.Life.IsReadyAt(time) ? 1 : 0, pod.OfStateContainer);
        to.Add("kubernetes_state.container.waiting", waiting ? 1 : 0, pod.OfStateContainer);
        to.Add("kubernetes_state.container.terminated", 0, pod.OfStateContainer);
        if (waiting)
        {
            to.Add("kubernetes_state.container.status_report.count.waiting", 1, pod.OfStateContainer, "reason", "crashloopbackoff");
        }
    }

    /// <summary>Low cardinality: of all pods together, without their names.</summary>
    private static void Workload(SampleWriter to, Scenario scenario, Tagged pod, TimeSpan time)
    {
        var there = scenario.Pods.Where(p => p.Created <= time).ToList();
        var (desired, ready) = (scenario.Pods.Count, there.Count(p => p.IsReadyAt(time)));
        if (there.Count > 0)
        {
            to.Add("kubernetes.pods.running", there.Count, pod.OfWorkload);
        }

        if (there.Count(p => p.Container.IsRunningAt(time)) is > 0 and var running)
        {
            to.Add("kubernetes.containers.running", running, pod.OfWorkload);
        }

        foreach (var kind in (string[])["deployment", "replicaset"])
        {
            var tags = kind == "deployment" ? pod.OfDeployment : pod.OfReplicaSet;
            to.Add($"kubernetes_state.{kind}.replicas_desired", desired, tags);
            to.Add($"kubernetes_state.{kind}.replicas_ready", ready, tags);
        }

        to.Add("kubernetes_state.deployment.replicas", desired, pod.OfDeployment);
        to.Add("kubernetes_state.deployment.replicas_available", ready, pod.OfDeployment);
        to.Add("kubernetes_state.deployment.replicas_unavailable", desired - ready, pod.OfDeployment);
        to.Add("kubernetes_state.deployment.replicas_updated", desired, pod.OfDeployment);
    }

    private sealed class Tagged
    {
        public Tagged(PodLife life)
        {
            Life = life;
            var pod = life.Pod;
            Dictionary<string, string> cluster = new() { ["kube_cluster_name"] = pod.Cluster, ["cluster_name"] = pod.Cluster };
            Dictionary<string, string> host = new(cluster) { ["host"] = pod.Node, ["kube_node"] = pod.Node };
            OfWorkload = new(host)
            {
                ["kube_namespace"] = pod.Namespace,
                ["kube_deployment"] = pod.Deployment,
                ["kube_container_name"] = pod.Container,
                ["image_name"] = $"registry.example/{pod.Namespace}/{pod.Container}",
                ["short_image"] = pod.Container,
                ["image_tag"] = "1.4.2",
            };
            OfAgent = new(OfWorkload)
            {
                ["pod_name"] = pod.Pod,
                ["kube_replica_set"] = pod.ReplicaSet,
                ["kube_ownerref_kind"] = "replicaset",
                ["kube_ownerref_name"] = pod.ReplicaSet,
                ["pod_phase"] = pod.IsInit ? "pending" : "running",
            };
            OfState = new(cluster) { ["kube_namespace"] = pod.Namespace, ["pod_name"] = pod.Pod };
            OfStateContainer = new(OfState) { ["kube_container_name"] = pod.Container };
            OfDeployment = new(cluster) { ["kube_namespace"] = pod.Namespace, ["kube_deployment"] = pod.Deployment };
            OfReplicaSet = new(cluster) { ["kube_namespace"] = pod.Namespace, ["kube_replica_set"] = pod.ReplicaSet };
        }

        public PodLife Life { get; }
        public Dictionary<string, string> OfAgent { get; }
        public Dictionary<string, string> OfWorkload { get; }
        public Dictionary<string, string> OfState { get; }
        public Dictionary<string, string> OfStateContainer { get; }
        public Dictionary<string, string> OfDeployment { get; }
        public Dictionary<string, string> OfReplicaSet { get; }
    }
}
