using Unloop.Core;

namespace Unloop.Alerts.Generation;

/// <summary>What shall be watched, why, and who shall hear of it; every target's files are written from this alone.</summary>
public sealed record AlertRequest
{
    public required AlertScope Scope { get; init; }

    /// <summary>What diagnoses found, one for each category: each may bring rules of its own and a paragraph of the runbook.</summary>
    public IReadOnlyList<KnownCause> Causes { get; init; } = [];

    public IReadOnlyList<NotificationChannel> Channels { get; init; } = [];

    /// <summary>Where the runbook is published; null: its text goes into the message.</summary>
    public string? RunbookUrl { get; init; }
}

/// <summary>All null but <see cref="Cluster"/>: the whole cluster. A namespace alone: all in it.</summary>
/// <param name="Cluster">As Datadog's <c>kube_cluster_name</c> has it; null where nothing tells it apart.</param>
/// <param name="Kind"><c>Deployment</c>, <c>StatefulSet</c>, <c>DaemonSet</c>, <c>CronJob</c>, <c>Job</c>, <c>ReplicaSet</c> or <c>Pod</c>.</param>
public sealed record AlertScope(string? Cluster = null, string? Namespace = null, string? Kind = null, string? Name = null);

/// <param name="Statement">Of the diagnosis: one sentence.</param>
/// <param name="Solution">What mends it, one sentence each.</param>
/// <param name="Prevention">What keeps it so, one sentence each.</param>
/// <param name="Container">The one to blame.</param>
public sealed record KnownCause(Category Category, string Statement, IReadOnlyList<string> Solution, IReadOnlyList<string> Prevention, string? Container = null);

public enum ChannelKind
{
    Email,
    Slack,
    Pagerduty,
    Teams,
    Webhook,
    Opsgenie,
}

/// <summary>One way to reach people. Credentials are never part of it: targets name the file, variable or integration that holds them.</summary>
/// <param name="Address">An e-mail address; a Slack channel (<c>#ops</c>, or <c>account/#ops</c>); a PagerDuty or Opsgenie service; the name of a Teams handle or webhook
/// (Datadog), or its URL where the target wants one.</param>
public sealed record NotificationChannel(ChannelKind Kind, string Address);

/// <summary>One file of what was generated.</summary>
/// <param name="Path">Relative, with slashes.</param>
public sealed record GeneratedFile(string Path, string Content);
