using System.Globalization;

namespace Unloop.Alerts.Generation.Testing;

/// <summary>Makes pods of a scope for tests of its rules, and such as are not of it.</summary>
internal sealed class TestLives(AlertScope scope)
{
    /// <summary>Of promtool's series; as most clusters scrape.</summary>
    public const int Interval = 30;

    /// <summary>Seconds between two evaluations of the rules in tests.</summary>
    public const int Evaluation = 45;

    private string Namespace => scope.Namespace ?? "shop";

    private string Workload => scope.Name ?? "web";

    /// <summary>Whether there are pods that the rules must not see.</summary>
    public bool HasOthers => scope.Namespace is not null && scope.Kind is not "Pod";

    /// <summary>Whether the scope is a single pod, which has a single name and uid.</summary>
    public bool IsOnePod => scope.Kind is "Pod";

    /// <summary>A pod of the scope.</summary>
    /// <param name="created">Seconds; may be before the beginning.</param>
    public TestPod Ours(string uid = "uid-1", int created = 0) => Pod(Namespace, Workload, uid, created);

    /// <summary>A pod beside it, with a name that begins the same.</summary>
    public TestPod Other(int created = 0) => scope.IsWorkload ? Pod(Namespace, $"{Workload}-admin", "uid-other", created) : Pod($"{Namespace}-staging", Workload, "uid-other", created);

    /// <summary>A pod that is none of a workload's and lives on: where there is none at all, kube-state-metrics counts as not scraped.</summary>
    public static TestSeries Bystander(int until) =>
        new("""kube_pod_owner{namespace="kube-system",pod="etcd-node-1",uid="uid-0",owner_kind="Node",owner_name="node-1",owner_is_controller="true"}""", Values.Steady(1, 0, until));

    /// <summary>What is left of series where every scrape fails for a while.</summary>
    /// <param name="from">Seconds, of the first that fails.</param>
    /// <param name="until">Of the last; null: it is only the first.</param>
    public static IEnumerable<TestSeries> Unscraped(IEnumerable<TestSeries> series, int from, int? until = null) =>
        series.Select(s => s with { Values = [.. s.Values.Select((v, i) => i * Interval >= from && i * Interval <= (until ?? from) ? null : v)] });

    private TestPod Pod(string space, string workload, string uid, int created)
    {
        var pod = scope.Kind switch { "Pod" => workload, "StatefulSet" => $"{workload}-0", null or "Deployment" => $"{workload}-7d9f8c6b5-x2x4q", _ => $"{workload}-x2x4q" };
        var (kind, owner, above) = scope.Kind switch
        {
            null or "Deployment" => ("ReplicaSet", $"{workload}-7d9f8c6b5", Above("kube_replicaset_owner", "replicaset", $"{workload}-7d9f8c6b5", "Deployment")),
            "CronJob" => ("Job", $"{workload}-29312345", Above("kube_job_owner", "job_name", $"{workload}-29312345", "CronJob")),
            "Pod" => ("", "", null),
            _ => (scope.Kind, workload, null),
        };
        return new TestPod(space, pod, uid, created, kind, owner, above, !scope.IsWorkload);

        string Above(string metric, string label, string name, string ownerKind) =>
            $$"""{{metric}}{namespace="{{space}}",{{label}}="{{name}}",owner_kind="{{ownerKind}}",owner_name="{{workload}}",owner_is_controller="true"}""";
    }

    /// <summary>What fires at a moment, which must be one of an evaluation: these pods, by container or not.</summary>
    public static TestMoment At(int seconds, params IReadOnlyDictionary<string, string>[] firing) => new(seconds, firing);

    /// <summary>Seconds as promtool takes them.</summary>
    public static string Duration(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m{seconds % 60}s");
}
