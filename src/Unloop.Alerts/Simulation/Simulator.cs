using Unloop.Alerts.Datadog;
using Unloop.Alerts.Prometheus;

namespace Unloop.Alerts.Simulation;

/// <summary>Plays a scenario against an alert, with the metrics that the Agent or kube-state-metrics would have sent.</summary>
public static class Simulator
{
    /// <summary>As Datadog evaluates a metric monitor: each minute, on the samples that an Agent takes every 15 s.</summary>
    public static Timeline Play(DatadogMonitor monitor, Scenario scenario) =>
        new() { Query = monitor.Query ?? "", Statement = $"{scenario.Name} was not played.", NotPlayed = "metric queries cannot be played yet" };

    /// <summary>As Prometheus evaluates a rule.</summary>
    /// <param name="interval">Of the rule's group; null: one minute, Prometheus' default.</param>
    public static Timeline Play(Rule rule, Scenario scenario, TimeSpan? interval = null) =>
        new() { Query = rule.Expr, Statement = $"{scenario.Name} was not played at an interval of {interval}.", NotPlayed = "rules cannot be played yet" };
}
