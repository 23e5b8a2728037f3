using Unloop.Alerts.Generation.Channels;
using Unloop.Core;

namespace Unloop.Alerts.Generation;

/// <summary>What shall be watched, why, and who shall hear of it; every target's files are written from this alone.</summary>
public sealed record AlertRequest
{
    public required AlertScope Scope { get; init; }

    /// <summary>What diagnoses found: each may bring rules of its own and a paragraph of the runbook. Their words come from logs and are not trusted.</summary>
    public IReadOnlyList<KnownCause> Causes { get; init; } = [];

    public IReadOnlyList<NotificationChannel> Channels { get; init; } = [];

    /// <summary>Where the runbook is published; null: only its text is there.</summary>
    public string? RunbookUrl { get; init; }

    public TargetSettings Settings { get; init; } = new();

    /// <summary>Whether something of this kind shall be watched: it was diagnosed, or nothing was and a namespace or cluster may have any of them.</summary>
    internal bool Watches(params Category[] categories) => Causes.Count > 0 ? Causes.Any(c => categories.Contains(c.Category)) : !Scope.IsWorkload;
}

/// <param name="Statement">Of the diagnosis: one sentence.</param>
/// <param name="Solution">What mends it, one sentence each.</param>
/// <param name="Prevention">What keeps it so, one sentence each.</param>
/// <param name="Container">The one to blame.</param>
public sealed record KnownCause(Category Category, string Statement, IReadOnlyList<string> Solution, IReadOnlyList<string> Prevention, string? Container = null);

/// <summary>One file of what was generated.</summary>
/// <param name="Path">Relative, with slashes.</param>
public sealed record GeneratedFile(string Path, string Content);
