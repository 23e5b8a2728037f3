namespace Unloop.Alerts.Datadog.Metrics;

/// <summary>
/// The metrics that crash loops are seen in: kubelet/metadata.csv and kubernetes_state_core/metadata.csv of DataDog/integrations-core, and the Agent's lists of reasons
/// (kubelet/kubelet.py; pkg/collector/corechecks/cluster/ksm/kubernetes_state_transformers.go).
/// </summary>
public static class DatadogMetrics
{
    public const string Kubelet = "kubelet";

    public const string KubeState = "kubernetes_state_core";

    public const string Restarts = "kubernetes.containers.restarts";

    public const string Waiting = "kubernetes_state.container.status_report.count.waiting";

    public const string WaitingOfKubelet = "kubernetes.containers.state.waiting";

    public const string CrashLoop = "crashloopbackoff";

    /// <summary>Every alert about one pod needs them: pods of one name live in several namespaces, and one organisation sees several clusters.</summary>
    public static readonly IReadOnlyList<string> PodGroups = ["kube_cluster_name", "kube_namespace", "pod_name"];

    private static readonly string[] OfWorkloads =
        ["kube_deployment", "kube_stateful_set", "kube_daemon_set", "kube_replica_set", "kube_job", "kube_cronjob", "kube_ownerref_kind", "kube_ownerref_name", "kube_service", "service", "env", "version"];

    private static readonly string[] OfPods = ["kube_namespace", "pod_name", "kube_container_name", .. OfWorkloads];

    private static readonly string[] OfKubeStatePods = ["kube_namespace", "pod_name", "kube_container_name", "env", "service", "version"];

    private static readonly string[] WaitingReasonsOfKubelet =
        ["errimagepull", "imagepullbackoff", CrashLoop, "containercreating", "createcontainererror", "invalidimagename", "createcontainerconfigerror"];

    private static readonly string[] WaitingReasonsOfKubeState = ["errimagepull", "imagepullbackoff", CrashLoop, "containercreating", "createcontainererror", "invalidimagename"];

    private static readonly string[] TerminatedReasons = ["oomkilled", "containercannotrun", "error"];

    public static readonly IReadOnlyList<DatadogMetric> All =
    [
        new(Restarts, Kubelet, IsCumulative: true, IsSparse: false, OfPods),
        new(WaitingOfKubelet, Kubelet, false, IsSparse: true, [.. OfPods, "reason"], WaitingReasonsOfKubelet),
        new("kubernetes.containers.last_state.waiting", Kubelet, false, true, [.. OfPods, "reason"], WaitingReasonsOfKubelet),
        new("kubernetes.containers.state.terminated", Kubelet, false, true, [.. OfPods, "reason"], TerminatedReasons),
        new("kubernetes.containers.last_state.terminated", Kubelet, false, true, [.. OfPods, "reason"], TerminatedReasons),
        new("kubernetes.pods.running", Kubelet, false, false, ["kube_namespace", "kube_container_name", .. OfWorkloads]),
        new("kubernetes.containers.running", Kubelet, false, false, ["kube_namespace", "kube_container_name", .. OfWorkloads]),
        new("kubernetes_state.container.restarts", KubeState, true, false, OfKubeStatePods),
        new("kubernetes_state.initcontainer.restarts", KubeState, true, false, OfKubeStatePods),
        new("kubernetes_state.initcontainer.waiting", KubeState, false, false, OfKubeStatePods),
        new("kubernetes_state.container.waiting", KubeState, false, false, OfKubeStatePods),
        new("kubernetes_state.container.terminated", KubeState, false, false, OfKubeStatePods),
        new("kubernetes_state.container.running", KubeState, false, false, OfKubeStatePods),
        new("kubernetes_state.container.ready", KubeState, false, false, OfKubeStatePods),
        new(Waiting, KubeState, false, true, [.. OfKubeStatePods, "reason"], WaitingReasonsOfKubeState),
        new("kubernetes_state.container.status_report.count.terminated", KubeState, false, true, [.. OfKubeStatePods, "reason"], TerminatedReasons),
        new("kubernetes_state.pod.status_phase", KubeState, false, false, ["kube_namespace", "pod_name", "pod_phase", "node", "env", "service", "version"]),
        new("kubernetes_state.pod.ready", KubeState, false, false, ["kube_namespace", "pod_name", "condition", "node", "env", "service", "version"]),
        .. Workload("deployment", "kube_deployment", ["replicas", "replicas_desired", "replicas_available", "replicas_ready", "replicas_unavailable", "replicas_updated"]),
        .. Workload("statefulset", "kube_stateful_set", ["replicas", "replicas_desired", "replicas_ready", "replicas_updated"]),
        .. Workload("daemonset", "kube_daemon_set", ["scheduled", "desired", "ready", "misscheduled", "daemons_available", "daemons_unavailable"]),
    ];

    private static readonly Dictionary<string, DatadogMetric> ByName = All.ToDictionary(m => m.Name);

    private static readonly Dictionary<string, DatadogMetric> ByPlainName = All.GroupBy(m => Plain(m.Name)).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.First());

    /// <summary>Null: a metric that is not known here, which says nothing of whether it exists.</summary>
    public static DatadogMetric? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The metric whose name differs in singular and plural, case and separators only; null where the name is right or another's.</summary>
    public static DatadogMetric? Misspelt(string name) => ByName.ContainsKey(name) ? null : ByPlainName.GetValueOrDefault(Plain(name));

    private static IEnumerable<DatadogMetric> Workload(string kind, string tag, string[] names) =>
        names.Select(n => new DatadogMetric($"kubernetes_state.{kind}.{n}", KubeState, false, false, ["kube_namespace", tag, "env", "service", "version"]));

    private static string Plain(string name) =>
        string.Concat(name.ToLowerInvariant().Split('.', '_', '-').Select(word => word.Length > 3 ? word.TrimEnd('s') : word));
}
