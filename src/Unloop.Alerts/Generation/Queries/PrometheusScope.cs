using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Generation.Queries;

/// <summary>
/// PromQL over the series of kube-state-metrics for one scope. All of it holds where two kube-state-metrics are scraped (maxima before sums), where a pod of a StatefulSet comes
/// again under its name (the uid is part of every group), and where several owners match (only set operations and a join whose one side is made unique).
/// A scrape that fails marks every series of its target as gone, and a selector of the moment finds nothing until the next: alerts would resolve, and begin their <c>for</c> anew. So each series
/// is read in a way that bridges it: <see cref="Largest"/>, <see cref="Last(string)"/> or <see cref="Held"/>.
/// </summary>
internal sealed class PrometheusScope(AlertScope scope)
{
    private const string Container = "namespace, pod, uid, container";

    /// <summary>Seconds that the last value is believed: Prometheus' own <c>--query.lookback-delta</c>, unless it is set otherwise.</summary>
    private const int Memory = 300;

    /// <summary>Labels that tell the workload of whatever fires, the same in every scope; for grouping notifications.</summary>
    public static IReadOnlyList<string> OwnerLabels { get; } = ["namespace", "owner_kind", "owner_name"];

    /// <summary>What the rule must say of the owner itself, because its expression does not.</summary>
    public IReadOnlyDictionary<string, string> RuleLabels =>
        scope.IsWorkload ? new Dictionary<string, string> { ["owner_kind"] = scope.Kind!, ["owner_name"] = scope.Name! } : new Dictionary<string, string>();

    /// <summary>The largest value within a time.</summary>
    public static Func<string, string> Largest(string range) => series => $"max_over_time({series}[{range}])";

    /// <summary>The last value, for as long as a selector would look back where no scrape has failed. Also that of a pod that is deleted since, which <see cref="Owned"/> leaves out.</summary>
    public static string Last(string series) => $"last_over_time({series}[{Memory / 60}m])";

    /// <summary>What <see cref="Last(string)"/> was a time ago.</summary>
    public static string Last(string series, string ago) => $"last_over_time({series}[{Memory / 60}m] offset {ago})";

    /// <summary>The value of now; the last one only while no kube-state-metrics is scraped, so that what is gone is gone at once. An operand of <c>or</c>.</summary>
    public static string Held(string series) => $"{series}\nor\n{Last(series)} and on () absent(kube_pod_owner)";

    /// <summary>The largest value for each container, whether it is an init container or not.</summary>
    /// <param name="statusMetric">What follows <c>kube_pod_container_status_</c>.</param>
    /// <param name="read">How each of the two families is read.</param>
    /// <param name="labels">Further matchers, as <c>reason="OOMKilled"</c>.</param>
    public string PerContainer(string statusMetric, Func<string, string> read, string labels = "")
    {
        string Of(string family) => read(Series($"kube_pod_{family}_status_{statusMetric}", labels));

        return $"max by ({Container}) (\n{Indent($"{Of("container")}\nor\n{Of("init_container")}")}\n)";
    }

    /// <summary>
    /// Restarts of each container within a window, exact, also of pods that are younger than it: the increase() of Prometheus guesses beyond what was scraped. A pod counts as young for as long
    /// as its first sample may come after its creation, or it would be nothing between its being young and there being something to subtract.
    /// </summary>
    public string RestartsWithin(string window, int seconds) =>
        $"""
        {PerContainer("restarts_total", Last)}
        -
        {PerContainer("restarts_total", s => Last(s, window))}
        or
        {PerContainer("restarts_total", Last)}
        and on (namespace, pod, uid)
        (time() - {Last(Series("kube_pod_created"))} < {seconds + Memory})
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
              max by (namespace, pod, uid, owner_kind, owner_name) (
            {Indent(Indent(Held(Series("kube_pod_owner"))))}
              )
            )
            """.ReplaceLineEndings("\n"),
        { Kind: "Pod" } => And(expression, Held(Series("kube_pod_created"))),
        { Kind: "Deployment" } => Through(expression, "ReplicaSet", "replicaset", "kube_replicaset_owner"),
        { Kind: "CronJob" } => Through(expression, "Job", "job_name", "kube_job_owner"),
        _ => And(expression, Held(Series("kube_pod_owner", $"owner_kind={QuotedText.Print(scope.Kind!)},owner_name={QuotedText.Print(scope.Name!)}"))),
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
        And(
            expression,
            $"""
            label_join(
            {Indent(Held(Series("kube_pod_owner", $"owner_kind={QuotedText.Print(between)}")))},
              "{label}", "", "owner_name"
            )
            and on (namespace, {label})
            {Last(Series(ownerOfBetween, $"owner_kind={QuotedText.Print(scope.Kind!)},owner_name={QuotedText.Print(scope.Name!)}"))}
            """.ReplaceLineEndings("\n"));

    private static string And(string expression, string pods) => $"(\n{Indent(expression)}\n)\nand on (namespace, pod, uid) (\n{Indent(pods)}\n)";
}
