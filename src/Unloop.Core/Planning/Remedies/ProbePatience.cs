using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unloop.Core.Facts;

namespace Unloop.Core.Planning.Remedies;

/// <summary>
/// Time to start, by a startup probe that grants it, and time to answer. Sized from the start that was seen; where none was, from how long the
/// container lived until it was killed.
/// </summary>
internal sealed partial class ProbePatience : IRemedy
{
    private const string Startup = "startupProbe";

    /// <summary>Seconds that are granted where no start was ever seen to end: at least, and at most.</summary>
    private const int LeastGrant = 120;
    private const int MostGrant = 900;
    private const int Period = 5;

    /// <summary>The first Kubernetes that runs startup probes without being told to.</summary>
    private const int StartupProbes = 18;

    /// <summary>Seconds to answer.</summary>
    private const int MostTimeout = 30;

    public IReadOnlyList<Category> Categories { get; } = [Category.ProbeKill];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        if (ProbeCase.Of(@case) is not { } probe || @case.Container is null)
        {
            return [];
        }

        return (IsTimeout(probe.Failure) ? Timeout(probe) : IsStarting(@case, probe) ? Start(@case, probe) : null) is { } proposal ? [proposal] : [];
    }

    private static bool IsTimeout(string failure) =>
        failure.Contains("deadline exceeded", StringComparison.Ordinal) || failure.Contains("timed out", StringComparison.Ordinal) || failure.Contains("imeout", StringComparison.Ordinal);

    /// <summary>It does not listen yet, or says that it is not ready, at the port that is right; a wrong port is no matter of time.</summary>
    private static bool IsStarting(RemedyCase @case, ProbeCase probe)
    {
        var isRight = probe.Port is { } port && ProbeCase.Listening(@case) is null or { OnlyLocal: false } && (ProbeCase.Listening(@case)?.Port ?? port) == port
            && (probe.Declared.Count == 0 || probe.Declared.Contains(port) || ProbeCase.Listening(@case) is not null);
        return isRight && (probe.IsRefused || probe.Failure.Contains("statuscode: 503", StringComparison.Ordinal)) && !LivedLonger(@case, probe);
    }

    /// <summary>A program that lived much longer than its probe grants had started, and fell silent afterwards.</summary>
    private static bool LivedLonger(RemedyCase @case, ProbeCase probe) =>
        probe.Name != Startup && @case.Container?.Termination?.Lifetime is { TotalSeconds: var lived }
        && lived > Grant(probe) + (@case.Pod.Pod.TerminationGracePeriodSeconds ?? 30) + 60;

    private static int Grant(ProbeCase probe) =>
        (int)(TemplateEditor.Number(probe.Probe["initialDelaySeconds"]) ?? 0) + (probe.Seconds("periodSeconds", 10) * probe.Seconds("failureThreshold", 3));

    private static TemplateProposal? Timeout(ProbeCase probe)
    {
        var now = probe.Seconds("timeoutSeconds", 1);
        var next = Math.Min(Math.Max(5, now * 3), MostTimeout);
        if (next <= now)
        {
            return null;
        }

        probe.Probe["timeoutSeconds"] = next;
        if (probe.Seconds("periodSeconds", 10) < next)
        {
            probe.Probe["periodSeconds"] = next;
        }

        return probe.Edit.Propose($"Give the {probe.Title} {next} s to be answered in place of {now} s: it timed out, and nothing in the evidence says how long an answer takes.");
    }

    private static TemplateProposal? Start(RemedyCase @case, ProbeCase probe)
    {
        var seen = SeenStart(@case);
        var lived = Math.Max(Grant(probe), (int)Math.Min(@case.Container?.Termination?.Lifetime?.TotalSeconds ?? 0, MostGrant));
        var grant = (Math.Clamp(seen is { } start ? start * 2 : lived * 4, Math.Min(LeastGrant, seen * 2 ?? LeastGrant), MostGrant) + 9) / 10 * 10;
        if (grant <= Grant(probe))
        {
            return null;
        }

        var why = seen is { } s ? $"twice the {s} s that a start took at most" : $"nobody saw a start end, and it was killed after about {lived} s";
        if (probe.Container[Startup] is JsonObject own)
        {
            var period = TemplateEditor.Number(own["periodSeconds"]) is > 0 and < MostGrant and var p ? (int)p : 10;
            own["failureThreshold"] = (grant + period - 1) / period;
            return probe.Edit.Propose($"Let the startup probe of {@case.Cause.Container} grant {grant} s (failureThreshold {(grant + period - 1) / period} x {period} s): {why}.");
        }

        if (@case.KubeletMinor < StartupProbes)
        {
            probe.Probe["initialDelaySeconds"] = grant;
            return probe.Edit.Propose($"Let the {probe.Title} of {@case.Cause.Container} begin after {grant} s: {why}; this kubelet has no startup probes.");
        }

        var added = probe.Probe.DeepClone().AsObject();
        added.Remove("initialDelaySeconds");
        added.Remove("terminationGracePeriodSeconds");
        added["periodSeconds"] = Period;
        added["failureThreshold"] = grant / Period;
        probe.Container[Startup] = added;
        return probe.Edit.Propose($"Add a startup probe to {@case.Cause.Container} that grants {grant} s ({grant / Period} x {Period} s) before the liveness probe begins: {why}.");
    }

    /// <summary>Seconds from the start to readiness: the program's own figure, or from the container's start to the stamp of the line that says so.</summary>
    private static int? SeenStart(RemedyCase @case)
    {
        var own = @case.LogLines.Select(l => StartedIn().Match(l.Text)).Where(m => m.Success)
            .Select(m => double.TryParse(m.Groups["seconds"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0).DefaultIfEmpty().Max();
        var begun = @case.Container?.Termination?.StartedAt;
        var stamped = @case.LogLines.Where(l => l.Time is not null && begun is not null && l.Time > begun && Ready().IsMatch(l.Text))
            .Select(l => (l.Time!.Value - begun!.Value).TotalSeconds).DefaultIfEmpty().Max();
        // A run that was killed after it had said so took no longer than it lived.
        var lived = @case.Pod.LogsOf(@case.Cause.Container).Any(l => l.Instance == LogInstance.Previous && l.Lines.Any(i => Ready().IsMatch(i.Text) && !i.Text.Contains("not ", StringComparison.OrdinalIgnoreCase)))
            ? @case.Container?.Termination?.Lifetime?.TotalSeconds ?? 0 : 0;
        var measured = Math.Max(own, stamped);
        return (measured >= 1 ? measured : lived) is >= 1 and < MostGrant and var most ? (int)Math.Ceiling(most) : null;
    }

    [GeneratedRegex("(?i)(started|ready|startup|start-up|initiali[sz]ed|booted)\\b.{0,60}? (in|took|after) (?<seconds>[0-9]{1,4}(\\.[0-9]{1,4})?) ?(s|seconds?)\\b", RegexOptions.NonBacktracking)]
    private static partial Regex StartedIn();

    [GeneratedRegex("(?i)\\b(listening|ready|started|serving)\\b", RegexOptions.NonBacktracking)]
    private static partial Regex Ready();
}
