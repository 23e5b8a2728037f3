using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Engine.Monitoring;

namespace Unloop.Monitoring.Datadog;

/// <summary>Datadog's monitors over its API v1 (https://docs.datadoghq.com/api/latest/monitors/).</summary>
public sealed partial class DatadogMonitors(DatadogOptions options, DatadogKeys keys, TimeProvider time) : IMonitorProvider, IDisposable
{
    private const string Path = "/api/v1/monitor";
    private const string Read = "monitors_read", Write = "monitors_write";

    private readonly DatadogConnection _connection = new(options, keys, time);

    public string Provider => DatadogForm.Provider;

    public string Place => options.Api is null ? options.Site : $"{options.Site} ({options.Address.Authority})";

    /// <summary>First the API key alone, then both: so it is known which of them is wrong.</summary>
    public async Task<Problem?> CheckAsync(CancellationToken cancellationToken)
    {
        var valid = await _connection.SendAsync(new(HttpMethod.Get, "/api/v1/validate", null, "ask whether the API key is good"), cancellationToken);
        if (valid.Problem is { } problem)
        {
            return problem;
        }

        return (await _connection.SendAsync(DatadogCall.Get($"{Path}?page=0&page_size=1", Read, "read monitors"), cancellationToken)).Problem;
    }

    public Task<MonitorReading> ReadTargetAsync(string target, CancellationToken cancellationToken) =>
        MonitorPages.ReadAsync(_connection, $"{Path}?monitor_tags={Uri.EscapeDataString(DatadogMarks.Managed)}&", m => m.Id is { } id && MonitorIdentity.IsOf(id, target), cancellationToken);

    public Task<MonitorReading> ReadAlikeAsync(IReadOnlyCollection<string> likenesses, CancellationToken cancellationToken) =>
        MonitorPages.ReadAsync(_connection, $"{Path}?", m => m.Id is null && m.Likeness is { } likeness && likenesses.Contains(likeness), cancellationToken);

    public async Task<Problem?> ValidateAsync(DesiredMonitor desired, string? reference, CancellationToken cancellationToken)
    {
        var call = new DatadogCall(HttpMethod.Post, reference is null ? $"{Path}/validate" : $"{Path}/{reference}/validate", Read, $"take '{desired.Name}'") { Body = desired.Body };
        var answer = await _connection.SendAsync(call, cancellationToken);

        // One that is there already is no mistake of the monitor's: what to do about it is decided when it is made.
        return answer.Problem is null || DuplicateOf(answer) is not null ? null : answer.Problem;
    }

    public Task<IReadOnlyList<DataCheck>> ProveDataAsync(IReadOnlyList<DesiredMonitor> desired, CancellationToken cancellationToken) =>
        new MetricProof(_connection, options, time).RunAsync(desired, cancellationToken);

    public async Task<MonitorReading> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        var answer = await _connection.SendAsync(DatadogCall.Get($"{Path}/{reference}", Read, "read monitors"), cancellationToken);
        return answer.Status is HttpStatusCode.NotFound ? new([])
            : answer.Problem is { } problem ? new([], problem)
            : answer.Json is JsonObject body && DatadogForm.Existing(body) is { } monitor ? new([monitor])
            : new([], new(ProblemKind.Failed, $"{options.Address.Authority} answers with something that is no monitor when asked for {reference}."));
    }

    public async Task<MonitorWriting> CreateAsync(DesiredMonitor desired, CancellationToken cancellationToken) =>
        Written(await _connection.SendAsync(new(HttpMethod.Post, Path, Write, $"make '{desired.Name}'") { Body = desired.Body, Repeatable = false }, cancellationToken));

    public async Task<MonitorWriting> UpdateAsync(ExistingMonitor existing, DesiredMonitor desired, IReadOnlyList<FieldDifference> differences, bool adopts, CancellationToken cancellationToken) =>
        await PutAsync(existing, DatadogForm.Update(existing, desired, differences, adopts), cancellationToken);

    public async Task<MonitorWriting> DeleteAsync(ExistingMonitor existing, CancellationToken cancellationToken)
    {
        if (existing.IsAdopted)
        {
            return await PutAsync(existing, DatadogForm.Release(existing), cancellationToken);
        }

        var answer = await _connection.SendAsync(new(HttpMethod.Delete, $"{Path}/{existing.Reference}", Write, $"delete '{existing.Name}'"), cancellationToken);
        return answer.Status is HttpStatusCode.NotFound ? new(MonitorWritingEnd.Gone, null)
            : answer.Problem is { } problem ? new(answer.IsUncertain ? MonitorWritingEnd.Unknown : MonitorWritingEnd.Refused, null, problem)
            : new(MonitorWritingEnd.Done, null);
    }

    /// <summary>Datadog gives the state with the monitor itself.</summary>
    public Task<MonitorStates> StatesAsync(IReadOnlyList<ExistingMonitor> monitors, CancellationToken cancellationToken) =>
        Task.FromResult(new MonitorStates([.. monitors.Select(State)]));

    public void Dispose() => _connection.Dispose();

    private async Task<MonitorWriting> PutAsync(ExistingMonitor existing, JsonObject body, CancellationToken cancellationToken) =>
        Written(await _connection.SendAsync(new(HttpMethod.Put, $"{Path}/{existing.Reference}", Write, $"change '{existing.Name}'") { Body = body }, cancellationToken));

    private static MonitorWriting Written(DatadogAnswer answer) => answer switch
    {
        { Problem: null, Json: JsonObject body } => new(MonitorWritingEnd.Done, DatadogForm.Existing(body)),
        { Problem: null } => new(MonitorWritingEnd.Done, null),
        { Status: HttpStatusCode.NotFound } => new(MonitorWritingEnd.Gone, null, answer.Problem),
        _ when DuplicateOf(answer) is { } other => new(MonitorWritingEnd.Duplicate, null, answer.Problem, other),
        _ => new(answer.IsUncertain ? MonitorWritingEnd.Unknown : MonitorWritingEnd.Refused, null, answer.Problem),
    };

    private static string? DuplicateOf(DatadogAnswer answer) =>
        answer.Errors.Select(e => Duplicate().Match(e)).FirstOrDefault(m => m.Success)?.Groups["id"].Value;

    private MonitorState State(ExistingMonitor monitor)
    {
        var state = monitor.Body.At("overall_state").Text() ?? "Unknown";
        var says = state switch
        {
            "No Data" => "No series has matched its query since it was made or changed; Datadog evaluates it once a minute.",
            "Ignored" or "Skipped" => "Datadog does not evaluate it now.",
            _ when monitor.Body.At("options", "silenced") is JsonObject { Count: > 0 } => "Somebody has muted it.",
            _ => null,
        };
        return new(monitor.Id ?? "", monitor.Reference, monitor.Name, state, state is "OK" or "Alert" or "Warn", says, options.Api is null ? DatadogSites.Page(options.Site, monitor.Reference) : null);
    }

    [GeneratedRegex(@"Duplicate of an existing monitor_id:(?<id>[0-9]{1,19})", RegexOptions.NonBacktracking)]
    private static partial Regex Duplicate();
}
