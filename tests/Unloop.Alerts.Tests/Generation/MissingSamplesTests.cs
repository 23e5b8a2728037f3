using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Simulation;

namespace Unloop.Alerts.Tests.Generation;

/// <summary>An Agent that is silent for a while must not resolve what Datadog's monitors say: they look back over ten minutes or more, and call data missing only when all of that is empty.</summary>
public class MissingSamplesTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("burst", "crash-at-once")]
    [InlineData("state", "crash-at-once")]
    [InlineData("state", "crash-after-60s")]
    [InlineData("slow-burn", "crash-after-60s")]
    [InlineData("oom", "slow-leak")]
    public void A_monitor_is_not_resolved_by_two_minutes_without_samples(string id, string scenario)
    {
        var monitor = AlertList.Of(Requests.Of(new AlertScope())).Single(a => a.Id == id).Datadog;

        Assert.Empty(Resolved(monitor.Query!, scenario, m => m with { OnMissingData = monitor.Options.OnMissingData, NewGroupDelay = monitor.Options.NewGroupDelay }));
    }

    [Fact]
    public void One_that_looks_back_for_a_minute_is() =>
        Assert.NotEmpty(Resolved("max(last_1m):max:kubernetes.containers.state.waiting{reason:crashloopbackoff} by {pod_name} >= 1", "crash-at-once", m => m with { OnMissingData = "resolve" }));

    [Fact]
    public void No_monitor_needs_a_full_window_or_tells_of_missing_data_or_is_evaluated_late()
    {
        foreach (var options in Requests.Scopes.SelectMany(s => AlertList.Of(Requests.Of(s))).Select(a => a.Datadog.Options))
        {
            Assert.False(options.RequireFullWindow);
            Assert.Equal("resolve", options.OnMissingData);
            Assert.Null(options.NotifyNoData);
            Assert.Null(options.EvaluationDelay);
        }
    }

    /// <summary>The moments from which on the samples are missing, and at which the monitor then is not firing though it fires otherwise from some minutes before until some minutes after.</summary>
    private static IEnumerable<TimeSpan> Resolved(string query, string name, Func<Alerts.Datadog.DatadogMonitorOptions, Alerts.Datadog.DatadogMonitorOptions> with)
    {
        var scenario = Scenarios.Named(name, new ScenarioOptions { Until = TimeSpan.FromMinutes(90) })!;
        var (samples, options, parsed) = (AgentSamples.Of(scenario), with(new()), QueryParser.Parse(query).Query as MetricQuery);
        var firing = Firing(samples).First();
        for (var from = firing.From; from + Silence < firing.To && from < firing.From + TimeSpan.FromMinutes(20); from += TimeSpan.FromSeconds(30))
        {
            var kept = new SampleSet(samples.All.Select(s => new SampleSeries(s.Metric, s.Labels, [.. s.Samples.Where(x => !IsMissing(x.At, from))])));
            if (!Firing(kept).Any(p => p.From <= from && p.To >= from + Silence))
            {
                yield return from;
            }
        }

        IEnumerable<Phase> Firing(SampleSet of) => MonitorPlayer.Play(parsed!, options, scenario, of).SelectMany(g => g.Phases).Where(p => p.State == AlertState.Firing);
    }

    private static bool IsMissing(long at, TimeSpan from) => at > SimulatedTime.ToMilliseconds(from) && at <= SimulatedTime.ToMilliseconds(from + Silence);
}
