using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Generation.Queries;

/// <summary>
/// PromQL over the series of kube-state-metrics for one scope. All of it holds where two kube-state-metrics are scraped (maxima before sums), where a pod of a StatefulSet comes
/// again under its name (the uid is part of every group), and where several owners match (only set operations and a join whose one side is made unique).
/// </summary>
internal sealed class PrometheusScope(AlertScope scope)
{
    private const string Container = "namespace, pod, uid, container";

    /// <summary>Labels that tell the workload of whatever fires, the same in every scope; for grouping notifications.</summary>
    public static IReadOnlyList<string> OwnerLabels { get; } = ["namespace", "owner_kind", "owner_name"];

    /// <summary>What the rule must say of the owner itself, because its expression does not.</summary>
    public IReadOnlyDictionary<string, string> RuleLabels =>
        scope.IsWorkload ? new Dictionary<string, string> { ["owner_kind"] = scope.Kind!, ["owner_name"] = scope.Name! } : new Dictionary<string, string>();

    /// <summary>The largest value for each container, whether it is an init container or not.</summary>
    /// <param name="statusMetric">What follows <c>kube_pod_container_status_</c>.</param>
    /// <param name="labels">Further matchers, as <c>reason="OOMKilled"</c>.</param>
    /// <param name="over">A range function with its range, as <c>max_over_time</c> and <c>10m</c>.</param>
    public string PerContainer(string statusMetric, string labels = "", (string Function, string Range)? over = null, string offset = "")
    {
        string Of(string family)
        {
            var series = Series($"kube_pod_{family}_status_{statusMetric}", labels);
            return over is { } o ? $"{o.Function}({series}[{o.Range}])" : offset.Length > 0 ? $"{series} offset {offset}" : series;
        }

        return $"max by ({Container}) (\n{Indent($"{Of("container")}\nor\n{Of("init_container")}")}\n)";
    }

    /// <summary>Restarts of each container within a window, exact, also of pods that are younger than it: the increase() of Prometheus guesses beyond what was scraped.</summary>
    public string RestartsWithin(string window, int seconds) =>
        $"""
        {PerContainer("restarts_total")}
        -
        {PerContainer("restarts_total", offset: window)}
        or
        {PerContainer("restarts_total")}
        and on (namespace, pod, uid)
        (time() - {Series("kube_pod_created")} < {seconds})
        """.ReplaceLineEndings("\n");

    /// <summary>Only what belongs to the scope, with the pod's owner where the rule does not say it. The pod must still be there: a deleted one resolves at once.</summary>
    /// <param name="expression">With namespace, pod and uid; its values stay.</param>
    public string Owned(string expression) => scope switch
    {
        { IsWorkload: false } =>
            $"""
            (
            {Indent(expression)}
            )
            * on (namespace, pod, uid) group_left (owner_kind, owner_name)
            topk by (namespace, pod, uid) (1,
              max by (namespace, pod, uid, owner_kind, owner_name) ({Series("kube_pod_owner")})
            )
            """.ReplaceLineEndings("\n"),
        { Kind: "Pod" } => $"(\n{Indent(expression)}\n)\nand on (namespace, pod, uid) {Series("kube_pod_created")}",
        { Kind: "Deployment" } => Through(expression, "ReplicaSet", "replicaset", "kube_replicaset_owner"),
        { Kind: "CronJob" } => Through(expression, "Job", "job_name", "kube_job_owner"),
        _ => $"(\n{Indent(expression)}\n)\nand on (namespace, pod, uid) {Series("kube_pod_owner", $"owner_kind={QuotedText.Print(scope.Kind!)},owner_name={QuotedText.Print(scope.Name!)}")}",
    };

    /// <summary>A selector within the scope's namespace.</summary>
    public string Series(string metric, string labels = "")
    {
        // That a pod is meant can be said of every series; the owner only by a join.
        string[] matchers =
        [
            .. scope.Namespace is { } space ? [$"namespace={QuotedText.Print(space)}"] : Array.Empty<string>(),
            .. scope.Kind is "Pod" && metric.StartsWith("kube_pod_", StringComparison.Ordinal) ? [$"pod={QuotedText.Print(scope.Name!)}"] : Array.Empty<string>(),
            .. labels.Length > 0 ? [labels] : Array.Empty<string>(),
        ];
        return matchers.Length == 0 ? metric : $"{metric}{{{string.Join(',', matchers)}}}";
    }

    public static string Indent(string text) => string.Join('\n', text.Split('\n').Select(l => $"  {l}"));

    /// <summary>By the owner's owner. The name of the pod would do as well for most, and be wrong for <c>web</c> beside <c>web-admin</c>.</summary>
    private string Through(string expression, string between, string label, string ownerOfBetween) =>
        $"""
        (
        {Indent(expression)}
        )
        and on (namespace, pod, uid) (
          label_join({Series("kube_pod_owner", $"owner_kind={QuotedText.Print(between)}")}, "{label}", "", "owner_name")
          and on (namespace, {label})
          {Series(ownerOfBetween, $"owner_kind={QuotedText.Print(scope.Kind!)},owner_name={QuotedText.Print(scope.Name!)}")}
        )
        """.ReplaceLineEndings("\n");
}
