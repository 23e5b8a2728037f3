using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Stability;
using Unloop.Engine.Verifying;
using Unloop.Tests;

namespace Unloop.Engine.Tests.Verifying;

public sealed class VerifyTests
{
    private readonly ManualTime _time = new();
    private readonly DateTimeOffset _start;
    private readonly List<RolloutSight> _sights = [];

    public VerifyTests() => _start = _time.GetUtcNow();

    [Fact]
    public async Task A_rollout_is_watched_until_it_is_stable_and_its_way_is_told_with_the_servers_times()
    {
        var outcome = await WatchAsync(at => at < 3 ? Seen(at, New(null), Old()) : at < 5 ? Seen(at, New(3), Old()) : Seen(at, New(3)));
        Assert.Equal(StabilityState.Stable, outcome.Verdict?.State);
        Assert.Equal(
            [(MilestoneKind.FirstNewPod, 1), (MilestoneKind.Ready, 3), (MilestoneKind.OldGone, 5), (MilestoneKind.Stable, 33)],
            outcome.Timeline.Select(m => (m.Kind, (int)(m.At!.Value - _start).TotalSeconds)));
        Assert.Equal(_sights.Count, (int)outcome.Took.TotalSeconds);
        Assert.Contains(_sights, s => s.Verdict?.State == StabilityState.Proving);
    }

    [Fact]
    public async Task An_API_server_that_is_away_for_a_minute_ends_nothing_and_the_time_counts()
    {
        var outcome = await WatchAsync(at => at is > 10 and < 70 ? new Sight(null, Away) : Seen(at, New(1)));
        Assert.Equal((StabilityState.Stable, null), (outcome.Verdict?.State, outcome.Problem));
        Assert.Contains(_sights, s => s.Problem == Away && s.Snapshot is not null);
        Assert.Contains(TimeSpan.FromSeconds(15), _time.Delays);
    }

    [Fact]
    public async Task What_happened_while_it_was_away_is_seen_afterwards()
    {
        var outcome = await WatchAsync(at => at is > 10 and < 70 ? new Sight(null, Away) : Seen(at, New(1, restarts: at < 70 ? 0 : 1)));
        Assert.Equal(FailureKind.ContainerEnded, outcome.Verdict?.Failure?.Kind);
    }

    [Fact]
    public async Task An_API_server_that_stays_away_ends_it_with_the_problem()
    {
        var outcome = await WatchAsync(at => at > 10 ? new Sight(null, Away) : Seen(at, New(1)));
        Assert.Equal(Away, outcome.Problem);
        Assert.Equal(StabilityState.Proving, outcome.Verdict?.State);
        Assert.InRange(outcome.Took.TotalSeconds, 300, 330);
    }

    [Fact]
    public async Task A_workload_that_is_not_there_ends_it_at_once()
    {
        var gone = new Problem(ProblemKind.NoMatch, "No deployment 'web'.");
        var outcome = await WatchAsync(_ => new Sight(null, gone));
        Assert.Equal((gone, null, 0), (outcome.Problem, outcome.Verdict, _sights.Count));
    }

    [Fact]
    public async Task Out_of_time_a_rollout_under_way_has_failed_with_what_it_waits_for()
    {
        var outcome = await WatchAsync(at => Seen(at, New(null), Old()), timeout: 40);
        Assert.Equal(FailureKind.TimedOut, outcome.Verdict?.Failure?.Kind);
        Assert.Equal("Not done after 40 s: 0 of 1 new pods ready; 1 old pod left.", outcome.Verdict?.Statement);
    }

    [Fact]
    public async Task Out_of_time_a_workload_that_holds_is_not_called_failed()
    {
        var outcome = await WatchAsync(at => Seen(at, New(1)), timeout: 20);
        Assert.Equal((StabilityState.Holding, null), (outcome.Verdict?.State, outcome.Verdict?.Failure));
    }

    [Fact]
    public async Task A_name_is_watched_as_the_object_that_bore_it_at_first()
    {
        var asked = new List<string>();
        _ = await WatchAsync(at => Seen(at, New(1)), asked: asked);
        Assert.Equal(["", "uid-web"], asked.Distinct());
    }

    [Fact]
    public async Task A_wall_clock_that_jumps_changes_nothing()
    {
        var outcome = await WatchAsync(at => new Sight(Seen(at, New(1)).Snapshot! with { At = at % 2 == 0 ? _start.AddYears(-3) : _start.AddYears(3) }));
        Assert.Equal((StabilityState.Stable, 31), (outcome.Verdict?.State, (int)outcome.Took.TotalSeconds));
    }

    private static readonly Problem Away = new(ProblemKind.Unreachable, "no route to host");

    private async Task<VerifyOutcome> WatchAsync(Func<int, Sight> look, int timeout = 1000, List<string>? asked = null)
    {
        var terms = new VerifyTerms
        {
            Judge = new JudgeTerms { Proof = new ProofTerms(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), null) },
            Timeout = TimeSpan.FromSeconds(timeout),
        };
        var view = new ScriptedView(_time, look, asked ?? []);
        return await new Verify(view, _time).RunAsync(Web with { Uid = "" }, terms, new Listener(_sights), TestContext.Current.CancellationToken);
    }

    private static readonly WorkloadRef Web = new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "uid-web" };

    private Sight Seen(int at, params ObservedPod[] pods) => new(new RolloutSnapshot
    {
        At = _start.AddSeconds(at),
        Workload = Web,
        Revision = "web-new",
        Desired = 1,
        Pods = pods,
    });

    private ObservedPod New(int? readySince, int restarts = 0) => new()
    {
        Name = "web-new-1",
        Uid = "uid-new-1",
        IsNew = true,
        Status = "Running",
        Phase = "Running",
        Ready = readySince is not null,
        ReadyChangedAt = _start.AddSeconds(readySince ?? 0),
        Containers = [new("web", ContainerType.App, restarts, true, new() { Phase = StatePhase.Running, StartedAt = _start }, null, null)],
    };

    private static ObservedPod Old() => new() { Name = "web-old-1", Uid = "uid-old-1", IsNew = false, Status = "Running" };

    /// <summary>A cluster that takes a second for each look, and as long as the watcher pauses between two.</summary>
    private sealed class ScriptedView(ManualTime time, Func<int, Sight> look, List<string> asked) : IRolloutView
    {
        private readonly DateTimeOffset _start = time.GetUtcNow();
        private int _delays;

        public Task<Sight> LookAsync(WorkloadRef workload, CancellationToken cancellationToken)
        {
            time.Advance(_delays < time.Delays.Count ? time.Delays[_delays++] : TimeSpan.FromSeconds(1));
            asked.Add(workload.Uid);
            return Task.FromResult(look((int)(time.GetUtcNow() - _start).TotalSeconds));
        }
    }

    private sealed class Listener(List<RolloutSight> sights) : IProgress<RolloutSight>
    {
        public void Report(RolloutSight value) => sights.Add(value);
    }
}
