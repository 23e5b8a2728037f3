using Unloop.Alerts.Datadog;
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

    /// <summary>As Datadog evaluates a metric monitor: each minute, on the samples that an Agent takes every 15 s.</summary>
    public static Timeline Play(DatadogMonitor monitor, Scenario scenario) =>
        new() { Query = monitor.Query ?? "", Statement = $"{scenario.Name} was not played.", NotPlayed = "metric queries cannot be played yet" };

    /// <summary>As Prometheus 3 evaluates a rule, on what it scrapes from kube-state-metrics every 30 s.</summary>
    /// <param name="interval">Of the rule's group; null: <see cref="DefaultInterval"/>.</param>
    public static Timeline Play(Rule rule, Scenario scenario, TimeSpan? interval = null)
    {
        var parsed = ExpressionParser.Parse(rule.Expr);
        if (Unplayable(rule, parsed) is { } reason)
        {
            return NotPlayed(rule.Expr, reason);
        }

        try
        {
            var groups = RulePlayer.Play(rule, parsed.Tree!, scenario, KubeStateSamples.Of(scenario), interval ?? DefaultInterval);
            return new Timeline { Query = rule.Expr, Groups = groups, Statement = TimelineWords.Say(scenario, groups) };
        }
        catch (EvaluationException e)
        {
            return NotPlayed(rule.Expr, e.Message);
        }
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
