using CsCheck;
using Unloop.Core.Scaling.Autoscaling;
using Unloop.Tests;

namespace Unloop.Core.Tests.Scaling;

public class HorizontalControllerTests
{
    private static readonly HpaMetric Cpu = new("cpu", HpaTarget.Utilization, 50);

    private static HpaSpec Spec(int min = 1, int max = 100, HpaBehavior? behavior = null) => new() { MinReplicas = min, MaxReplicas = max, Metrics = [Cpu], Behavior = behavior };

    private static TimeSpan Second(double second) => TimeSpan.FromSeconds(second);

    /// <summary>Pods that all use this share of a request of one core.</summary>
    private static List<HpaPod> Pods(int count, int percent) =>
    [
        .. Enumerable.Range(0, count).Select(i => new HpaPod
        {
            Name = $"pod-{i}", Ready = true, StartedAt = TimeSpan.FromDays(-1), ReadySince = TimeSpan.FromDays(-1),
            Requests = new Dictionary<string, long> { ["cpu"] = 1000 }, Samples = new Dictionary<string, HpaSample> { ["cpu"] = new(10L * percent, TimeSpan.Zero, Second(60)) },
        }),
    ];

    private sealed class Bench(HpaSpec spec, int replicas, HpaTuning? tuning = null)
    {
        private readonly HorizontalController _controller = new(spec, tuning ?? new(), replicas, TimeSpan.Zero);

        public int Replicas { get; private set; } = replicas;

        public HpaDecision Look(double second, int percent)
        {
            var decision = _controller.Look(Second(second), Replicas, Pods(Replicas, percent));
            Replicas = decision.Desired;
            return decision;
        }
    }

    [Fact]
    public void Without_behaviour_it_at_most_doubles_or_goes_to_four()
    {
        var one = new Bench(Spec(), 1);
        var ten = new Bench(Spec(), 10);

        Assert.Equal((4, "ScaleUpLimit"), (one.Look(15, 500).Desired, one.Look(30, 500).Reason));
        Assert.Equal(20, ten.Look(15, 500).Desired);
        Assert.Equal(40, ten.Look(30, 500).Desired);
    }

    [Fact]
    public void It_shrinks_when_nothing_more_was_recommended_for_five_minutes()
    {
        var bench = new Bench(Spec(), 2);
        Assert.Equal(4, bench.Look(15, 100).Desired);
        Assert.Equal((4, "ScaleDownStabilized"), (bench.Look(30, 25).Desired, bench.Look(45, 25).Reason));
        Assert.Equal(4, bench.Look(315, 25).Desired);
        Assert.Equal(2, bench.Look(316, 25).Desired);
    }

    [Fact]
    public void A_controller_that_has_just_begun_remembers_the_replicas_that_it_found()
    {
        var bench = new Bench(Spec(), 6);

        Assert.Equal(6, bench.Look(15, 10).Desired);
        Assert.Equal(6, bench.Look(299, 10).Desired);
        Assert.Equal(2, bench.Look(301, 10).Desired);
    }

    [Fact]
    public void Outside_the_bounds_it_goes_to_them_at_once_without_a_look_at_the_metrics()
    {
        var above = new Bench(Spec(max: 5), 9).Look(15, 500);
        var below = new Bench(Spec(min: 3), 1).Look(15, 500);

        Assert.Equal((5, null), (above.Desired, above.Proposed));
        Assert.Equal((3, null), (below.Desired, below.Proposed));
    }

    [Fact]
    public void What_is_scaled_to_nothing_is_left_alone() => Assert.Equal("ScalingDisabled", new Bench(Spec(), 0).Look(15, 500).Reason);

    [Fact]
    public void The_default_behaviour_adds_the_larger_of_four_and_double_in_a_quarter_of_a_minute()
    {
        var bench = new Bench(Spec(behavior: new()), 1);

        Assert.Equal((5, "ScaleUpLimit"), (bench.Look(15, 1000).Desired, "ScaleUpLimit"));
        Assert.Equal(5, bench.Look(20, 1000).Desired);
        Assert.Equal(10, bench.Look(31, 1000).Desired);
    }

    [Fact]
    public void A_policy_counts_from_what_was_there_when_its_period_began()
    {
        var slow = new HpaBehavior { ScaleUp = new() { StabilizationSeconds = 0, Policies = [new(HpaPolicyType.Pods, 2, 60)] } };
        var bench = new Bench(Spec(behavior: slow), 3);

        Assert.Equal(5, bench.Look(15, 500).Desired);
        Assert.Equal(5, bench.Look(30, 500).Desired);
        Assert.Equal(5, bench.Look(74, 500).Desired);
        Assert.Equal(7, bench.Look(75, 500).Desired);
    }

    [Fact]
    public void The_smallest_of_several_policies_can_be_chosen_and_a_direction_switched_off()
    {
        HpaBehavior Up(HpaSelect select) => new() { ScaleUp = new() { StabilizationSeconds = 0, Select = select, Policies = [new(HpaPolicyType.Pods, 1, 60), new(HpaPolicyType.Percent, 100, 60)] } };

        Assert.Equal(20, new Bench(Spec(behavior: Up(HpaSelect.Max)), 10).Look(15, 500).Desired);
        Assert.Equal(11, new Bench(Spec(behavior: Up(HpaSelect.Min)), 10).Look(15, 500).Desired);
        Assert.Equal(10, new Bench(Spec(behavior: Up(HpaSelect.Disabled)), 10).Look(15, 500).Desired);
    }

    [Fact]
    public void Of_the_changes_that_are_too_old_one_is_overwritten_and_the_others_are_counted_by_longer_policies()
    {
        var (events, rules) = (new ScaleEvents(), new HpaRules { Policies = [new(HpaPolicyType.Pods, 4, 15)] });
        events.Add(3, Second(0), rules);
        events.Add(2, Second(5), rules);

        events.Add(1, Second(60), rules);

        Assert.Equal((4, 1), (events.Since(Second(-1)), events.Since(Second(45))));
        events.Add(1, Second(70), rules);
        Assert.Equal(2, events.Since(Second(-1)));
        events.Add(1, Second(71), rules);
        Assert.Equal(3, events.Since(Second(-1)));
    }

    [Fact]
    public void It_shrinks_no_faster_than_its_policies_let_it()
    {
        HpaBehavior Down(HpaSelect select) => new() { ScaleDown = new() { StabilizationSeconds = 0, Select = select, Policies = [new(HpaPolicyType.Percent, 10, 60), new(HpaPolicyType.Pods, 4, 60)] } };

        Assert.Equal(16, new Bench(Spec(behavior: Down(HpaSelect.Max)), 20).Look(15, 5).Desired);
        Assert.Equal(18, new Bench(Spec(behavior: Down(HpaSelect.Min)), 20).Look(15, 5).Desired);
    }

    [Fact]
    public void A_window_for_growing_takes_the_lowest_of_the_recommendations_in_it()
    {
        var patient = new HpaBehavior { ScaleUp = new() { StabilizationSeconds = 60, Policies = [new(HpaPolicyType.Percent, 900, 15)] } };
        var bench = new Bench(Spec(behavior: patient), 4);

        Assert.Equal(4, bench.Look(15, 50).Desired);
        Assert.Equal((4, "ScaleUpStabilized"), (bench.Look(30, 200).Desired, bench.Look(45, 200).Reason));
        Assert.Equal(16, bench.Look(76, 200).Desired);
    }

    [Fact]
    public void The_present_rules_count_what_was_taken_away_in_the_same_period_and_the_old_ones_do_not()
    {
        var behavior = new HpaBehavior
        {
            ScaleUp = new() { StabilizationSeconds = 0, Policies = [new(HpaPolicyType.Pods, 2, 120)] },
            ScaleDown = new() { StabilizationSeconds = 0, Policies = [new(HpaPolicyType.Pods, 4, 120)] },
        };

        int After(bool isOld)
        {
            var bench = new Bench(Spec(behavior: behavior), 10, new() { IsOld = isOld });
            _ = bench.Look(15, 5);
            return bench.Look(30, 500).Desired;
        }

        // From 10 to 6, then up: by the present rules 10 + 2, by those of 1.20 6 + 2.
        Assert.Equal(12, After(isOld: false));
        Assert.Equal(8, After(isOld: true));
    }

    [Fact]
    public void Of_several_metrics_the_highest_wins_and_one_that_is_missing_forbids_to_shrink()
    {
        HpaMetric queue = new("queue", HpaTarget.ValuePerPod, 10_000) { IsResource = false };
        var spec = Spec() with { Metrics = [Cpu, queue] };
        var begin = TimeSpan.FromHours(-1);

        int Desired(long? total, bool isOld = false) => new HorizontalController(spec, new() { IsOld = isOld }, 1, begin)
            .Look(TimeSpan.Zero, 4, Pods(4, 25), total is { } value ? new Dictionary<string, long> { ["queue"] = value } : null).Desired;

        Assert.Equal(7, Desired(70_000));
        Assert.Equal(2, Desired(1_000));
        Assert.Equal(4, Desired(null));
        Assert.Equal(2, Desired(null, isOld: true));
    }

    private static readonly Gen<(int Min, int More, int Replicas, int[] Percents, bool Behaves)> Lives =
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 40], Gen.Int[1, 60], Gen.Int[0, 400].Array[1, 40], Gen.Bool);

    [Fact]
    public void It_never_leaves_its_bounds() => Lives.ForAll(life =>
    {
        var bench = new Bench(Spec(life.Min, life.Min + life.More, life.Behaves ? new() : null), life.Replicas);
        for (var i = 0; i < life.Percents.Length; i++)
        {
            Assert.InRange(bench.Look(15 * (i + 1), life.Percents[i]).Desired, life.Min, life.Min + life.More);
        }
    });

    [Fact]
    public void More_load_never_asks_for_fewer() => Gen.Select(Gen.Int[1, 50], Gen.Int[0, 500], Gen.Int[0, 500]).ForAll((count, one, other) =>
    {
        var (low, high) = (Math.Min(one, other), Math.Max(one, other));
        int Ask(int percent) => ReplicaCalculator.Propose(Cpu, count, Pods(count, percent), null, TimeSpan.Zero, new()).Replicas!.Value;
        Assert.True(Ask(low) <= Ask(high));
    });

    [Fact]
    public void Within_five_minutes_of_a_recommendation_it_stays_as_high() => Lives.ForAll(life =>
    {
        var bench = new Bench(Spec(1, 400), life.Replicas);
        var proposed = new List<int> { life.Replicas };
        for (var i = 0; i < Math.Min(12, life.Percents.Length); i++)
        {
            var before = bench.Replicas;
            var decision = bench.Look(15 * (i + 1), life.Percents[i]);
            proposed.Add(decision.Proposed!.Value);
            Assert.Equal(Math.Clamp(proposed.Max(), 1, Math.Min(400, Math.Max(2 * before, 4))), decision.Desired);
        }
    });
}
