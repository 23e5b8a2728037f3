namespace Unloop.Alerts.Datadog.Checks;

/// <summary>Every check, in the order in which repairs are made: what is to be measured first, then how, then who hears of it.</summary>
internal static class MonitorChecks
{
    public static IReadOnlyList<IMonitorCheck> All { get; } =
    [
        new QueryDoesNotParse(),
    ];
}
