using CsCheck;
using Unloop.Core.Scaling.Autoscaling;
using Unloop.Core.Scaling.Loads;
using Unloop.Tests;

namespace Unloop.Core.Tests.Scaling;

public class LoadTests
{
    private static readonly ScalingModel Model = new()
    {
        Autoscaler = new() { MinReplicas = 2, MaxReplicas = 20, Metrics = [new("cpu", HpaTarget.Utilization, 70)] },
        Replicas = 2,
        CpuRequest = 500,
        CpuAtLoadOne = 700,
        StartUp = TimeSpan.FromSeconds(20),
    };

    private static LoadCurve Spike(double peak) => LoadCurve.Named("spike", peak)!;

    [Theory]
    [InlineData("time,load\n0,10\n60,20\n120,5\n")]
    [InlineData("0\t10\n1m\t20\n2m\t5")]
    [InlineData("\uFEFF\"when\";\"requests per second\"\r\n09:00;10\r\n# noise\r\n\r\n09:01;20\r\n09:02;5\r\n")]
    [InlineData("2026-05-01T09:00:00Z,10\n2026-05-01T09:01:00Z,20\n2026-05-01T11:02:00+02:00,5")]
    [InlineData("1h,10\n1h1m,20\n62m,5")]
    public void Times_and_loads_are_read_in_the_forms_that_people_have(string text)
    {
        var reading = LoadFile.Read("peak.csv", text);

        Assert.Empty(reading.Problems);
        Assert.Equal([new(TimeSpan.Zero, 1), new(TimeSpan.FromSeconds(60), 2), new(TimeSpan.FromSeconds(120), 0.5)], reading.Curve!.Points);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_with_its_line()
    {
        var reading = LoadFile.Read("peak.csv", "time,load\n0,10\nsoon,20\n60,-1\n30,5,7\n90,nan\n");

        Assert.Null(reading.Curve);
        Assert.Equal(["peak.csv:3", "peak.csv:4", "peak.csv:5", "peak.csv:6"], reading.Problems.Select(p => string.Join(':', p.Message.Split(':')[..2])));
    }

    [Theory]
    [InlineData("", "none")]
    [InlineData("0,5", "two points")]
    [InlineData("0,5\n0,6", "not after that of line 1")]
    [InlineData("60,5\n0,6", "not after that of line 1")]
    [InlineData("0,0\n60,6", "--load-now")]
    [InlineData("0,1\n9999999,6", "longer than 8 days")]
    public void What_is_no_curve_is_refused_with_a_reason(string text, string reason) => Assert.Contains(reason, Assert.Single(LoadFile.Read("x", text).Problems).Message);

    [Fact]
    public void The_load_of_now_can_be_said() => Assert.Equal([0.0, 3.0], LoadFile.Read("x", "0,0\n60,6", now: 2).Curve!.Points.Select(p => p.Load));

    [Fact]
    public void A_flood_of_mistakes_is_cut_off()
    {
        var reading = LoadFile.Read("x", string.Join('\n', Enumerable.Repeat("x,y", 10_000)));

        Assert.Equal(21, reading.Problems.Count);
    }

    [Fact]
    public void No_text_makes_it_throw() => Gen.String[Gen.Char["0123456789,;\t\n:.hmsd-eTZ#\"x\uFEFF"], 0, 80].ForAll(text =>
    {
        var reading = LoadFile.Read("x", text);
        Assert.Equal(reading.Curve is null, reading.Problems.Count > 0);
    });

    [Fact]
    public void Between_its_points_a_curve_is_straight()
    {
        var curve = new LoadCurve("x", [new(TimeSpan.Zero, 1), new(TimeSpan.FromSeconds(100), 3)]);

        Assert.Equal([1, 2, 3, 3], new[] { -5, 50, 100, 500 }.Select(s => curve.At(TimeSpan.FromSeconds(s))));
    }

    [Fact]
    public void A_steady_load_at_the_target_changes_nothing()
    {
        var run = ScalingSimulation.Run(Model, LoadCurve.Named("steady", 1)!);

        Assert.Equal((0, 2, null, true), (run.Changes, run.Most, run.CatchUp, run.CaughtUp));
    }

    [Fact]
    public void A_spike_is_caught_up_with_and_left_five_minutes_after_it()
    {
        var run = ScalingSimulation.Run(Model, Spike(4));

        // 4 × 700m ÷ 350m.
        Assert.Equal(8, run.Most);
        Assert.True(run.CaughtUp);
        Assert.InRange(run.CatchUp!.Value.TotalSeconds, 15, 120);
        Assert.Equal(2, run.Moments[^1].Desired);
        Assert.All(run.Moments.Where(m => m.At >= TimeSpan.FromMinutes(5) && m.At < TimeSpan.FromMinutes(15.5)), m => Assert.Equal(8, m.Ready));
    }

    [Fact]
    public void The_longer_a_pod_takes_to_start_the_later_it_catches_up()
    {
        var times = new[] { 5, 30, 90, 240 }.Select(s => ScalingSimulation.Run(Model with { StartUp = TimeSpan.FromSeconds(s) }, Spike(4)).CatchUp!.Value).ToList();

        Assert.Equal(times.Order(), times);
        Assert.True(times[^1] - times[0] >= TimeSpan.FromSeconds(200));
    }

    [Fact]
    public void What_finds_no_place_never_helps()
    {
        var run = ScalingSimulation.Run(Model with { Room = 3 }, Spike(4));

        Assert.False(ScalingSimulation.Run(Model with { Room = 3 }, LoadCurve.Named("steady", 4)!).CaughtUp);
        Assert.All(run.Moments, m => Assert.InRange(m.Ready, 0, 3));
        Assert.True(run.Most > 3);
    }

    [Fact]
    public void A_limit_at_the_request_hides_how_much_is_asked_for_and_slows_it_down()
    {
        var free = ScalingSimulation.Run(Model, Spike(10));
        var bound = ScalingSimulation.Run(Model with { CpuLimit = 500 }, Spike(10));

        Assert.True(bound.Overloaded > free.Overloaded);
    }

    [Fact]
    public void It_never_leaves_the_autoscalers_bounds() => Gen.Select(Gen.Double[0, 50], Gen.Int[1, 300], Gen.Int[1, 25]).ForAll((peak, startUp, room) =>
    {
        var run = ScalingSimulation.Run(Model with { StartUp = TimeSpan.FromSeconds(startUp), Room = room }, Spike(peak));
        Assert.All(run.Moments, m => Assert.InRange(m.Desired, 2, 20));
        Assert.All(run.Moments, m => Assert.True(m.Ready <= Math.Min(room, 20)));
    }, cases: 100);
}
