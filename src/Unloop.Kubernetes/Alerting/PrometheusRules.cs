using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Unloop.Alerts.Planning;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;
using Unloop.Engine.Monitoring.Prometheus;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Monitoring;

namespace Unloop.Kubernetes.Alerting;

/// <summary>PrometheusRules of one namespace as monitors. Whether they are loaded and have data, the Prometheus itself is asked.</summary>
/// <param name="space">Where they live.</param>
internal sealed class PrometheusRules(ApiClient client, ApiWriter writer, string space, RuleWatch watch) : IMonitorProvider
{
    private readonly RuleWriter _writer = new(client, writer);

    public string Provider => "prometheus-operator";

    public string Place => client.Settings.Server.AbsoluteUri.TrimEnd('/');

    public async Task<Problem?> CheckAsync(CancellationToken cancellationToken)
    {
        var served = await client.GetAsync(ApiRequest.Discovery(MonitoringView.PrometheusGroup, "v1"), DiscoveryJson.Default.ApiResourceList, cancellationToken);
        if (served.Error is { Kind: not ApiErrorKind.NotServed } error)
        {
            return error.ToProblem();
        }

        if (served.Value?.Of(RuleObject.Kind) is null)
        {
            return new(ProblemKind.Refused, $"{Place} serves no PrometheusRules: the Prometheus Operator is not installed. Without it, 'unloop monitor generate' writes a rule file for Prometheus itself.");
        }

        var read = await ListAsync(ApiRequest.List(RuleWriter.Plural, space, MonitoringView.PrometheusGroup).With("labelSelector", $"{RuleObject.TargetMark}=none"), cancellationToken);
        return read.Problem;
    }

    public Task<MonitorReading> ReadTargetAsync(string target, CancellationToken cancellationToken) =>
        ListAsync(ApiRequest.List(RuleWriter.Plural, space, MonitoringView.PrometheusGroup).With("labelSelector", $"{RuleObject.TargetMark}={target}"), cancellationToken);

    public async Task<MonitorReading> ReadAlikeAsync(IReadOnlyCollection<string> likenesses, CancellationToken cancellationToken)
    {
        var all = await ListAsync(ApiRequest.List(RuleWriter.Plural, space, MonitoringView.PrometheusGroup), cancellationToken);
        return all with { Monitors = [.. all.Monitors.Where(m => m.Id is null && m.Likeness is { } likeness && likenesses.Contains(likeness))] };
    }

    public Task<Problem?> ValidateAsync(DesiredMonitor desired, string? reference, CancellationToken cancellationToken) =>
        _writer.RehearseAsync(desired.Body, reference, cancellationToken);

    public Task<IReadOnlyList<DataCheck>> ProveDataAsync(IReadOnlyList<DesiredMonitor> desired, CancellationToken cancellationToken) => watch.ProveAsync(desired, cancellationToken);

    public async Task<MonitorReading> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        if (reference.Split('/') is not [var where, var name])
        {
            return new([], new(ProblemKind.BadInput, $"'{ApiError.Shown(reference)}' is no namespace/name of a PrometheusRule."));
        }

        var read = await _writer.ReadAsync(where, name, cancellationToken);
        return read.TryGet(out var live, out var error) ? new([RuleObject.Existing(live)])
            : new([], error.Kind is ApiErrorKind.NotFound ? null : error.ToProblem());
    }

    public Task<MonitorWriting> CreateAsync(DesiredMonitor desired, CancellationToken cancellationToken) => _writer.CreateAsync(desired.Body, cancellationToken);

    public Task<MonitorWriting> UpdateAsync(ExistingMonitor existing, DesiredMonitor desired, IReadOnlyList<FieldDifference> differences, bool adopts, CancellationToken cancellationToken) =>
        _writer.UpdateAsync(existing, desired.Body, adopts, cancellationToken);

    public async Task<MonitorWriting> DeleteAsync(ExistingMonitor existing, CancellationToken cancellationToken) =>
        existing.Id is null ? new(MonitorWritingEnd.Refused, null, new(ProblemKind.Refused, $"{existing.Reference} does not bear the marks of Unloop; it was left alone."))
        : existing.IsAdopted ? await _writer.ReleaseAsync(existing, cancellationToken)
        : await _writer.DeleteAsync(existing, cancellationToken);

    public Task<MonitorStates> StatesAsync(IReadOnlyList<ExistingMonitor> monitors, CancellationToken cancellationToken) => watch.LookAsync(monitors, cancellationToken);

    private async Task<MonitorReading> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var result = await client.ListAsync(request, RuleListJson.Default.RuleList, cancellationToken);
        return result.TryGet(out var found, out var error)
            ? new([.. found.Select(RuleObject.Existing).OrderBy(m => m.Reference, StringComparer.Ordinal)])
            : new([], error.ToProblem());
    }
}

/// <summary>Objects as they are, nothing dropped.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 64)]
[JsonSerializable(typeof(ApiList<JsonObject>), TypeInfoPropertyName = "RuleList")]
internal sealed partial class RuleListJson : JsonSerializerContext;
