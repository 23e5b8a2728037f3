namespace Unloop.Alerts.Datadog.Checks;

/// <summary>Every check, in the order in which repairs are made: what is to be measured first, then how, then who hears of it.</summary>
internal static class MonitorChecks
{
    public static IReadOnlyList<IMonitorCheck> All { get; } =
    [
        new QueryDoesNotParse(),
        new UnknownMetric(),
        new ReasonNeverReported(),
        new NoMetricsSource(),
        new NoAgentGuard(),
        new NoTimeWindow(),
        new CounterAgainstConstant(),
        new MeaninglessNumber(),
        new WindowContradictsText(),
        new ThresholdOutOfReach(),
        new ThresholdsDiffer(),
        new GroupTagMissing(),
        new GroupMergesPods(),
        new EveryCluster(),
        new NoDataTrap(),
        new FullWindowOnSparseMetric(),
        new NewGroupDelay(),
        new EmptyTemplateVariable(),
        new NobodyReached(),
        new PagePerPod(),
        new NoSummary(),
        new RestartRateAlone(),
        new DuplicateMonitor(),
    ];
}
