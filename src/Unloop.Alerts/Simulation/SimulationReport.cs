using System.Text.Json.Serialization;
using Unloop.Core.Charts;

namespace Unloop.Alerts.Simulation;

/// <summary>A scenario, and what each alert made of it.</summary>
/// <param name="Alerts">Each with a short name, empty where there is only one.</param>
public sealed record PlayedScenario(Scenario Scenario, IReadOnlyList<(string Name, Timeline Timeline)> Alerts)
{
    public Chart Chart => SimulationChart.Of(Scenario, Alerts);
}

/// <summary>The same as data: <c>unloop.dev/simulation/v1</c>. Times are seconds from the first crash.</summary>
public sealed record SimulationReport
{
    public string Schema { get; init; } = "unloop.dev/simulation/v1";
    public required IReadOnlyList<ReportedScenario> Scenarios { get; init; }

    public static SimulationReport Of(IEnumerable<PlayedScenario> played) => new() { Scenarios = [.. played.Select(ReportedScenario.Of)] };
}

/// <param name="BrokenUntil">Null: it is not mended.</param>
public sealed record ReportedScenario(
    string Name, string Summary, double Until, double? BrokenUntil, IReadOnlyList<ReportedContainer> Containers, IReadOnlyList<ReportedAlert> Alerts)
{
    public static ReportedScenario Of(PlayedScenario played) => new(
        played.Scenario.Name,
        played.Scenario.Summary,
        played.Scenario.Until.TotalSeconds,
        played.Scenario.Broken.To?.TotalSeconds,
        [.. played.Scenario.Pods.Select(p => new ReportedContainer(
            p.Pod.Namespace,
            p.Pod.Pod,
            p.Pod.Container,
            [.. p.Container.Restarts.Select(t => t.TotalSeconds)],
            [.. p.Container.Runs.Select(r => new ReportedRun(r.Started.TotalSeconds, r.Ended?.TotalSeconds, r.Reason, r.ExitCode))]))],
        [.. played.Alerts.Select(a => new ReportedAlert(
            a.Name,
            a.Timeline.Query,
            a.Timeline.Statement,
            a.Timeline.NotPlayed,
            [.. a.Timeline.Groups.Select(g => new ReportedGroup(g.Labels, [.. g.Phases.Select(p => new ReportedPhase(p.State, p.From.TotalSeconds, p.To.TotalSeconds))]))]))]);
}

/// <param name="Restarts">When it was started again.</param>
public sealed record ReportedContainer(string Namespace, string Pod, string Container, IReadOnlyList<double> Restarts, IReadOnlyList<ReportedRun> Runs);

/// <param name="Ended">Null: it goes on.</param>
public sealed record ReportedRun(double Started, double? Ended, string? Reason, int? ExitCode);

/// <param name="NotPlayed">Why there are no groups; null where it was played.</param>
public sealed record ReportedAlert(string Name, string Query, string Statement, string? NotPlayed, IReadOnlyList<ReportedGroup> Groups);

public sealed record ReportedGroup(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<ReportedPhase> Phases);

public sealed record ReportedPhase(AlertState State, double From, double To);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(SimulationReport))]
public sealed partial class SimulationJson : JsonSerializerContext;
