using CsCheck;
using Unloop.Core.Stability;
using Unloop.Tests;
using static Unloop.Core.Tests.Stability.Rollout;

namespace Unloop.Core.Tests.Stability;

/// <summary>Whatever the order, number and spacing of looks: a pod that did not hold is never called stable.</summary>
public class StabilityPropertyTests
{
    private const int Window = 30;

    /// <summary>A pod that becomes ready at 5 and is started again, or loses its readiness, at the times given.</summary>
    private sealed record Life(int[] Restarts, int[] Flips)
    {
        public ObservedPod At(string name, double now)
        {
            var restarts = Restarts.Count(r => r <= now);
            var started = Restarts.Where(r => r <= now).DefaultIfEmpty(0).Max();
            var ready = Flips.Concat(Restarts).Where(f => f <= now).DefaultIfEmpty(5).Max();
            return Pod(name, now >= 5 ? ready : null, true, 0, Runs(started, restarts));
        }

        public IEnumerable<int> Breaks => Restarts.Concat(Flips);
    }

    private static readonly Gen<int[]> Times = Gen.Int[6, 200].Array[0, 2].Select(t => t.Distinct().Order().ToArray());
    private static readonly Gen<Life> Lives = Gen.Select(Times, Times, (restarts, flips) => new Life(restarts, flips));

    /// <summary>Ascending moments of looks, near and far.</summary>
    private static readonly Gen<int[]> Looks = Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 60]).Array[1, 60].Select(gaps => gaps.Select((_, i) => gaps.Take(i + 1).Sum()).ToArray());

    [Fact]
    public void Stable_is_never_said_when_a_pod_restarted_or_was_not_ready_within_the_window() =>
        Gen.Select(Lives.Array[1, 3], Looks).ForAll((lives, looks) =>
        {
            var judge = new StabilityJudge(Terms(Window));
            foreach (var now in looks)
            {
                var pods = lives.Select((l, i) => l.At($"p{i}", now)).ToArray();
                if (judge.Look(Look(now, pods.Length, pods), TimeSpan.FromSeconds(now)).State == StabilityState.Stable)
                {
                    Assert.DoesNotContain(lives.SelectMany(l => l.Breaks), b => b <= now && b > now - Window);
                    Assert.True(now >= 5 + Window);
                    return;
                }
            }
        });

    [Fact]
    public void A_pod_that_holds_is_called_stable_whatever_the_looks() =>
        Looks.ForAll(looks =>
        {
            var calm = new Life([], []);
            var judge = new StabilityJudge(Terms(Window));
            var seen = looks.Where(l => l >= 5).DefaultIfEmpty(int.MaxValue).First();
            foreach (var now in looks)
            {
                var state = judge.Look(Look(now, 1, calm.At("p", now)), TimeSpan.FromSeconds(now)).State;
                Assert.Equal(now < 5 ? StabilityState.Progressing : now - seen < Window ? StabilityState.Proving : StabilityState.Stable, state);
            }
        });

    [Fact]
    public void A_final_verdict_stays_and_what_was_held_by_calm_pods_only_grows() =>
        Gen.Select(Lives, Looks, Gen.Int[-500, 500].Array[60]).ForAll((life, looks, jumps) =>
        {
            var judge = new StabilityJudge(Terms(Window));
            StabilityVerdict? before = null;
            for (var i = 0; i < looks.Length; i++)
            {
                // The clock that the judge is given jumps to and fro; what it says is still bounded by what it has said.
                var verdict = judge.Look(Look(looks[i], 1, life.At("p", looks[i])), TimeSpan.FromSeconds(Math.Max(0, looks[i] + jumps[i])));
                Assert.True(before is not { IsFinal: true } || ReferenceEquals(before, verdict));
                Assert.True(verdict.Held >= TimeSpan.Zero);
                before = verdict;
            }
        });

    [Fact]
    public void The_servers_clock_decides_nothing() =>
        Gen.Select(Lives, Looks, Gen.Int[-100_000, 100_000].Array[60]).ForAll((life, looks, jumps) =>
        {
            var (judge, other) = (new StabilityJudge(Terms(Window)), new StabilityJudge(Terms(Window)));
            // Only the first look's time says which pods are young; from then on it may jump.
            for (var i = 0; i < looks.Length; i++)
            {
                var look = Look(looks[i], 1, life.At("p", looks[i]));
                var moved = i == 0 ? look : look with { At = look.At!.Value.AddSeconds(jumps[i]) };
                var elapsed = TimeSpan.FromSeconds(looks[i]);
                Assert.Equal(judge.Look(look, elapsed).State, other.Look(moved, elapsed).State);
            }
        });
}
