using Unloop.Alerts.Datadog;
using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Prometheus;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Simulation.PromQl;
using Unloop.Core.Text;

namespace Unloop.Alerts.Simulation;

/// <summary>Plays a scenario against an alert, with the metrics that the Agent or kube-state-metrics would have sent.</summary>
public static class Simulator
{
    /// <summary>Prometheus' <c>evaluation_interval</c> where nothing is set.</summary>
    public static TimeSpan DefaultInterval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Prometheus itself takes a millisecond, and no rule is evaluated so often.</summary>
    public static TimeSpan ShortestInterval { get; } = TimeSpan.FromSeconds(1);

    private const string NoWindow = "Datadog refuses a monitor whose query does not begin with a time window, such as 'max(last_5m):'";

    /// <summary>As Datadog evaluates a metric monitor: each minute, on the samples that an Agent takes every 15 s.</summary>
    public static Timeline Play(DatadogMonitor monitor, Scenario scenario)
    {
        var text = monitor.Query ?? "";
        var parsed = QueryParser.Parse(text);
        if (parsed.Query is not MetricQuery query)
        {
            return NotPlayed(text, parsed.Errors is [var error, ..] ? $"it does not parse: column {error.Span.Start + 1}: {error.Message}" : "it is no metric query, and its data are not simulated");
        }

        try
        {
            if (query.Series.FirstOrDefault(s => LookAlikes.Find(s.Metric) is not null) is { } foreign)
            {
                return NeverAnyData(query, text, LookAlikes.Find(foreign.Metric)!, scenario);
            }

            if (Unplayable(query, parsed) is { } reason)
            {
                return NotPlayed(text, reason);
            }

            var groups = MonitorPlayer.Play(query, monitor.Options, scenario, AgentSamples.Of(scenario));
            return new Timeline { Query = text, Groups = groups, Threshold = query.Comparison!.Value, Statement = TimelineWords.Say(scenario, groups) };
        }
        catch (PlayException e)
        {
            return NotPlayed(text, e.Message);
        }
    }

    /// <summary>As Prometheus 3 evaluates a rule, on what it scrapes from kube-state-metrics every 30 s.</summary>
    /// <param name="interval">Of the rule's group; null: <see cref="DefaultInterval"/>.</param>
    public static Timeline Play(Rule rule, Scenario scenario, TimeSpan? interval = null)
    {
        var parsed = ExpressionParser.Parse(rule.Expr);
        if (interval < ShortestInterval)
        {
            return NotPlayed(rule.Expr, $"its group's interval is {Duration.Print(interval.Value)}, and no less than {Duration.Print(ShortestInterval)} is played");
        }

        if (Unplayable(rule, parsed) is { } reason)
        {
            return NotPlayed(rule.Expr, reason);
        }

        try
        {
            var groups = RulePlayer.Play(rule, parsed.Tree!, scenario, KubeStateSamples.Of(scenario), interval ?? DefaultInterval);
            return new Timeline { Query = rule.Expr, Groups = groups, Threshold = ComparedValue.Of(parsed.Tree!)?.Threshold, Statement = TimelineWords.Say(scenario, groups) };
        }
        catch (PlayException e)
        {
            return NotPlayed(rule.Expr, e.Message);
        }
    }

    /// <summary>A name that the Agent does not send: the monitor has nothing to evaluate, and Datadog alerts on missing data only after there was some.</summary>
    private static Timeline NeverAnyData(MetricQuery query, string text, LookAlike metric, Scenario scenario) => new()
    {
        Query = text,
        Groups = [new GroupTimeline(new Dictionary<string, string>(), [new Phase(AlertState.NoData, scenario.From, scenario.Until)])],
        Statement = $"It never fires: {metric.Name} is a name of {metric.Product}, no metric that the Datadog Agent sends, so that there never is any data; Datadog's name is {metric.Meant}."
            + (query.Aggregation is null ? $" {NoWindow}." : ""),
    };

    private static string? Unplayable(MetricQuery query, QueryParse parsed)
    {
        if (query.Series.FirstOrDefault(s => !AgentSamples.Metrics.Contains(s.Metric)) is { } unknown)
        {
            return $"{unknown.Metric} is not among the metrics that are simulated (the Agent's of pods, containers and Deployments){NearestNames.Suggest(unknown.Metric, AgentSamples.Metrics)}";
        }

        return parsed.Errors is [var error, ..] ? $"Datadog would refuse it: column {error.Span.Start + 1}: {error.Message}"
            : query.Aggregation is null ? NoWindow
            : query.Comparison?.Value is null ? "its threshold is not a number"
            : null;
    }

    private static string? Unplayable(Rule rule, ParsedExpression parsed)
    {
        if (rule.Record is not null)
        {
            return "a recording rule is never in alert";
        }

        if (parsed.Errors is [var error, ..])
        {
            return $"it does not parse: column {error.Span.Start + 1}: {error.Message}";
        }

        var unknown = parsed.Tree!.All().OfType<VectorSelector>().Select(v => v.Metric).OfType<string>().FirstOrDefault(m => !KubeStateSamples.Metrics.Contains(m));
        return unknown is null
            ? rule.Labels.FirstOrDefault(l => l.Value.Contains("$value", StringComparison.Ordinal)).Key is { } label ? $"the label {label} changes with the value, and so makes another alert each time" : null
            : $"{unknown} is not among the metrics that are simulated (kube-state-metrics' of pods, containers, ReplicaSets and Deployments){NearestNames.Suggest(unknown, KubeStateSamples.Metrics)}";
    }

    private static Timeline NotPlayed(string query, string reason) => new() { Query = query, Statement = $"It was not played: {reason}.", NotPlayed = reason };
}
