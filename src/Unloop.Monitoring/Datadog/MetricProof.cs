using System.Globalization;
using System.Text.Json.Nodes;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Core.Text;

namespace Unloop.Monitoring.Datadog;

/// <summary>
/// Proves that the metrics of monitors have data, for Datadog takes a monitor on a metric that nobody sends, and it is then silent for ever
/// (https://docs.datadoghq.com/monitors/configuration/: "must be able to evaluate data before alerting on missing data").
/// </summary>
internal sealed class MetricProof(DatadogConnection connection, DatadogOptions options, TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1), ADay = TimeSpan.FromHours(24);

    public async Task<IReadOnlyList<DataCheck>> RunAsync(IReadOnlyList<DesiredMonitor> desired, CancellationToken cancellationToken)
    {
        var needs = desired.SelectMany(d => d.Needs).GroupBy(n => (n.Metric, n.Scope)).Select(g => g.First() with { Tags = [.. g.SelectMany(n => n.Tags).Distinct(StringComparer.Ordinal)] });
        var checks = new List<DataCheck>();
        foreach (var need in needs.OrderBy(n => n.Metric, StringComparer.Ordinal).ThenBy(n => n.Scope, StringComparer.Ordinal))
        {
            checks.Add(await SeriesAsync(need, cancellationToken));
        }

        return checks;
    }

    private async Task<DataCheck> SeriesAsync(NeededSeries need, CancellationToken cancellationToken)
    {
        var (lately, unanswered) = await CountAsync(need.Metric, need.Scope, Lately, cancellationToken);
        if (unanswered is not null)
        {
            return Unknown(need, unanswered);
        }

        if (lately > 0)
        {
            return await TagsAsync(need, cancellationToken) ?? new(need.Metric, DataState.Present, $"{need.Metric} has data for {{{need.Scope}}}.");
        }

        return need.IsSparse ? await SparseAsync(need, cancellationToken) : await ElsewhereAsync(need, cancellationToken);
    }

    /// <summary>No data where it is looked for: whether there is any at all says what to do.</summary>
    private async Task<DataCheck> ElsewhereAsync(NeededSeries need, CancellationToken cancellationToken)
    {
        var (anywhere, unanswered) = await CountAsync(need.Metric, "*", ADay, cancellationToken);
        return unanswered is not null ? Unknown(need, unanswered)
            : anywhere == 0 ? Missing(need.Metric)
            : new(need.Metric, DataState.Absent, $"{need.Metric} has data, but none for {{{need.Scope}}} in the last hour.",
                "Check the names in it, and that the Agents of this cluster set them (kube_cluster_name comes from datadog.clusterName or DD_CLUSTER_NAME).");
    }

    /// <summary>No data because nothing is wrong, if whoever would send it is there.</summary>
    private async Task<DataCheck> SparseAsync(NeededSeries need, CancellationToken cancellationToken)
    {
        var steady = AgentAdvice.SteadyOf(need.Metric);
        var (sender, unanswered) = await CountAsync(steady, "*", Lately, cancellationToken);
        return unanswered is not null ? Unknown(need, unanswered)
            : sender == 0 ? Missing(need.Metric)
            : await TagsAsync(need, cancellationToken)
                ?? new(need.Metric, DataState.Unknown, $"{need.Metric} has no series for {{{need.Scope}}} now, as it should where nothing is wrong; its sender is there ({steady} has data).");
    }

    /// <summary>Null: every tag that is needed is there.</summary>
    private async Task<DataCheck?> TagsAsync(NeededSeries need, CancellationToken cancellationToken)
    {
        if (need.Tags.Count == 0)
        {
            return null;
        }

        var call = DatadogCall.Get($"/api/v2/metrics/{Uri.EscapeDataString(need.Metric)}/all-tags", "metrics_read", "read the tags of metrics");
        var answer = await connection.SendAsync(call, cancellationToken);
        if (answer.Json.At("data", "attributes", "tags") is not JsonArray { Count: > 0 } tags)
        {
            var why = answer.Problem?.Message ?? "Datadog names none of its tags.";
            return new(need.Metric, DataState.Unknown, $"Whether the series of {need.Metric} have the tags of the grouping ({string.Join(", ", need.Tags)}) could not be found out: {why}");
        }

        var keys = tags.Select(t => t.Text()?.Split(':')[0] ?? "").ToHashSet(StringComparer.Ordinal);
        return need.Tags.Where(t => !keys.Contains(t)).ToList() is [_, ..] missing
            ? new(need.Metric, DataState.Absent, $"No series of {need.Metric} has the tag {string.Join(" or ", missing)}, and what lacks a tag of the grouping is dropped silently.",
                missing.Contains("kube_cluster_name") ? AgentAdvice.ClusterName : "Take it out of the grouping.")
            : null;
    }

    /// <summary>How many series a query gives, or why that is not known.</summary>
    private async Task<(int Count, string? Unanswered)> CountAsync(string metric, string scope, TimeSpan span, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var query = $"max:{metric}{{{scope}}}";
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/v1/query?from={(now - span).ToUnixTimeSeconds()}&to={now.ToUnixTimeSeconds()}&query={Uri.EscapeDataString(query)}");
        var answer = await connection.SendAsync(DatadogCall.Get(path, "timeseries_query", "query metrics"), cancellationToken);
        return answer.Problem is { } problem ? (0, problem.Message)
            : answer.Json.At("series") is JsonArray series ? (series.OfType<JsonObject>().Count(HasPoints), null)
            : (0, "Datadog answers with something that is no list of series.");
    }

    private static bool HasPoints(JsonObject series) => series["pointlist"] is JsonArray { Count: > 0 };

    private DataCheck Missing(string metric) => new(metric, DataState.Absent, $"Nobody sends {metric} to {options.Site}: a monitor on it would be silent for ever.", AgentAdvice.Sender(metric, options.Site));

    private static DataCheck Unknown(NeededSeries need, string why) => new(need.Metric, DataState.Unknown, $"Whether {need.Metric} has data could not be found out: {why}");
}
