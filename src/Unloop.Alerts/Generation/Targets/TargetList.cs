namespace Unloop.Alerts.Generation.Targets;

/// <summary>Every way to write alerts down.</summary>
public static class TargetList
{
    public static IReadOnlyList<AlertTarget> All { get; } =
    [
        new DatadogTarget(),
        new TerraformTarget(),
        new DatadogOperatorTarget(),
        new DatadogGenericResourceTarget(),
        new PrometheusTarget(),
        new PrometheusOperatorTarget(),
        new AlertmanagerTarget(),
        new GrafanaTarget(),
    ];
}
