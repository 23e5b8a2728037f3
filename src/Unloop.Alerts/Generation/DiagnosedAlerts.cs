using Unloop.Core.Diagnoses;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Generation;

/// <summary>What a diagnosis asks to be watched: the narrowest scope that holds all that it is about, and its causes. Pure.</summary>
/// <param name="Scope">Null: the namespace is not known.</param>
/// <param name="Notes">Where the scope had to be wider than what was asked for, one sentence each.</param>
public sealed record DiagnosedAlerts(AlertScope? Scope, IReadOnlyList<KnownCause> Causes, IReadOnlyList<string> Notes)
{
    /// <summary>A runbook with more causes than this is not read.</summary>
    private const int MostCauses = 5;

    /// <param name="report">Of one workload, of a namespace, or of whatever files said.</param>
    /// <param name="cluster">As Datadog calls it; null: unknown.</param>
    /// <param name="space">The namespace, where the report names none.</param>
    public static DiagnosedAlerts Of(Report report, string? cluster, string? space)
    {
        // Whoever asks for a workload that is well wants its alerts as well.
        var subjects = report.Items.Select(i => i.Subject).ToList();
        var causes = report.Items
            .Where(i => i.Cause is not null)
            .DistinctBy(i => i.Cause!.Fingerprint)
            .Take(MostCauses)
            .Select(i => new KnownCause(i.Cause!.Category, i.Cause.Statement, Texts(i.Solution), Texts(i.Prevention), i.Cause.Container))
            .ToList();
        var spaces = subjects.Select(s => s.Namespace ?? space).Distinct().ToList();
        if (subjects.Count == 0 || spaces.Contains(null))
        {
            return new(null, causes, []);
        }

        if (spaces.Count > 1)
        {
            return new(new AlertScope(cluster), causes, [$"what was found is in {spaces.Count} namespaces: the alerts are for the whole cluster"]);
        }

        var owners = subjects.Select(s => s.Workload ?? $"Pod/{s.Pod}").Distinct().ToList();
        var owner = owners[0].Split('/', 2);
        if (owners.Count > 1)
        {
            return new(new AlertScope(cluster, spaces[0]), causes, [$"what was found is in {owners.Count} workloads: the alerts are for the whole namespace {spaces[0]}"]);
        }

        var (scope, note) = AlertScope.Around(cluster, spaces[0]!, owner[0], owner.Length == 2 ? owner[1] : "");
        return new(scope, causes, note is null ? [] : [note]);
    }

    private static List<string> Texts(IEnumerable<Advice> advice) => [.. advice.Select(a => a.Text)];
}
