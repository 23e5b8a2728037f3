using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>
/// What kube-state-metrics exports of pods and of what makes them (its docs/metrics/workload, v2.20.0): names, and the labels that tell the series of one object apart.
/// </summary>
internal static class KubeStateMetrics
{
    public const string Restarts = "kube_pod_container_status_restarts_total";
    public const string InitRestarts = "kube_pod_init_container_status_restarts_total";
    public const string WaitingReason = "kube_pod_container_status_waiting_reason";
    public const string InitWaitingReason = "kube_pod_init_container_status_waiting_reason";
    public const string CrashLoop = "CrashLoopBackOff";

    /// <summary>Prefixes whose names are all known here.</summary>
    private static readonly string[] KnownPrefixes = ["kube_pod_", "kube_deployment_", "kube_statefulset_", "kube_job_"];

    private static readonly Dictionary<string, IReadOnlyList<string>> Families = Build();

    /// <summary>Of pods and their containers, which every cluster has: all others need an object or a state that there may not be.</summary>
    private static readonly HashSet<string> OfEveryPod =
    [
        "kube_pod_info", "kube_pod_created", "kube_pod_start_time", "kube_pod_owner", "kube_pod_status_phase", "kube_pod_status_ready", "kube_pod_status_scheduled", "kube_pod_container_info",
        "kube_pod_container_status_ready", "kube_pod_container_status_running", "kube_pod_container_status_waiting", "kube_pod_container_status_terminated", Restarts,
    ];

    /// <summary>Whether a Prometheus that has these metrics would have this one too, were it as it should be.</summary>
    public static bool IsMissing(string metric, IReadOnlySet<string> known) =>
        !known.Contains(metric) && (OfEveryPod.Contains(metric) || !known.Any(k => k.StartsWith("kube_pod_", StringComparison.Ordinal)));

    public static IReadOnlyCollection<string> Names => Families.Keys;

    /// <summary>Labels of a family beyond those of the scrape; null where it is not known.</summary>
    public static IReadOnlyList<string>? Labels(string? metric) => metric is null ? null : Families.GetValueOrDefault(metric);

    /// <summary>Whether a name would be known if it were one.</summary>
    public static bool IsWithin(string metric) => KnownPrefixes.Any(p => metric.StartsWith(p, StringComparison.Ordinal));

    public static bool IsRestarts(VectorSelector v) => Selects(v, Restarts) || Selects(v, InitRestarts);

    /// <summary>Whether it asks for a crash loop by name.</summary>
    public static bool IsCrashLoop(VectorSelector v) =>
        (Selects(v, WaitingReason) || Selects(v, InitWaitingReason))
        && v.Matchers.Any(m => m is { Label: "reason", Operator: MatchOperator.Equal or MatchOperator.Regex } && m.Matches(CrashLoop) && !m.Matches("ContainerCreating"));

    public static bool IsOfInitContainers(VectorSelector v) => Selects(v, InitRestarts) || Selects(v, InitWaitingReason);

    /// <summary>Whether the selector's name is, or matches, that of the metric.</summary>
    public static bool Selects(VectorSelector v, string metric) =>
        v.Name is { } name ? name == metric : v.Matchers.Any(m => m is { Label: LabelMatcher.MetricName, Operator: MatchOperator.Equal or MatchOperator.Regex } && m.Matches(metric));

    private static Dictionary<string, IReadOnlyList<string>> Build()
    {
        var families = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        string[] pod = ["namespace", "pod", "uid"];
        string[] container = [.. pod, "container"];
        Add("kube_pod_", pod, "created completion_time deletion_timestamp overhead_cpu_cores overhead_memory_bytes start_time status_initialized_time status_ready_time "
            + "status_container_ready_time status_scheduled_time status_unschedulable status_unscheduled_time annotations labels nodeselectors");
        Add("kube_pod_", [.. pod, "condition"], "status_ready status_scheduled");
        Add("kube_pod_", [.. pod, "phase"], "status_phase");
        Add("kube_pod_", [.. pod, "reason"], "status_reason");
        Add("kube_pod_", [.. pod, "qos_class"], "status_qos_class");
        Add("kube_pod_", [.. pod, "type"], "restart_policy");
        Add("kube_pod_", [.. pod, "owner_kind", "owner_name", "owner_is_controller"], "owner");
        Add("kube_pod_", [.. pod, "host_ip", "pod_ip", "node", "created_by_kind", "created_by_name", "priority_class", "host_network"], "info");
        Add("kube_pod_", [.. pod, "service_account"], "service_account");
        Add("kube_pod_", [.. pod, "name"], "scheduler");
        Add("kube_pod_", [.. pod, "runtimeclass_name"], "runtimeclass_name_info");
        Add("kube_pod_", [.. pod, "ip", "ip_family"], "ips");
        Add("kube_pod_", [.. pod, "key", "operator", "value", "effect", "toleration_seconds"], "tolerations");
        Add("kube_pod_", [.. pod, "volume", "persistentvolumeclaim"], "spec_volumes_persistentvolumeclaims_info spec_volumes_persistentvolumeclaims_readonly");
        Add("kube_pod_container_", container, "state_started status_waiting status_running status_terminated status_last_terminated_exitcode status_last_terminated_timestamp status_ready "
            + "status_restarts_total");
        Add("kube_pod_container_", [.. container, "reason"], "status_waiting_reason status_terminated_reason status_last_terminated_reason");
        Add("kube_pod_container_", [.. container, "resource", "unit", "node"], "resource_requests resource_limits");
        Add("kube_pod_container_", [.. container, "image", "image_id", "image_spec", "container_id"], "info");
        // The last three since 2026 only (kubernetes/kube-state-metrics#2997, #3000).
        Add("kube_pod_init_container_", container, "status_waiting status_running status_terminated status_ready status_restarts_total state_started status_last_terminated_timestamp "
            + "status_last_terminated_exitcode");
        Add("kube_pod_init_container_", [.. container, "reason"], "status_waiting_reason status_terminated_reason status_last_terminated_reason");
        Add("kube_pod_init_container_", [.. container, "resource", "unit", "node"], "resource_requests resource_limits");
        Add("kube_pod_init_container_", [.. container, "image", "image_id", "image_spec", "container_id", "restart_policy"], "info");
        Workloads(families);
        // Of the scheduler, which exports them itself.
        Add("kube_pod_", [.. pod, "node", "scheduler", "priority", "resource", "unit"], "resource_request resource_limit");
        return families;

        void Add(string prefix, IReadOnlyList<string> labels, string names)
        {
            foreach (var name in names.Split(' '))
            {
                families[prefix + name] = labels;
            }
        }
    }

    private static void Workloads(Dictionary<string, IReadOnlyList<string>> families)
    {
        string[] deployment = ["namespace", "deployment"], set = ["namespace", "statefulset"], job = ["namespace", "job_name"], owner = ["owner_kind", "owner_name", "owner_is_controller"];
        Add("kube_deployment_", deployment, "annotations status_replicas status_replicas_ready status_replicas_available status_replicas_unavailable status_replicas_updated "
            + "status_observed_generation spec_replicas spec_paused spec_strategy_rollingupdate_max_unavailable spec_strategy_rollingupdate_max_surge metadata_generation labels created "
            + "deletion_timestamp spec_affinity");
        Add("kube_deployment_", [.. deployment, .. owner], "owner");
        Add("kube_deployment_", [.. deployment, "reason", "condition", "status"], "status_condition");
        Add("kube_deployment_", [.. deployment, "topology_key", "max_skew", "when_unsatisfiable", "min_domains", "label_selector"], "spec_topology_spread_constraint");
        Add("kube_statefulset_", set, "annotations status_replicas status_replicas_current status_replicas_ready status_replicas_available status_replicas_updated "
            + "status_observed_generation replicas ordinals_start metadata_generation created labels deletion_timestamp");
        Add("kube_statefulset_", [.. set, "when_deleted", "when_scaled"], "persistentvolumeclaim_retention_policy");
        Add("kube_statefulset_", [.. set, "revision"], "status_current_revision status_update_revision");
        Add("kube_job_", job, "annotations info labels spec_parallelism spec_completions spec_active_deadline_seconds status_active status_succeeded status_start_time "
            + "status_completion_time created status_suspended");
        Add("kube_job_", [.. job, .. owner], "owner");
        Add("kube_job_", [.. job, "reason"], "status_failed");
        Add("kube_job_", [.. job, "condition"], "complete failed");

        void Add(string prefix, IReadOnlyList<string> labels, string names)
        {
            foreach (var name in names.Split(' '))
            {
                families[prefix + name] = labels;
            }
        }
    }
}
