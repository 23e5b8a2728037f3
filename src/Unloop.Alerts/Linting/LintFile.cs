using Unloop.Alerts.Datadog;
using Unloop.Alerts.Sources;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Linting;

/// <summary>What shall be checked.</summary>
/// <param name="name">As it was named, with slashes; null for a query that was typed.</param>
public sealed class LintFile(string? name, string text)
{
    private SourceFile? _source;
    private SourceTree? _tree;

    public string? Name => name;

    public string Text => text;

    public bool IsQuery => name is null;

    public SourceFile Source => _source ??= new(name, text);

    /// <summary>Read once, whoever asks: for what is in it, and then for that itself.</summary>
    public SourceTree Tree => _tree ??= SourceReader.Read(Source);

    public static LintFile Query(string text) => new(null, text);
}

/// <summary>What is known of the systems that the rules will live in. All of it is optional: a check that needs what is not known is silent.</summary>
public sealed record LintSurroundings
{
    public static LintSurroundings None { get; } = new();

    public MonitoringSetup? Setup { get; init; }

    /// <summary>Names of metrics that the organisation in Datadog, or the Prometheus, has had data of.</summary>
    public IReadOnlySet<string>? KnownMetrics { get; init; }

    /// <summary>How far back <see cref="KnownMetrics"/> go; null: as far as anybody knows.</summary>
    public TimeSpan? KnownFor { get; init; }

    /// <summary>The expressions of the rules that the Prometheus evaluates already.</summary>
    public IReadOnlyList<string>? LoadedRules { get; init; }

    /// <summary>Whether the Prometheus has <c>exported_pod</c> on the series of kube-state-metrics, which it then scrapes without honor_labels.</summary>
    public bool? HasExportedLabels { get; init; }

    /// <summary>The organisation's monitors.</summary>
    public IReadOnlyList<DatadogMonitor>? ExistingMonitors { get; init; }
}

/// <param name="Problems">What kept something from being checked, with its place.</param>
/// <param name="Checked">How many queries, monitors or rules were looked at.</param>
public sealed record LintResult(IReadOnlyList<CheckFinding> Items, IReadOnlyList<Problem> Problems, int Checked);

/// <summary>The checks for one product's rules. Pure.</summary>
public interface ILintProvider
{
    /// <summary>As <c>--provider</c> takes it.</summary>
    string Name { get; }

    IReadOnlyList<FindingRule> Rules { get; }

    /// <summary>Whether files with this in them are its own.</summary>
    bool Takes(ContentKind kind);

    /// <summary>Whether a query that was typed is in its language rather than in another's.</summary>
    bool LooksLikeQuery(string text);

    /// <summary>All files together, as some checks are about several. Files may hold other products' objects beside its own.</summary>
    LintResult Lint(IReadOnlyList<LintFile> files, LintSurroundings surroundings);
}
