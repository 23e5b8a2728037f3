using Unloop.Alerts.Planning;
using Unloop.Core.Facts;

namespace Unloop.Engine.Monitoring;

/// <summary>
/// A service that keeps monitors and evaluates them. Implemented by <c>Unloop.Monitoring</c> for Datadog and by <c>Unloop.Kubernetes</c> for the Prometheus
/// Operator. No member throws for what the service may do; what it holds is the only state there is, so every member may be called again.
/// </summary>
public interface IMonitorProvider
{
    /// <summary>As it is typed: <c>datadog</c>, <c>prometheus-operator</c>.</summary>
    string Provider { get; }

    /// <summary>Datadog's site, the API server.</summary>
    string Place { get; }

    /// <summary>Whether it can be spoken to, with these credentials, for reading and writing; null where nothing speaks against it.</summary>
    Task<Problem?> CheckAsync(CancellationToken cancellationToken);

    /// <summary>All that bear the marks of Unloop and an id of this target.</summary>
    /// <param name="target">The digits of <see cref="MonitorIdentity.Target"/>.</param>
    Task<MonitorReading> ReadTargetAsync(string target, CancellationToken cancellationToken);

    /// <summary>Those of others with one of these likenesses; asked only where something would be made. Empty where nothing is ever adopted.</summary>
    Task<MonitorReading> ReadAlikeAsync(IReadOnlyCollection<string> likenesses, CancellationToken cancellationToken);

    /// <summary>Whether it would be taken as it is, without writing anything; null where it would.</summary>
    /// <param name="reference">Of the one that it would change; null: it would be made.</param>
    Task<Problem?> ValidateAsync(DesiredMonitor desired, string? reference, CancellationToken cancellationToken);

    /// <summary>Whether what the monitors ask for has data, one answer for each metric.</summary>
    Task<IReadOnlyList<DataCheck>> ProveDataAsync(IReadOnlyList<DesiredMonitor> desired, CancellationToken cancellationToken);

    /// <summary>One by the provider's own name; no monitor and no problem: there is none of that name.</summary>
    Task<MonitorReading> ReadAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Makes it, once: no answer is no reason for a second request, for the first may have been heard.</summary>
    Task<MonitorWriting> CreateAsync(DesiredMonitor desired, CancellationToken cancellationToken);

    /// <summary>Changes the fields that differ, and those alone.</summary>
    /// <param name="existing">As it was read a moment ago.</param>
    /// <param name="adopts">It is somebody else's and becomes ours.</param>
    Task<MonitorWriting> UpdateAsync(ExistingMonitor existing, DesiredMonitor desired, IReadOnlyList<FieldDifference> differences, bool adopts, CancellationToken cancellationToken);

    /// <summary>Deletes it; with <see cref="ExistingMonitor.IsAdopted"/> only takes the marks of Unloop off it. One that is gone already is deleted.</summary>
    Task<MonitorWriting> DeleteAsync(ExistingMonitor existing, CancellationToken cancellationToken);

    /// <summary>How they are evaluated now: whether loaded, whether they have data, whether they alert.</summary>
    Task<MonitorStates> StatesAsync(IReadOnlyList<ExistingMonitor> monitors, CancellationToken cancellationToken);
}

/// <param name="Problem">Why not everything could be read; then nothing must be concluded from what is missing.</param>
public sealed record MonitorReading(IReadOnlyList<ExistingMonitor> Monitors, Problem? Problem = null);

public sealed record MonitorStates(IReadOnlyList<MonitorState> States, Problem? Problem = null);

public enum MonitorWritingEnd
{
    Done,

    /// <summary>It does not exist any more.</summary>
    Gone,

    /// <summary>There is one like it already: <see cref="MonitorWriting.DuplicateOf"/>.</summary>
    Duplicate,

    /// <summary>Somebody has edited it since it was read.</summary>
    Moved,

    /// <summary>It will not be different on the next try.</summary>
    Refused,

    /// <summary>No answer: it may have been done or not; read before trying again.</summary>
    Unknown,
}

/// <param name="Monitor">As it stands after the write; null where it does not, or was not said.</param>
/// <param name="Problem">Why, unless it was done.</param>
/// <param name="DuplicateOf">The provider's own name of the other.</param>
public sealed record MonitorWriting(MonitorWritingEnd End, ExistingMonitor? Monitor, Problem? Problem = null, string? DuplicateOf = null);

/// <summary>The person who must agree to every write.</summary>
public interface IMonitorApprover
{
    /// <summary>Shows the whole plan and asks.</summary>
    Task<bool> ApproveAsync(MonitorPlan plan, CancellationToken cancellationToken);
}
