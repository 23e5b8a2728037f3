using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Reports;
using Unloop.Core.Scaling;
using Unloop.Core.Scaling.Autoscaling;
using Unloop.Core.Scaling.Manifests;
using Unloop.Core.Scaling.Sizing;
using static Unloop.Core.Tests.Scaling.ScalingCase;

namespace Unloop.Core.Tests.Scaling;

public class AdvisorTests
{
    private static ScalingAdvice Advise(ScalingFacts facts, ScalingTerms? terms = null) => ScalingAdvisor.Advise(facts, terms ?? new());

    private static Arithmetic Number(ScalingAdvice advice, string what) => Assert.Single(advice.Arithmetic, a => a.What == what);

    [Fact]
    public void Replicas_are_the_load_divided_by_what_a_pod_stands()
    {
        var advice = Advise(Good);

        // 350m now, 175m each: 2; three times that: 6.
        Assert.Equal((Scalability.Scalable, 2, 6), (advice.Answer, advice.Autoscaler!.MinReplicas, advice.Autoscaler.MaxReplicas));
        Assert.Contains("350m ÷ 175m = 2", Number(advice, "minReplicas").How);
        Assert.Contains("3 × 350m ÷ 175m = 6", Number(advice, "maxReplicas").How);
        Assert.Contains("says nothing of a day's peak", Number(advice, "the load of now").How);
    }

    [Fact]
    public void A_request_that_is_missing_is_sized_from_the_highest_use()
    {
        var advice = Advise(WithContainer(c => c with { CpuRequest = null, MemoryRequest = null }));

        // 200m × 1.2, and 90Mi × 1.25 up to the next 16Mi.
        Assert.Equal(("240m", "128Mi"), (Number(advice, "CPU request of web").Value, Number(advice, "memory request of web").Value));
        var template = advice.Manifests.Single(m => m.RollsOut);
        Assert.Contains("- name: web\n          resources:\n            requests:\n              cpu: \"240m\"\n              memory: \"128Mi\"\n", YamlText.Write(template.Content));
        Assert.Equal(Scalability.AfterMending, advice.Answer);
    }

    [Fact]
    public void A_request_is_not_above_its_limit_nor_outside_a_limit_range()
    {
        var facts = WithContainer(c => c with { CpuRequest = null, CpuLimit = 220 });

        Assert.Equal("220m", Number(Advise(facts), "CPU request of web").Value);
        Assert.Equal("300m", Number(Advise(facts with { LimitRanges = [new("lr", "Container", "cpu", 0.3, null)] }), "CPU request of web").Value);
    }

    [Fact]
    public void Nothing_is_guessed_where_nothing_was_measured_and_nothing_is_requested()
    {
        var advice = Advise(WithContainer(c => c with { CpuRequest = null }) with { Usage = [] });

        Assert.Null(advice.Autoscaler);
        Assert.Null(advice.Run);
        Assert.DoesNotContain(advice.Manifests, m => m.Kind == "HorizontalPodAutoscaler");
        Assert.Equal("?", Number(advice, "CPU request of web").Value);
    }

    [Fact]
    public void With_requests_and_no_measurement_the_pods_are_taken_to_be_at_their_target()
    {
        var advice = Advise(Good with { Usage = [] });

        Assert.Equal((2, 6), (advice.Autoscaler!.MinReplicas, advice.Autoscaler.MaxReplicas));
        Assert.StartsWith("assumed", Number(advice, "the load of now").How);
    }

    [Fact]
    public void Looks_at_the_same_measurement_count_once()
    {
        var look = Good.Usage[0];

        Assert.Equal(1, UsageSummary.Of(Good with { Usage = [look, look] })!.Looks);
        Assert.Equal(2, UsageSummary.Of(Good with { Usage = [look, look with { At = look.At!.Value.AddSeconds(15) }] })!.Looks);
    }

    [Fact]
    public void The_maximum_stays_within_the_room_of_nodes_and_quotas()
    {
        var tight = Advise(Good with { Nodes = [new("node-1", "a", 500, 4L << 30, 50), new("node-2", "b", 100, 4L << 30, 50)] });
        var quota = Advise(Good with { Quotas = [new("q", "requests.cpu", 1, 0.5, 0.25)] });

        Assert.Equal((4, 4), (tight.Autoscaler!.MaxReplicas, quota.Autoscaler!.MaxReplicas));
        Assert.Contains("ResourceQuota q", Number(quota, "maxReplicas").How);
        Assert.Equal(6, Advise(Good with { Nodes = null }).Autoscaler!.MaxReplicas);
    }

    [Fact]
    public void Pods_that_take_traffic_and_were_not_measured_use_as_much_as_the_others()
    {
        var three = Advise(Good with { Pods = [.. Good.Pods, Pod("web-3", 15)] });
        var starting = Advise(Good with { Pods = [.. Good.Pods, Pod("web-3", 15) with { Ready = false }] });

        // 350m of two pods; a third that is ready makes it 525m.
        Assert.Equal(("525m", "350m"), (Number(three, "the load of now").Value, Number(starting, "the load of now").Value));
        Assert.Contains("350m of 2 pods × 3 pods that are ready", Number(three, "the load of now").How);
        Assert.Equal(3, three.Autoscaler!.MinReplicas);
    }

    [Fact]
    public void A_quota_is_held_against_what_the_pods_will_request()
    {
        static int Most(long? request, params QuotaLine[] quotas) => Advise(WithContainer(c => c with { CpuRequest = request }) with { Quotas = quotas }).Autoscaler!.MaxReplicas;

        // Sized to 240m. Pods that say nothing are not counted yet: two of 0.24 in one core leave room for four in all.
        Assert.Equal(4, Most(null, new QuotaLine("q", "requests.cpu", 1, 0, null)));
        Assert.Equal(7, Most(null, new QuotaLine("q", "requests.cpu", 2, 0, null)));
        Assert.Equal(7, Most(null, new QuotaLine("q", "requests.storage", 1, 0, null)));
        Assert.Equal(4, Most(250, new QuotaLine("q", "requests.cpu", 1, 0.5, 0.25)));
    }

    [Fact]
    public void A_workload_without_pods_gets_an_answer_and_what_is_assumed_is_said()
    {
        var advice = Advise(With(w => w with { Replicas = 0 }) with { Pods = [], Usage = [] });

        Assert.Contains(advice.Obstacles, o => o.Rule == "scaled-to-zero");
        Assert.StartsWith("assumed", advice.StartUp.How);
        Assert.StartsWith("assumed", Number(advice, "the load of now").How);
    }

    [Fact]
    public void The_answer_is_what_the_whole_report_begins_with()
    {
        var report = ScaleReport.Of("0", Good with { ServesResourceMetrics = false }, Advise(Good with { ServesResourceMetrics = false }));

        var answer = ScaleText.Answer(report);

        Assert.Equal(answer.Select(l => l.ToString()), ScaleText.Write(report).Take(answer.Count).Select(l => l.ToString()));
        Assert.Contains(answer, l => l.ToString().Contains("[no-metrics-api]", StringComparison.Ordinal));
        Assert.DoesNotContain(answer, l => l.ToString().Contains("maxReplicas", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_asked_for_wins()
    {
        var advice = Advise(Good, new() { Min = 3, Max = 30, Target = 50 });

        Assert.Equal((3, 30, 50L), (advice.Autoscaler!.MinReplicas, advice.Autoscaler.MaxReplicas, advice.Autoscaler.Metrics[0].Goal));
    }

    [Fact]
    public void The_start_of_a_pod_is_measured_on_those_that_never_restarted()
    {
        var facts = Good with { Pods = [Pod("a", 10), Pod("b", 20), Pod("c", 40), Pod("d", 300, restarts: 2), Pod("e", 7000)] };

        Assert.Equal((20, 40, 3), (StartUps.Of(facts).Median.TotalSeconds, StartUps.Of(facts).Slowest.TotalSeconds, StartUps.Of(facts).Measured));
        Assert.Equal((30, 0), (StartUps.Of(Good with { Pods = [] }).Median.TotalSeconds, StartUps.Of(Good with { Pods = [] }).Measured));
    }

    [Theory]
    [InlineData("v2", "policy/v1")]
    [InlineData("v2beta2", "policy/v1beta1")]
    public void Manifests_are_of_the_versions_that_the_cluster_serves(string version, string policy)
    {
        var manifests = Advise(Good with { AutoscalingVersion = version, PolicyVersion = policy.Split('/')[1] }).Manifests;

        Assert.Equal([$"autoscaling/{version}", policy], manifests.Select(m => m.ApiVersion));
        Assert.Equal(70, (int?)manifests[0].Content["spec"]!["metrics"]![0]!["resource"]!["target"]!["averageUtilization"]);
        Assert.Equal("kubectl delete horizontalpodautoscaler/web -n shop", manifests[0].Undo);
    }

    [Fact]
    public void The_oldest_version_has_one_number_for_the_CPU() =>
        Assert.Equal(70, (int?)Advise(Good with { AutoscalingVersion = "v1" }).Manifests[0].Content["spec"]!["targetCPUUtilizationPercentage"]);

    [Fact]
    public void Pods_are_spread_by_constraints_or_before_1_19_by_anti_affinity()
    {
        JsonNode? Pod(ScalingFacts facts) => Advise(facts).Manifests.SingleOrDefault(m => m.RollsOut)?.Content["spec"]!["template"]!["spec"];
        var bare = With(w => w with { HasSpread = false });

        Assert.Equal(["topology.kubernetes.io/zone", "kubernetes.io/hostname"], Pod(bare)!["topologySpreadConstraints"]!.AsArray().Select(c => (string?)c!["topologyKey"]));
        Assert.NotNull(Pod(bare with { ServerMinor = 18 })!["affinity"]!["podAntiAffinity"]);
        Assert.Null(Pod(bare with { Nodes = [new("n", null, 9000, 9L << 30, 9)] }));
        Assert.Null(Pod(With(w => w with { HasSpread = false, HasAntiAffinity = true })));
    }

    [Fact]
    public void A_budget_that_is_there_is_kept() => Assert.DoesNotContain(Advise(Good with { Budgets = [new("web", "1", null, 1, 2)] }).Manifests, m => m.Kind == "PodDisruptionBudget");

    [Fact]
    public void An_autoscaler_that_is_there_is_played_and_no_second_one_is_made()
    {
        var spec = new HpaSpec { MinReplicas = 2, MaxReplicas = 3, Metrics = [new("cpu", HpaTarget.Utilization, 50)] };
        var advice = Advise(Good with { Autoscalers = [new("HorizontalPodAutoscaler", "web", spec)] });

        Assert.True(advice.IsPresent);
        Assert.Equal(3, advice.Run!.Most);
        Assert.DoesNotContain(advice.Manifests, m => m.Kind == "HorizontalPodAutoscaler");
        Assert.Contains("scales it already, between 2 and 3", advice.Statement);
    }

    [Fact]
    public void What_cannot_be_scaled_gets_no_numbers()
    {
        var advice = Advise(With(w => w with { Ref = w.Ref with { Kind = "DaemonSet" } }));

        Assert.Equal(Scalability.NotNow, advice.Answer);
        Assert.Empty(advice.Manifests);
        Assert.Empty(advice.Arithmetic);
    }

    [Fact]
    public void The_report_says_the_answer_first_and_the_next_command_last()
    {
        var report = ScaleReport.Of("1.0", Good, Advise(WithContainer(c => c with { HasReadinessProbe = false })));
        var text = ScaleText.Write(report).Select(l => l.ToString()).ToList();

        Assert.Equal("deployment/web in shop: can be scaled out after mending", text[0]);
        Assert.Equal("  next: unloop scale deployment/web -n shop --apply", text[^1]);
        Assert.Contains(text, l => l.Contains("[no-readiness-probe]", StringComparison.Ordinal));
        Assert.Contains("```yaml", ScaleMarkdown.Write(report), StringComparison.Ordinal);
        Assert.All(text, l => Assert.True(l.Length <= 80 || l.Contains("$ ", StringComparison.Ordinal) || l.Contains("undo:", StringComparison.Ordinal), l));
    }

    [Fact]
    public void The_report_in_JSON_is_the_contract()
    {
        var json = JsonNode.Parse(JsonSerializer.Serialize(ScaleReport.Of("1.0", Good, Advise(Good)), CoreJson.Default.ScaleReport))!;

        Assert.Equal(("unloop.dev/scale/v1", "scalable"), ((string?)json["schema"], (string?)json["answer"]));
        Assert.Equal(6, (int?)json["replicas"]!["max"]);
        Assert.True(json["load"]!["moments"]!.AsArray().Count > 10);
        Assert.Equal("HorizontalPodAutoscaler", (string?)json["manifests"]![0]!["content"]!["kind"]);
    }

    [Fact]
    public void YAML_quotes_what_could_be_read_as_something_else()
    {
        var text = YamlText.Write(JsonNode.Parse("""{"a":"no","b":"1.5","c":"250m","d":"plain-text","e":"x: y","f":"","g":[],"h":[{"i":1,"j":["k"]}],"l":"apps/v1","m":true,"o":"\"#'"}""")!.AsObject());

        Assert.Equal("a: \"no\"\nb: \"1.5\"\nc: \"250m\"\nd: plain-text\ne: \"x: y\"\nf: \"\"\ng: []\nh:\n  - i: 1\n    j:\n      - k\nl: apps/v1\nm: true\no: \"\\u0022#\\u0027\"\n", text);
    }
}
