using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks;

/// <summary>One thing that can be wrong with rules. A new one is a class, a line in <c>RuleCheckList</c>, and its cases.</summary>
public abstract class RuleCheck
{
    public abstract FindingRule Describes { get; }

    /// <summary>Pure; in any order.</summary>
    internal abstract IEnumerable<RuleFinding> Check(RuleScene scene);
}
