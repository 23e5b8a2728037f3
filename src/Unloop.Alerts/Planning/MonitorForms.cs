using System.Text.Json.Nodes;

namespace Unloop.Alerts.Planning;

/// <summary>One monitor, or one object with rules, as it shall be; the same for every provider.</summary>
public sealed record DesiredMonitor
{
    /// <summary>See <see cref="MonitorIdentity"/>.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>As it is written where there is none yet, in the provider's own words.</summary>
    public required JsonObject Body { get; init; }

    /// <summary>
    /// What is compared, in one form only: numbers, orders and defaults as the provider would give them back. A set is an object with its items as names. Of what
    /// exists, only the members that are here are looked at: the rest is somebody else's, or the provider's.
    /// </summary>
    public required JsonObject Normal { get; init; }

    /// <summary>What a monitor that was made by hand must have in common to be taken over in place of being made a second time; null: none is.</summary>
    public string? Likeness { get; init; }

    /// <summary>
    /// Fields of <see cref="Normal"/> that a monitor which was taken over keeps as they were, for people wrote them for people: <c>message</c>, or one of a
    /// set, <c>tags.severity:critical</c>.
    /// </summary>
    public IReadOnlyList<string> LeftWhenAdopted { get; init; } = [];

    /// <summary>What it is made of, where each part can be lost alone: the rules of a PrometheusRule. Empty: it is one thing.</summary>
    public IReadOnlyList<MonitorPart> Parts { get; init; } = [];

    /// <summary>What must have data for it to be worth anything: metric names, with the tags that it asks for and groups by.</summary>
    public IReadOnlyList<NeededSeries> Needs { get; init; } = [];
}

/// <param name="Metric">As the provider calls it.</param>
/// <param name="Tags">Keys that every series must have, or the monitor drops it silently.</param>
/// <param name="Scope">The part of the query in braces, as it is written; <c>*</c> is everything.</param>
/// <param name="IsSparse">It has series only while something is wrong: that there are none proves nothing.</param>
public sealed record NeededSeries(string Metric, IReadOnlyList<string> Tags, string Scope = "*", bool IsSparse = false);

/// <param name="Group">Where it is: the name of a group of rules.</param>
/// <param name="Name">Of the alert, or of the series that is recorded.</param>
public sealed record MonitorPart(string Group, string Name);

/// <summary>One that the provider has.</summary>
public sealed record ExistingMonitor
{
    /// <summary>The provider's own name for it, as it is typed: <c>12345</c>, <c>shop/unloop-web</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>Ours only: it bears both the mark of Unloop and an id. Null: somebody else's.</summary>
    public string? Id { get; init; }

    /// <summary>Ours, but made by hand before: it is given back, never deleted.</summary>
    public bool IsAdopted { get; init; }
    public required string Name { get; init; }

    /// <summary>Whole, as the provider gave it: what undoing must bring back.</summary>
    public required JsonObject Body { get; init; }

    /// <summary>As <see cref="DesiredMonitor.Normal"/>, with whatever more there is.</summary>
    public required JsonObject Normal { get; init; }

    /// <summary>As <see cref="DesiredMonitor.Likeness"/>.</summary>
    public string? Likeness { get; init; }

    /// <summary>As <see cref="DesiredMonitor.Parts"/>.</summary>
    public IReadOnlyList<MonitorPart> Parts { get; init; } = [];

    /// <summary>Changes with every edit, whoever makes it; null where the provider has nothing of the kind.</summary>
    public string? Version { get; init; }
}
