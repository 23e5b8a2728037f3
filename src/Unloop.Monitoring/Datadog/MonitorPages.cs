using System.Text.Json.Nodes;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;

namespace Unloop.Monitoring.Datadog;

/// <summary>Reads a list of monitors page by page and keeps only what is asked for, so that an organisation with many thousand of them costs time but no memory.</summary>
internal static class MonitorPages
{
    /// <summary>Datadog's own limit.</summary>
    private const int PageSize = 1000;
    private const int MostPages = 500;

    /// <param name="path">Up to where the page is named: it ends in <c>?</c> or <c>&amp;</c>.</param>
    public static async Task<MonitorReading> ReadAsync(DatadogConnection connection, string path, Func<ExistingMonitor, bool> keep, CancellationToken cancellationToken)
    {
        var (kept, last) = (new Dictionary<string, ExistingMonitor>(StringComparer.Ordinal), (string?)null);
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await connection.SendAsync(DatadogCall.Get($"{path}page={page}&page_size={PageSize}", "monitors_read", "read monitors"), cancellationToken);
            if (answer.Problem is { } problem)
            {
                return new([.. kept.Values], problem);
            }

            if (answer.Json is not JsonArray items)
            {
                return new([.. kept.Values], new(ProblemKind.Failed, "Datadog answers with something that is no list when asked for its monitors."));
            }

            // Only an empty page is the end: a server may give less than it was asked for.
            if (items.Count == 0)
            {
                return new([.. kept.Values]);
            }

            var monitors = items.OfType<JsonObject>().Select(DatadogForm.Existing).OfType<ExistingMonitor>().ToList();
            if (monitors.Count == 0 || monitors[^1].Reference == last)
            {
                return new([.. kept.Values], new(ProblemKind.Failed, "Datadog gives the same page of its monitors again and again; nothing is concluded from it."));
            }

            last = monitors[^1].Reference;
            foreach (var monitor in monitors.Where(keep))
            {
                kept[monitor.Reference] = monitor;
            }
        }

        return new([.. kept.Values], new(ProblemKind.Failed, $"There are more than {MostPages * PageSize} monitors; they were not all read, and nothing is concluded."));
    }
}
