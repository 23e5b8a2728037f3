using System.Globalization;
using System.Text.Json.Nodes;
using Unloop.Alerts.Datadog;
using Unloop.Alerts.Planning;
using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Monitoring.Datadog;

/// <summary>What an organisation has, for checks of monitors that are still a text. Two reads, and no write.</summary>
public sealed class DatadogOrganisation(DatadogOptions options, DatadogKeys keys, TimeProvider time) : IDisposable
{
    private readonly DatadogConnection _connection = new(options, keys, time);

    /// <summary>Metrics that were sent in this time are known.</summary>
    public static TimeSpan KnownFor { get; } = TimeSpan.FromDays(7);

    /// <summary>Names of all metrics that were sent lately (https://docs.datadoghq.com/api/latest/metrics/#get-active-metrics-list).</summary>
    public async Task<OrganisationMetrics> MetricsAsync(CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/v1/metrics?from={(time.GetUtcNow() - KnownFor).ToUnixTimeSeconds()}");
        var answer = await _connection.SendAsync(DatadogCall.Get(path, "metrics_read", "read the names of metrics"), cancellationToken);
        return answer.Problem is { } problem ? new(null, problem)
            : answer.Json.At("metrics") is JsonArray names ? new(names.Select(n => n.Text()).OfType<string>().ToHashSet(StringComparer.Ordinal))
            : new(null, new(ProblemKind.Failed, $"{options.Address.Authority} answers with something that is no list when asked for its metrics."));
    }

    /// <summary>All monitors, with number, name, type and query.</summary>
    public async Task<OrganisationMonitors> MonitorsAsync(CancellationToken cancellationToken)
    {
        var read = await MonitorPages.ReadAsync(_connection, "/api/v1/monitor?", _ => true, cancellationToken);
        return read.Problem is { } problem ? new(null, problem) : new([.. read.Monitors.Select(Monitor)]);
    }

    public void Dispose() => _connection.Dispose();

    private static DatadogMonitor Monitor(ExistingMonitor existing) => new()
    {
        Id = long.TryParse(existing.Reference, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null,
        Name = existing.Name,
        Type = existing.Body["type"].Text(),
        Query = existing.Body["query"].Text(),
    };
}

/// <param name="Names">Null where they could not be read.</param>
public sealed record OrganisationMetrics(IReadOnlySet<string>? Names, Problem? Problem = null);

/// <param name="Monitors">Null where they could not be read, all of them.</param>
public sealed record OrganisationMonitors(IReadOnlyList<DatadogMonitor>? Monitors, Problem? Problem = null);
