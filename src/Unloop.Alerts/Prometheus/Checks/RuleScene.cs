using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Alerts.Prometheus.Routing;
using Unloop.Core.Facts;

namespace Unloop.Alerts.Prometheus.Checks;

/// <summary>What is known beyond the files.</summary>
public sealed record RuleCheckOptions
{
    /// <summary>Null: nothing is known of the cluster, and what needs it is not checked.</summary>
    public MonitoringSetup? Setup { get; init; }

    /// <summary>Names of metrics that the Prometheus has had data of; null: not known.</summary>
    public IReadOnlySet<string>? KnownMetrics { get; init; }

    /// <summary>Whether the series of kube-state-metrics have <c>exported_pod</c> there; null: not known.</summary>
    public bool? HasExportedLabels { get; init; }

    /// <summary>The expressions of the rules that the Prometheus evaluates already; null: not known.</summary>
    public IReadOnlyList<string>? LoadedRules { get; init; }

    /// <summary>Those that the alerts are sent to.</summary>
    public IReadOnlyList<AlertmanagerConfiguration> Alertmanagers { get; init; } = [];

    public BackoffPolicy Backoff { get; init; } = BackoffPolicy.Default;

    /// <summary>How often kube-state-metrics is scraped; null: as the Prometheus of <see cref="Setup"/> does, or every 30 s, which is the operator's default.</summary>
    public TimeSpan? ScrapeInterval { get; init; }

    internal TimeSpan EffectiveScrapeInterval =>
        ScrapeInterval ?? Setup?.Prometheus.Select(p => Duration.Parse(p.ScrapeInterval)).Max() ?? TimeSpan.FromSeconds(30);
}

/// <summary>All rules that are checked together, and what was understood of each.</summary>
internal sealed record RuleScene(IReadOnlyList<SceneRule> Rules, RuleCheckOptions Options)
{
    private readonly Lazy<IReadOnlyList<Expression>?> _loaded = new(() => Options.LoadedRules is { } all ? [.. all.Select(e => ExpressionParser.Parse(e)).Where(e => e.IsValid).Select(e => e.Tree).OfType<Expression>()] : null);

    /// <summary>What the Prometheus evaluates already; null: not known.</summary>
    public IReadOnlyList<Expression>? Loaded => _loaded.Value;

    public IEnumerable<SceneRule> Alerts => Rules.Where(r => r.Located.IsAlert && r.Tree is not null);

    public static RuleScene Of(IEnumerable<RuleFile> files, RuleCheckOptions options) =>
        new([.. files.SelectMany(f => f.Groups.SelectMany(g => g.Rules.Select(r => new SceneRule(f, g, r))))], options);
}

/// <summary>A rule with what its expression asks.</summary>
internal sealed record SceneRule(RuleFile File, LocatedGroup Group, LocatedRule Located)
{
    private readonly Lazy<IReadOnlyList<RestartCondition>> _restarts = new(() => Located.Parsed is { IsValid: true, Tree: { } tree } ? RestartConditionReader.Read(tree) : []);
    private readonly Lazy<IReadOnlyList<UsedSelector>> _selectors = new(() => Located.Parsed is { IsValid: true, Tree: { } tree } ? UsedSelector.All(tree) : []);

    /// <summary>Null where the expression has errors.</summary>
    public Expression? Tree => Located.Parsed.IsValid ? Located.Parsed.Tree : null;

    public string Text => Located.Rule.Expr;

    public string Name => Located.Name;

    public TimeSpan For => Located.ForDuration;

    /// <summary>Where it compares a number of restarts with a constant.</summary>
    public IReadOnlyList<RestartCondition> Restarts => _restarts.Value;

    public IReadOnlyList<UsedSelector> Selectors => _selectors.Value;

    /// <summary>The part of the expression that a node stands in, changed.</summary>
    public string With(TextSpan span, string replacement) => (Text[..span.Start] + replacement + Text[span.End..]).TrimEnd();
}
