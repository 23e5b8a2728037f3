using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Engine.Monitoring.Prometheus;

namespace Unloop.Monitoring.Prometheus;

/// <summary>One Prometheus by its HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/), of which five reads are used.</summary>
public sealed class PrometheusServer(PrometheusOptions options, TimeProvider time) : IPrometheus, IDisposable
{
    /// <summary>Longer than a message of Prometheus about one expression ever is.</summary>
    private const int LongestError = 400;

    private readonly PrometheusConnection _connection = new(options, time);

    public string Address => _connection.Address;

    public void Dispose() => _connection.Dispose();

    public async Task<LoadedRules> RulesAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.GetAsync("api/v1/rules", cancellationToken);
        return answer.Problem is { } problem ? new([], problem)
            : answer.Data.At("groups") is not JsonArray groups ? new([], new(ProblemKind.Failed, $"{Address} answers about rules without any groups: that is not Prometheus' API."))
            : new([.. groups.OfType<JsonObject>().SelectMany(Rules)]);
    }

    public async Task<ConfigurationState?> ConfigurationAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.GetAsync("api/v1/status/runtimeinfo", cancellationToken);
        return answer.Data is JsonObject data && data["reloadConfigSuccess"] is JsonValue success && success.GetValueKind() is JsonValueKind.True or JsonValueKind.False
            ? new(success.GetValueKind() is JsonValueKind.True, Time(data["lastConfigTime"].Text()))
            : null;
    }

    public async Task<SeriesCount> CountAsync(string selector, CancellationToken cancellationToken)
    {
        var answer = await _connection.GetAsync("api/v1/query?query=" + Uri.EscapeDataString($"count({selector})"), cancellationToken);
        if (answer.Problem is { } problem)
        {
            return new(null, problem);
        }

        // No series is an empty vector, and not one of nought.
        return answer.Data.At("result") is not JsonArray result ? new(null, new(ProblemKind.Failed, $"{Address} answers a query without a result: that is not Prometheus' API."))
            : result.Count == 0 ? new(0)
            : double.TryParse(((result[0].At("value") as JsonArray)?.ElementAtOrDefault(1)).Text(), CultureInfo.InvariantCulture, out var count) && count is >= 0 and < 1e15 ? new((long)count)
            : new(null, new(ProblemKind.Failed, $"{Address} answers a count with something that is no number."));
    }

    /// <summary>Of all metrics that it has series of; https://prometheus.io/docs/prometheus/latest/querying/api/#querying-label-values</summary>
    public async Task<MetricNamesRead> NamesAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.GetAsync("api/v1/label/__name__/values", cancellationToken);
        return answer.Problem is { } problem ? new(null, problem)
            : answer.Data is JsonArray names ? new(names.Select(n => n.Text()).OfType<string>().ToHashSet(StringComparer.Ordinal))
            : new(null, new(ProblemKind.Failed, $"{Address} answers with something that is no list when asked for the names of its metrics."));
    }

    private static IEnumerable<LoadedRule> Rules(JsonObject group) => (group["rules"] as JsonArray ?? []).OfType<JsonObject>().Select(rule => new LoadedRule
    {
        Group = group["name"].Text() ?? "",
        File = group["file"].Text() ?? "",
        Name = rule["name"].Text() ?? "",
        Query = rule["query"].Text() ?? "",
        Duration = Seconds(rule["duration"]),
        IsAlert = rule["type"].Text() == "alerting",
        State = rule["state"].Text(),
        Health = rule["health"].Text() ?? "unknown",
        LastError = rule["lastError"].Text() is { Length: > 0 } error ? new([.. error.Take(LongestError).Select(c => char.IsControl(c) ? ' ' : c)]) : null,
        Alerts = (rule["alerts"] as JsonArray)?.Count ?? 0,
    });

    private static TimeSpan Seconds(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<double>(out var seconds) && seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}

/// <param name="Names">Null where they could not be read.</param>
public sealed record MetricNamesRead(IReadOnlySet<string>? Names, Problem? Problem = null);
