namespace Unloop.Alerts.Simulation;

/// <summary>
/// What Prometheus would have stored of a scenario: kube-state-metrics' families (docs/metrics/workload/*.md of its repository), scraped every 30 s with
/// <c>honor_labels</c>, so that <c>pod</c> and <c>namespace</c> are those of the pod.
/// </summary>
public static class KubeStateSamples
{
    public static TimeSpan DefaultInterval { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Scrapes come at a moment of their own, so that counts are extrapolated as they are in practice.</summary>
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(13);

    /// <summary>Two reasons are only there for a moment, between an end and the wait for the next start, and so never in a sample.</summary>
    private static readonly string[] NeverSampled = ["kube_pod_container_status_terminated_reason", "kube_pod_init_container_status_terminated_reason"];

    private static readonly Lazy<IReadOnlySet<string>> AllMetrics = new(() => new HashSet<string>([.. Scenarios.Short.SelectMany(s => Of(s).Metrics), .. NeverSampled], StringComparer.Ordinal));

    private static readonly string[] Phases = ["Pending", "Running", "Succeeded", "Failed", "Unknown"];

    private static readonly Dictionary<string, string> Job = new() { ["job"] = "kube-state-metrics", ["instance"] = "kube-state-metrics:8080" };

    /// <summary>All that are simulated.</summary>
    public static IReadOnlySet<string> Metrics => AllMetrics.Value;

    public static SampleSet Of(Scenario scenario, TimeSpan? interval = null)
    {
        var pods = scenario.Pods.Select(p => new Labelled(p)).ToList();
        return SampleWriter.Collect(scenario, interval ?? DefaultInterval, Phase, marksStale: true, (to, time) =>
        {
            to.Add("up", 1, Job);
            foreach (var pod in pods.Where(p => p.Life.Created <= time))
            {
                Pod(to, pod, time);
                Container(to, pod, time);
            }

            Workloads(to, scenario, pods, time);
        });
    }

    private static void Pod(SampleWriter to, Labelled pod, TimeSpan time)
    {
        var (labels, identity) = (pod.OfPod, pod.Life.Pod);
        var created = SimulatedTime.ToMilliseconds(pod.Life.Created) / 1000.0;
        to.Add("kube_pod_info", 1, labels, "node", identity.Node, "created_by_kind", "ReplicaSet", "created_by_name", identity.ReplicaSet);
        to.Add("kube_pod_created", created, labels);
        to.Add("kube_pod_start_time", created, labels);
        to.Add("kube_pod_owner", 1, labels, "owner_kind", "ReplicaSet", "owner_name", identity.ReplicaSet, "owner_is_controller", "true");
        foreach (var phase in Phases)
        {
            to.Add("kube_pod_status_phase", phase == (identity.IsInit ? Phases[0] : Phases[1]) ? 1 : 0, labels, "phase", phase);
        }

        foreach (var condition in (string[])["true", "false", "unknown"])
        {
            to.Add("kube_pod_status_ready", condition == (pod.Life.IsReadyAt(time) ? "true" : "false") ? 1 : 0, labels, "condition", condition);
        }
    }

    /// <summary>Init containers have families of their own; a reason is there only as long as it is the reason.</summary>
    private static void Container(SampleWriter to, Labelled pod, TimeSpan time)
    {
        var (labels, container) = (pod.OfContainer, pod.Life.Container);
        var family = pod.Life.Pod.IsInit ? "kube_pod_init_container" : "kube_pod_container";
        var (running, waiting) = (container.IsRunningAt(time), container.IsWaitingAt(time));
        to.Add($"{family}_info", 1, labels, "image", pod.Image);
        to.Add($"{family}_status_restarts_total", container.RestartsAt(time), labels);
        to.Add($"{family}_status_running", running ? 1 : 0, labels);
        to.Add($"{family}_status_ready", pod.Life.IsReadyAt(time) ? 1 : 0, labels);
        to.Add($"{family}_status_waiting", waiting ? 1 : 0, labels);
        to.Add($"{family}_status_terminated", 0, labels);
        if (waiting)
        {
            to.Add($"{family}_status_waiting_reason", 1, labels, "reason", "CrashLoopBackOff");
        }

        if (container.LastEndedAt(time) is { } last)
        {
            to.Add($"{family}_status_last_terminated_reason", 1, labels, "reason", last.Reason!);
            if (!pod.Life.Pod.IsInit)
            {
                to.Add($"{family}_status_last_terminated_exitcode", last.ExitCode!.Value, labels);
                to.Add($"{family}_status_last_terminated_timestamp", SimulatedTime.ToMilliseconds(last.Ended!.Value) / 1000, labels);
            }
        }
    }

    private static void Workloads(SampleWriter to, Scenario scenario, List<Labelled> pods, TimeSpan time)
    {
        var (deployment, set) = (pods[0].OfDeployment, pods[0].OfReplicaSet);
        var (desired, ready) = (scenario.Pods.Count, scenario.Pods.Count(p => p.IsReadyAt(time)));
        to.Add("kube_replicaset_owner", 1, set, "owner_kind", "Deployment", "owner_name", pods[0].Life.Pod.Deployment, "owner_is_controller", "true");
        foreach (var (labels, kind) in ((Dictionary<string, string>, string)[])[(deployment, "kube_deployment"), (set, "kube_replicaset")])
        {
            to.Add($"{kind}_spec_replicas", desired, labels);
            to.Add($"{kind}_status_{(kind == "kube_deployment" ? "replicas_ready" : "ready_replicas")}", ready, labels);
            to.Add($"{kind}_status_replicas", desired, labels);
        }

        to.Add("kube_deployment_status_replicas_available", ready, deployment);
        to.Add("kube_deployment_status_replicas_unavailable", desired - ready, deployment);
        to.Add("kube_deployment_status_replicas_updated", desired, deployment);
    }

    private sealed class Labelled
    {
        public Labelled(PodLife life)
        {
            Life = life;
            var pod = life.Pod;
            OfPod = new(Job) { ["namespace"] = pod.Namespace, ["pod"] = pod.Pod, ["uid"] = pod.Uid };
            OfContainer = new(OfPod) { ["container"] = pod.Container };
            OfDeployment = new(Job) { ["namespace"] = pod.Namespace, ["deployment"] = pod.Deployment };
            OfReplicaSet = new(Job) { ["namespace"] = pod.Namespace, ["replicaset"] = pod.ReplicaSet };
            Image = $"registry.example/{pod.Namespace}/{pod.Container}:1.4.2";
        }

        public PodLife Life { get; }
        public string Image { get; }
        public Dictionary<string, string> OfPod { get; }
        public Dictionary<string, string> OfContainer { get; }
        public Dictionary<string, string> OfDeployment { get; }
        public Dictionary<string, string> OfReplicaSet { get; }
    }
}
