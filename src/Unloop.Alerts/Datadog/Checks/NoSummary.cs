using Unloop.Alerts.Datadog.Metrics;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class NoSummary : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "no-summary", FindingSeverity.Warning, "the message does not say what is wrong and what to do",
        "(whoever is called at night sees a query and a number)", "Say what is broken, and what to look at first.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Placed.MayHave("message") || Says(monitor.Monitor.Message))
        {
            yield break;
        }

        var says = Sentence(monitor);
        yield return new MonitorFinding(About, monitor.Monitor.Message is null or "" ? "The monitor has no message." : "The message has no words, only handles and blocks.", monitor.Placed.At("message"))
        {
            Effect = "Whoever is called sees a query and a number, and has to find out what they mean.",
            Fields = ["message"],
            Mend = m => m with { Message = m.Message is { Length: > 0 } message && !Says(message) ? $"{says} {message}" : says },
        };
    }

    private static string Sentence(CheckedMonitor monitor)
    {
        var (pod, space) = (monitor.Groups.FirstOrDefault(g => DatadogTags.Is(g, "pod_name")), monitor.Groups.FirstOrDefault(g => DatadogTags.Is(g, "kube_namespace")));
        var names = pod is null ? "Pods are" : space is null ? $"Pod {{{{{pod}.name}}}} is" : $"Pod {{{{{pod}.name}}}} in {{{{{space}.name}}}} is";
        return monitor.Series.Any(s => CheckedMonitor.Meant(s)?.IsCumulative == true)
            ? $"{names} restarting too often. Check the application logs and resource usage."
            : $"{names} not well. Check the application logs and resource usage.";
    }

    /// <summary>Whether there is a word that is neither a handle nor a block.</summary>
    private static bool Says(string? message)
    {
        if (message is null)
        {
            return false;
        }

        var covered = MessageHandles.In(message).Select(h => (h.Start, h.End)).Concat(MessageTemplate.In(message).Where(t => t.Opens || t.Closes).Select(t => (t.Start, t.End))).OrderBy(c => c.Start);
        var at = 0;
        foreach (var (start, end) in covered)
        {
            if (start > at && message[at..start].Any(char.IsLetter))
            {
                return true;
            }

            at = Math.Max(at, end);
        }

        return message[Math.Min(at, message.Length)..].Any(char.IsLetter);
    }
}
