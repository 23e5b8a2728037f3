using Unloop.Alerts.Datadog;
using Unloop.Alerts.Generation.Queries;
using Unloop.Alerts.Generation.Targets;
using Unloop.Alerts.Generation.Testing;
using Unloop.Alerts.Prometheus;

namespace Unloop.Alerts.Generation.Rules;

/// <summary>One thing that is watched for: each is a class, and a line in <see cref="AlertList"/>.</summary>
internal abstract class AlertKind
{
    /// <summary>Stable, kebab case.</summary>
    public abstract string Id { get; }

    protected abstract AlertWords Words { get; }

    public abstract bool AppliesTo(AlertRequest request);

    protected abstract PrometheusPart Prometheus(PrometheusScope scope);

    protected abstract DatadogPart Datadog(DatadogScope scope);

    protected abstract IEnumerable<RuleTest> Tests(TestLives lives);

    public Alert Of(AlertRequest request)
    {
        var runbook = RunbookText.Of(Words, request);
        return new Alert
        {
            Id = Id,
            Words = Words,
            Runbook = runbook,
            Prometheus = Rule(request, runbook),
            Datadog = Monitor(request, runbook),
            Tests = [.. Tests(new TestLives(request.Scope))],
        };
    }

    private Rule Rule(AlertRequest request, Runbook runbook)
    {
        var scope = new PrometheusScope(request.Scope);
        var part = Prometheus(scope);
        return new Rule
        {
            Alert = part.Alert,
            Expr = scope.Owned(part.Expr),
            For = part.For,
            Labels = new Dictionary<string, string>(scope.RuleLabels) { ["severity"] = Words.Severity.ToString().ToLowerInvariant(), ["unloop"] = Id },
            Annotations = PrometheusText.Annotations(request, Words, runbook, part.ByContainer),
        };
    }

    private DatadogMonitor Monitor(AlertRequest request, Runbook runbook)
    {
        var scope = new DatadogScope(request.Scope);
        var part = Datadog(scope);
        return new DatadogMonitor
        {
            Name = Words.Name,
            Type = "query alert",
            Query = DatadogScope.Compare(part.Query, part.Comparator, part.Threshold),
            Message = DatadogText.Message(Words, runbook, request),
            Tags = [.. scope.Tags, $"severity:{Words.Severity.ToString().ToLowerInvariant()}", $"{FileMark.Tag}{Id}"],
            Priority = Words.Severity is AlertSeverity.Critical ? 1 : 3,
            Options = new DatadogMonitorOptions
            {
                Thresholds = new DatadogThresholds { Critical = part.Threshold },
                IncludeTags = true,
                NewGroupDelay = part.NewGroupDelay,
                NotifyBy = scope.NotifyBy,
                OnMissingData = "resolve",
                RequireFullWindow = false,
            },
        };
    }
}

/// <param name="Alert">The rule's name.</param>
/// <param name="Expr">With namespace, pod, uid (and container) in its result, not yet restricted to a workload.</param>
/// <param name="ByContainer">Whether the result has a container.</param>
internal sealed record PrometheusPart(string Alert, string Expr, string? For, bool ByContainer);

/// <param name="Query">All but the comparison.</param>
/// <param name="NewGroupDelay">Seconds: how long a pod is left alone from its first series on.</param>
internal sealed record DatadogPart(string Query, string Comparator, double Threshold, int NewGroupDelay);
