using Unloop.Alerts.Datadog;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;

namespace Unloop.Monitoring.Tests.Fakes;

/// <summary>Monitors that shall be.</summary>
internal static class Wanted
{
    public const string Restarts = "kubernetes.containers.restarts";

    public static AlertScope Shop { get; } = new("prod", "shop");

    public static DesiredMonitor Monitor(string rule = "burst", string metric = Restarts, string scope = "kube_namespace:shop") => DatadogForm.Desired(
        new DatadogMonitor
        {
            Name = $"the {rule}",
            Type = "query alert",
            Query = $"max(last_5m):sum:{metric}{{{scope}}} by {{kube_cluster_name,pod_name}} > {rule.Length}",
            Message = "@slack-ops",
            Options = new() { Thresholds = new() { Critical = rule.Length }, OnMissingData = "resolve" },
        },
        MonitorIdentity.Of(Shop, rule));
}
