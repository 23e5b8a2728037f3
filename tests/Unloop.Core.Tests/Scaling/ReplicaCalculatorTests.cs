using Unloop.Core.Scaling.Autoscaling;

namespace Unloop.Core.Tests.Scaling;

/// <summary>The cases that <c>replica_calculator_test.go</c> of Kubernetes asks, in our own words and numbers.</summary>
public class ReplicaCalculatorTests
{
    private static readonly HpaTuning Tuning = new() { CpuInitializationPeriod = TimeSpan.FromMinutes(2), InitialReadinessDelay = TimeSpan.FromSeconds(10) };
    private static readonly TimeSpan Now = TimeSpan.FromHours(2);

    private static HpaMetric Cpu(int percent) => new("cpu", HpaTarget.Utilization, percent);

    /// <summary>Pods that have run for an hour, each with a request of one core unless said otherwise.</summary>
    private static List<HpaPod> Pods(long request, params long?[] used) =>
        [.. used.Select((u, i) => Pod($"pod-{i}", u, request))];

    private static HpaPod Pod(string name, long? used, long request = 1000) => new()
    {
        Name = name,
        StartedAt = Now - TimeSpan.FromHours(1),
        Ready = true,
        ReadySince = Now - TimeSpan.FromMinutes(59),
        Requests = new Dictionary<string, long> { ["cpu"] = request, ["memory"] = request },
        Samples = used is { } value ? new Dictionary<string, HpaSample> { ["cpu"] = new(value, Now, TimeSpan.FromMinutes(1)), ["memory"] = new(value, Now, TimeSpan.FromMinutes(1)), ["qps"] = new(value, Now, TimeSpan.FromMinutes(1)) } : [],
    };

    private static int? Ask(HpaMetric metric, List<HpaPod> pods, HpaTuning? tuning = null) => ReplicaCalculator.Propose(metric, pods.Count, pods, null, Now, tuning ?? Tuning).Replicas;

    [Theory]
    [InlineData(30, new long[] { 300, 500, 700 }, 5)]
    [InlineData(50, new long[] { 100, 300, 500, 250, 250 }, 3)]
    [InlineData(100, new long[] { 1010, 1030, 1020 }, 3)]
    [InlineData(100, new long[] { 1110, 1110, 1110 }, 4)]
    [InlineData(100, new long[] { 890, 890, 890 }, 3)]
    [InlineData(50, new long[] { 0, 0, 0 }, 0)]
    public void The_share_of_the_requests_against_the_target_says_how_many(int target, long[] used, int replicas) =>
        Assert.Equal(replicas, Ask(Cpu(target), Pods(1000, [.. used.Select(u => (long?)u)])));

    /// <summary>In doubles 55 ÷ 50 is more than a tenth above 1, and 45 ÷ 50 not more than a tenth below: the controller reckons so, too.</summary>
    [Theory]
    [InlineData(540, 10)]
    [InlineData(549, 10)]
    [InlineData(550, 11)]
    [InlineData(450, 10)]
    [InlineData(449, 9)]
    public void A_deviation_of_less_than_a_tenth_is_none_and_percents_are_cut(int used, int replicas) =>
        Assert.Equal(replicas, Ask(Cpu(50), Pods(1000, [.. Enumerable.Repeat((long?)used, 10)])));

    [Fact]
    public void Nobody_can_say_how_many_without_requests_pods_or_samples()
    {
        var withoutRequest = Pods(1000, 500, 500);
        withoutRequest[1] = withoutRequest[1] with { Requests = new Dictionary<string, long>() };

        Assert.Contains("missing request for cpu", ReplicaCalculator.Propose(Cpu(50), 2, withoutRequest, null, Now, Tuning).Why);
        Assert.Null(Ask(Cpu(50), []));
        Assert.Null(Ask(Cpu(50), Pods(1000, null, null)));
        Assert.NotNull(Ask(Cpu(50), Pods(1000, 500, 500)));
    }

    [Fact]
    public void An_average_of_the_pods_needs_no_requests() =>
        Assert.Equal(4, Ask(new("qps", HpaTarget.AverageOfPods, 15_000) { IsResource = false }, Pods(0, 20_000, 10_000, 30_000)));

    [Fact]
    public void A_pod_without_a_sample_uses_nothing_when_it_would_grow_and_all_when_it_would_shrink()
    {
        // 2 of 3 at 800 of 1000 against 50 %: with the third at nothing 53 %, within the tolerance.
        Assert.Equal(3, Ask(Cpu(50), Pods(1000, 800, 800, null)));
        // … and without: 5.
        Assert.Equal(5, Ask(Cpu(50), Pods(1000, 800, 800, 800)));
        // 2 of 3 at 100 against 50 %: with the third at 1000, 40 %: ceil(0.8 × 3).
        Assert.Equal(3, Ask(Cpu(50), Pods(1000, 100, 100, null)));
        Assert.Equal(1, Ask(Cpu(50), Pods(1000, 100, 100, 100)));
    }

    [Fact]
    public void A_change_of_direction_through_what_is_assumed_changes_nothing()
    {
        // 60 % against 50 % with one of three unknown: 40 % would shrink.
        Assert.Equal(3, Ask(Cpu(50), Pods(1000, 600, 600, null)));
        // 30 % against 50 %: with the unknown at all 53 %; no growth.
        Assert.Equal(3, Ask(Cpu(50), Pods(1000, 300, 300, null)));
    }

    [Fact]
    public void Missing_pods_at_a_target_above_all_are_taken_for_the_target_since_the_rules_are_new()
    {
        // Two at 100 % against 200 %, a third unknown: at 100 % the mean is 100, at 200 % it is 133.
        var pods = Pods(1000, 1000, 1000, null);

        Assert.Equal(2, Ask(Cpu(200), pods));
        Assert.Equal(2, Ask(Cpu(200), pods, Tuning with { IsOld = true }));
        Assert.Equal(3, Ask(Cpu(140), Pods(1000, 1000, 1000, null)));
        Assert.Equal(3, Ask(Cpu(140), Pods(1000, 1000, 1000, null), Tuning with { IsOld = true }));
    }

    [Fact]
    public void A_pod_that_starts_counts_as_idle_when_it_would_grow_and_not_at_all_when_it_would_shrink()
    {
        var starting = Pod("new", 900) with { StartedAt = Now - TimeSpan.FromSeconds(60), Ready = false, ReadySince = Now - TimeSpan.FromSeconds(60) };

        // 90 % over two, 60 % over three: ceil(1.2 × 3).
        Assert.Equal(4, Ask(Cpu(50), [.. Pods(1000, 900, 900), starting]));
        // 20 % over two: the new one is left out, ceil(0.4 × 2).
        Assert.Equal(1, Ask(Cpu(50), [.. Pods(1000, 200, 200), starting]));
    }

    [Fact]
    public void In_the_first_minutes_a_sample_counts_when_its_whole_window_was_after_readiness()
    {
        HpaPod Young(int ready, int measured) => Pod("young", 2000) with
        {
            StartedAt = Now - TimeSpan.FromSeconds(100),
            ReadySince = Now - TimeSpan.FromSeconds(ready),
            Samples = new Dictionary<string, HpaSample> { ["cpu"] = new(2000, Now - TimeSpan.FromSeconds(measured), TimeSpan.FromSeconds(60)) },
        };

        Assert.Equal(6, Ask(Cpu(50), [.. Pods(1000, 500, 500), Young(ready: 70, measured: 10)]));
        // Its window began before it was ready: it is left out, and the rest is at its target.
        Assert.Equal(3, Ask(Cpu(50), [.. Pods(1000, 500, 500), Young(ready: 65, measured: 10)]));
    }

    [Fact]
    public void Later_an_unready_pod_counts_unless_it_was_never_ready()
    {
        var broken = Pod("old", 2000) with { Ready = false, ReadySince = Now - TimeSpan.FromMinutes(5) };
        var never = broken with { ReadySince = broken.StartedAt!.Value + TimeSpan.FromSeconds(9) };

        Assert.Equal(6, Ask(Cpu(50), [.. Pods(1000, 500, 500), broken]));
        Assert.Equal(3, Ask(Cpu(50), [.. Pods(1000, 500, 500), never]));
    }

    [Fact]
    public void Readiness_matters_for_the_CPU_alone()
    {
        var starting = Pod("new", 900) with { StartedAt = Now - TimeSpan.FromSeconds(60), Ready = false, ReadySince = Now - TimeSpan.FromSeconds(60) };

        Assert.Equal(6, Ask(new("memory", HpaTarget.Utilization, 50), [.. Pods(1000, 900, 900), starting]));
    }

    [Fact]
    public void Pods_that_leave_or_have_failed_do_not_count_and_pending_ones_count_as_idle()
    {
        var leaving = Pod("leaving", 5000) with { Leaving = true };
        var failed = Pod("failed", 5000) with { Phase = "Failed" };
        var pending = Pod("pending", null) with { Phase = "Pending", Ready = null, StartedAt = null };

        Assert.Equal(4, Ask(Cpu(50), [.. Pods(1000, 900, 900), leaving, failed]));
        Assert.Equal(4, Ask(Cpu(50), [.. Pods(1000, 900, 900), pending]));
    }

    [Fact]
    public void A_value_of_an_object_is_held_against_the_ready_pods_and_one_per_pod_against_all()
    {
        var queue = new HpaMetric("queue", HpaTarget.Value, 20_000) { IsResource = false };
        var each = new HpaMetric("queue", HpaTarget.ValuePerPod, 5_000) { IsResource = false };
        var pods = Pods(1000, 1, 1, 1);

        Assert.Equal(6, ReplicaCalculator.Propose(queue, 3, pods, 40_000, Now, Tuning).Replicas);
        Assert.Equal(3, ReplicaCalculator.Propose(queue, 3, pods, 21_000, Now, Tuning).Replicas);
        Assert.Equal(8, ReplicaCalculator.Propose(each, 3, pods, 40_000, Now, Tuning).Replicas);
        Assert.Equal(3, ReplicaCalculator.Propose(each, 3, pods, 15_100, Now, Tuning).Replicas);
        Assert.Equal(2, ReplicaCalculator.Propose(queue, 0, [], 40_000, Now, Tuning).Replicas);
        Assert.Null(ReplicaCalculator.Propose(queue, 3, pods, null, Now, Tuning).Replicas);
    }
}
