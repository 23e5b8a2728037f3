using System.Text.RegularExpressions;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>
/// Did the kubelet end it, because a liveness or startup probe failed? The Killing event says so; the exit code does not (0 for programs
/// that stop politely, 143, 137 after the grace period, or the program's own).
/// </summary>
internal sealed partial class ProbeKill : IAnalyzer
{
    /// <summary>Failures that hold a program up until the probe ends it: they are then the cause, and the probe the messenger.</summary>
    private static readonly Category[] Holdups =
        [Category.DependencyUnreachable, Category.DnsFailure, Category.AuthFailure, Category.TlsCertificate, Category.ApiServerUnreachable, Category.RbacForbidden,
            Category.MissingCrdOrApi, Category.ClusterMembership, Category.LockHeld, Category.MigrationFailure];

    private const long RecentLines = 30;

    public string Id => "probe-kill";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        var killing = Killing(@case);
        var unhealthy = Unhealthy(@case).ToList();
        if (killing is null && (unhealthy.Count == 0 || !EndedBySignal(@case)))
        {
            return unhealthy.Count > 0 && @case.Container.Termination is { ExitCode: { } code } ? [OwnEnd(unhealthy[0], code)] : [];
        }

        var name = NameOf(killing?.Message ?? unhealthy[0].Message);
        var probe = name == "startup" ? @case.Container.Startup : @case.Container.Liveness;
        var heldUp = @case.Seen.FirstOrDefault(f => Holdups.Contains(f.Category) && f.Weight >= Weight.General && f.Confidence >= Confidence.Likely && f.Position is null or { LinesAfter: < RecentLines });
        return
        [
            new Finding
            {
                Rule = Id,
                Category = Category.ProbeKill,
                Subject = $"{name} probe{(probe is null ? "" : $" {probe.Target}")}",
                Statement = Statement(@case, name, probe, unhealthy),
                Confidence = killing is not null && heldUp is null && !FailedByItself(@case) ? Confidence.Certain : Confidence.Likely,
                Weight = heldUp is null ? Weight.Root : Weight.Echo,
                Proof = [.. Proofs(@case, killing, unhealthy, name, probe)],
                Supersedes = [Category.ExitsZero.Token()],
                Solution = Repairs(@case, name, probe, unhealthy),
                Prevention = [new("Give slow starters a startupProbe, and keep the liveness probe cheap and free of dependencies: it should fail only when a restart helps.")],
            },
        ];
    }

    /// <summary>True when the kubelet's own events say that it ended the container for a probe.</summary>
    public static bool HasKilled(ContainerCase @case) => Killing(@case) is not null || (Unhealthy(@case).Any() && EndedBySignal(@case));

    private static EventFact? Killing(ContainerCase @case) =>
        @case.Events("Killing").FirstOrDefault(e => ProbeFailed().IsMatch(e.Message));

    private static IEnumerable<EventFact> Unhealthy(ContainerCase @case) =>
        @case.Events("Unhealthy").Where(e => e.Message.StartsWith("Liveness", StringComparison.Ordinal) || e.Message.StartsWith("Startup", StringComparison.Ordinal));

    private static bool EndedBySignal(ContainerCase @case) => @case.Container.Termination is { ExitCode: 137 or 143, Reason: not "OOMKilled" };

    /// <summary>An own exit code beside a Killing event: the program may have been on its way out.</summary>
    private static bool FailedByItself(ContainerCase @case) =>
        @case.Container.Termination is { ExitCode: not (0 or 137 or 143 or null) } && @case.Seen.Any(f => f.Weight >= Weight.Particular);

    private static string NameOf(string message) => message.Contains("tartup", StringComparison.Ordinal) ? "startup" : "liveness";

    private static string Statement(ContainerCase @case, string name, ProbeFact? probe, List<EventFact> unhealthy)
    {
        var container = @case.Container;
        var failure = unhealthy.Count > 0 ? Failure().Replace(unhealthy[0].Message, "") : null;
        var text = $"The kubelet ends {container.Name} because its {name} probe{(probe is null ? "" : $" ({probe.Kind} {probe.Target})")} fails";
        if (probe is not null && WrongPort(container, probe, failure) is { } port)
        {
            return $"{text}: it asks port {probe.Port}, but the container declares {port}.";
        }

        if (probe is not null && failure is not null && IsTimeout(failure))
        {
            return $"{text}: no answer within its timeout of {probe.TimeoutSeconds} s.";
        }

        return container.Termination?.Lifetime is { } lived && probe is not null && lived < probe.Patience + TimeSpan.FromSeconds(40) && failure?.Contains("refused", StringComparison.Ordinal) == true
            ? $"{text}: the program does not listen yet when the probe gives up, {probe.Patience.TotalSeconds:0} s after the start."
            : failure is null ? $"{text}." : $"{text}: {failure.TrimEnd('.')}.";
    }

    private static string? WrongPort(ContainerFacts container, ProbeFact probe, string? failure) =>
        failure?.Contains("refused", StringComparison.Ordinal) == true && container.Ports.Count > 0
        && container.Ports.All(p => p.Port.ToString() != probe.Port && p.Name != probe.Port)
            ? string.Join(", ", container.Ports.Select(p => p.Port))
            : null;

    private static bool IsTimeout(string failure) =>
        failure.Contains("deadline exceeded", StringComparison.Ordinal) || failure.Contains("timed out", StringComparison.Ordinal)
        || failure.Contains("Timeout", StringComparison.Ordinal) || failure.Contains("timeout", StringComparison.Ordinal);

    private static IEnumerable<Proof> Proofs(ContainerCase @case, EventFact? killing, List<EventFact> unhealthy, string name, ProbeFact? probe)
    {
        foreach (var e in new[] { killing, unhealthy.FirstOrDefault() }.OfType<EventFact>())
        {
            yield return new(ProofSource.Event, $"{e.Reason}{(e.Count > 1 ? $" x{e.Count}" : "")}", e.Message);
        }

        if (probe is not null)
        {
            yield return new(ProofSource.PodSpec, $"containers[{@case.Container.Name}].{name}Probe",
                $"{probe.Kind} {probe.Target} delay={probe.InitialDelaySeconds}s timeout={probe.TimeoutSeconds}s period={probe.PeriodSeconds}s failure={probe.FailureThreshold}");
        }

        if (@case.Container.Termination is { ExitCode: { } code } ended)
        {
            yield return new(ProofSource.ContainerStatus, "lastState.terminated", $"exit code {code}, reason {ended.Reason}");
        }
    }

    private static List<Advice> Repairs(ContainerCase @case, string name, ProbeFact? probe, List<EventFact> unhealthy)
    {
        var failure = unhealthy.FirstOrDefault()?.Message ?? "";
        var repairs = new List<Advice>();
        if (probe is not null && WrongPort(@case.Container, probe, failure) is { } port)
        {
            repairs.Add(new($"Point the {name} probe at the port that the program listens on ({port})."));
        }
        else if (IsTimeout(failure))
        {
            repairs.Add(new($"Raise the {name} probe's timeoutSeconds (now {probe?.TimeoutSeconds ?? 1} s) above the slowest healthy answer, and look for what makes the answer slow: CPU throttling, a probe that does real work."));
        }
        else if (failure.Contains("statuscode", StringComparison.Ordinal))
        {
            repairs.Add(new($"Let the {name} probe ask a path that answers 200 when the process is alive; the answer now: {Failure().Replace(failure, "")}."));
        }

        repairs.Add(new("Add a startupProbe (or raise failureThreshold) so that the program may take as long to start as it needs."));
        return repairs;
    }

    private Exclusion OwnEnd(EventFact unhealthy, int code) => new()
    {
        Rule = Id,
        Category = Category.ProbeKill,
        Because = $"The probe failed because the process was gone: it ended by itself with exit code {code}, and no Killing event names a probe.",
        Proof = [new(ProofSource.Event, unhealthy.Reason, unhealthy.Message)],
    };

    [GeneratedRegex("(?i)failed (liveness|startup) probe|(container|pod) .*is unhealthy|unhealthy, it will be killed", RegexOptions.NonBacktracking)]
    private static partial Regex ProbeFailed();

    [GeneratedRegex("^(Liveness|Startup) probe (failed|errored)( and resulted in .*)?: ", RegexOptions.NonBacktracking)]
    private static partial Regex Failure();
}
