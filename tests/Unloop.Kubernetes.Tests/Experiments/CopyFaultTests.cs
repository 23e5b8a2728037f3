using Unloop.Core.Experiments;
using Unloop.Core.Outcomes;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Experiments;

/// <summary>Kills, interrupts, lost answers, and others who lay hands on a copy or its workload: nothing may be left behind, and nothing believed that is not so.</summary>
public sealed class CopyFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_call_nothing_is_left_after_the_next_run()
    {
        await using var whole = await TryCluster.StartAsync();
        _ = await whole.TryAsync();
        var calls = whole.Api.Requests.Count;
        var killedWithCopies = 0;
        for (var call = 1; call <= calls; call += 2)
        {
            killedWithCopies += await KilledAtAsync(call) ? 1 : 0;
        }

        Assert.True(killedWithCopies > 2, "no kill left a copy behind");
    }

    /// <summary>True when a copy was there after the kill, and before the next run.</summary>
    private static async Task<bool> KilledAtAsync(int call)
    {
        await using var cluster = await TryCluster.StartAsync();
        var (seen, dead, died) = (0, false, cluster.Time.GetUtcNow());
        bool Dies()
        {
            died = cluster.Time.GetUtcNow();
            return dead = true;
        }

        cluster.Api.Fault(_ => dead || (Interlocked.Increment(ref seen) > call && Dies()), c => Task.Run(c.Abort, Token));
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await RunUntilDeadAsync(cluster, () => dead, killed);
        var left = cluster.Left.Any();
        dead = false;
        Interlocked.Exchange(ref seen, int.MinValue / 2);
        cluster.LetLeasesRunOut();

        // The time that it took the dead process to give up did not pass for anybody else, and what it sent and nobody has read yet was never sent.
        var restarted = cluster.Time.GetUtcNow();
        cluster.Api.Clock = () => died + TimeSpan.FromSeconds(1) + (cluster.Time.GetUtcNow() - restarted);
        var first = cluster.Shown?.Case!.Run;
        cluster.Api.Fault(r => first is not null && r.Body.Contains(first, StringComparison.Ordinal), c => Task.Run(c.Abort, Token));

        var record = await cluster.TryAsync();

        Assert.Empty(cluster.Left);
        Assert.Equal([ExperimentKind.Asleep, ExperimentKind.Once], [.. record.Earlier.Select(e => e.Kind), .. record.Results.Select(r => r.Kind)]);
        return left;
    }

    [Fact]
    public async Task A_sweep_takes_nothing_but_copies_that_are_this_workloads_or_whose_time_is_up()
    {
        await using var cluster = await TryCluster.StartAsync();
        void Put(string name, string of, string expires, string labels) => cluster.Api.Put(Pods, $$$$"""
            {"metadata":{"name":"{{{{name}}}}","namespace":"shop","uid":"uid-{{{{name}}}}","labels":{ {{{{labels}}}} },"annotations":{"unloop.dev/experiment-of":"{{{{of}}}}","unloop.dev/expires":"{{{{expires}}}}"}},"spec":{"containers":[{"name":"web","image":"a"}]}}
            """);
        var (past, future) = (Stamp(1), Stamp(-60));
        Put("unloop-try-web-once-1", "deployment/web", future, "\"unloop.dev/experiment\":\"old\"");
        Put("unloop-try-api-once-2", "deployment/api", past, "\"unloop.dev/experiment\":\"old\"");
        Put("unloop-try-api-once-3", "deployment/api", future, "\"unloop.dev/experiment\":\"other\"");
        Put("unloop-try-web-once-4", "deployment/web", past, "");
        Put("unloop-try-web-once-5", "deployment/web", past, "\"unloop.dev/experiment\":\"mine\"");
        Put("innocent", "deployment/web", past, "\"unloop.dev/experiment\":\"old\"");
        var workload = new Core.Planning.WorkloadRef { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "uid-web" };

        var sweep = await cluster.Copies.SweepAsync(workload, "mine", Token);

        Assert.Equal(["unloop-try-web-once-1", "unloop-try-api-once-2"], sweep.Removed);
        Assert.All(new[] { "unloop-try-api-once-3", "unloop-try-web-once-4", "unloop-try-web-once-5", "innocent" }, n => Assert.NotNull(cluster.Api.Find(Pods, n)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_whose_making_was_never_answered_for_is_not_made_twice_and_not_lost(bool done)
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.LoseAnswers(r => r.Method == "POST" && r.Path == Pods && !r.Query.ContainsKey("dryRun"), done);

        var record = await cluster.TryAsync();

        Assert.Equal(2, record.Results.Count);
        Assert.Empty(cluster.Left);
    }

    [Fact]
    public async Task Two_runs_and_a_fix_keep_off_one_workload()
    {
        await using var cluster = await TryCluster.StartAsync();
        var workload = new Core.Planning.WorkloadRef { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "uid-web" };
        Assert.Null(await cluster.Copies.HoldAsync(workload, "20260501-fix", TimeSpan.FromMinutes(5), Token));

        var record = await cluster.TryAsync();

        Assert.Equal((TryVerdict.NotTried, "A fix of deployment/web is under way: 20260501-fix holds it until 2026-05-01 12:05:00 UTC."), (record.Verdict, record.Says));
        Assert.Empty(cluster.Made.Except(cluster.Shown!.Path.Path.SelectMany(e => e.Copies).Select(c => c.Name)));
        Assert.Empty(cluster.Left);
    }

    [Fact]
    public async Task An_interrupt_removes_the_copy_and_gives_the_lease_back()
    {
        await using var cluster = await TryCluster.StartAsync();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        cluster.Life = _ => Running(0);
        cluster.Api.Fault(r => r.Method == "GET" && r.Path.Contains("/pods/unloop-try-", StringComparison.Ordinal) && Cancel(interrupt), c => FakeApi.StatusAsync(c, 404, "NotFound", "it is not there", "copy"), times: 1);

        var record = await cluster.TryAsync(interrupt.Token);

        Assert.Equal(TryVerdict.Stopped, record.Verdict);
        Assert.Empty(cluster.Left);
        Assert.Null(cluster.Api.Find(TryCluster.Leases, "unloop-fix-deployment-web"));
    }

    [Fact]
    public async Task How_a_copy_ends_that_somebody_deletes_says_nothing()
    {
        await using var cluster = await TryCluster.StartAsync();
        var live = cluster.Api.Admission!;
        cluster.Life = _ => Ended(137, "x");
        cluster.Api.Admission = (plural, item) =>
        {
            var answer = live(plural, item);
            item["metadata"]!["deletionTimestamp"] = plural == "pods" ? Stamp(0) : null;
            return answer;
        };

        var record = await cluster.TryAsync();

        Assert.All(record.Results, r => Assert.Equal(CopyEnd.Lost, r.Outcome.End));
        Assert.All(record.Hypotheses, h => Assert.DoesNotContain(h.Facts, f => f.Source is FactSource.Test));
    }

    private static bool Cancel(CancellationTokenSource source)
    {
        source.Cancel();
        return true;
    }

    /// <summary>A process that is killed sends nothing more; here, everything that it sends goes nowhere.</summary>
    private static async Task RunUntilDeadAsync(TryCluster cluster, Func<bool> isDead, CancellationTokenSource killed)
    {
        var run = cluster.TryAsync(killed.Token);
        while (!run.IsCompleted)
        {
            if (isDead())
            {
                await killed.CancelAsync();
                cluster.Time.Advance(TimeSpan.FromMinutes(5));
            }

            await Task.Yield();
        }

        try
        {
            _ = await run;
        }
        catch (OperationCanceledException)
        {
            // It was killed while it planned.
        }
    }
}
