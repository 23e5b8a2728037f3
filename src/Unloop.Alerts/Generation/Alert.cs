using Unloop.Alerts.Datadog;
using Unloop.Alerts.Prometheus;

namespace Unloop.Alerts.Generation;

/// <summary>One alert, before any target: the same in words for all of them, with its rule in both query languages.</summary>
public sealed record Alert
{
    /// <summary>Stable, kebab case: <c>burst</c>, <c>state</c>, <c>slow-burn</c>, <c>oom</c>, …</summary>
    public required string Id { get; init; }

    public required AlertWords Words { get; init; }

    public required Runbook Runbook { get; init; }

    public required Rule Prometheus { get; init; }

    public required DatadogMonitor Datadog { get; init; }

    /// <summary>Lives of containers that must make the Prometheus rule fire, and such that must not.</summary>
    public IReadOnlyList<RuleTest> Tests { get; init; } = [];
}

/// <summary>What an alert says to people; all of it Unloop's own words.</summary>
public sealed record AlertWords
{
    /// <summary>One line that reads as a title.</summary>
    public required string Name { get; init; }

    public required AlertSeverity Severity { get; init; }

    /// <summary>What to do first, one or two sentences.</summary>
    public required string Description { get; init; }

    /// <summary>What makes it fire, and what it means that it does.</summary>
    public required IReadOnlyList<string> Sees { get; init; }

    public required string Impact { get; init; }

    /// <summary>What its going silent means, which is not always that all is well; one sentence.</summary>
    public required string Recovery { get; init; }

    /// <summary>What it cannot see in each backend, one sentence each.</summary>
    public required Blindness Blind { get; init; }
}

public sealed record Blindness(IReadOnlyList<string> Prometheus, IReadOnlyList<string> Datadog);

/// <summary>How urgent: Datadog's priorities 1 and 3, the label <c>severity</c> in Prometheus.</summary>
public enum AlertSeverity
{
    Critical,
    Warning,
}

/// <summary>The four headings that runbooks of alerts have, each with its sentences or steps. What is foreign in it is cleaned, and not yet escaped for any target.</summary>
public sealed record Runbook(IReadOnlyList<string> Meaning, IReadOnlyList<string> Impact, IReadOnlyList<string> Diagnosis, IReadOnlyList<string> Mitigation)
{
    public IReadOnlyList<(string Heading, IReadOnlyList<string> Lines)> Parts =>
        [(nameof(Meaning), Meaning), (nameof(Impact), Impact), (nameof(Diagnosis), Diagnosis), (nameof(Mitigation), Mitigation)];
}

/// <summary>A life of some containers as series, with the moments at which the rule fires or must be silent.</summary>
/// <param name="Name">A sentence.</param>
public sealed record RuleTest(string Name, IReadOnlyList<TestSeries> Series, IReadOnlyList<TestMoment> Moments);

/// <param name="Values">One of each scrape, 30 s apart, from the beginning; null: the scrape found none.</param>
public sealed record TestSeries(string Series, IReadOnlyList<int?> Values);

/// <param name="Seconds">From the beginning; a multiple of 45.</param>
/// <param name="Firing">The labels of each instance that fires, without those that the rule itself gives.</param>
public sealed record TestMoment(int Seconds, IReadOnlyList<IReadOnlyDictionary<string, string>> Firing);
