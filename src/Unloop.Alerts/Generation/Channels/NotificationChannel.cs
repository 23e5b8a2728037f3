namespace Unloop.Alerts.Generation.Channels;

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
/// <param name="Address">An e-mail address; a Slack channel (<c>#ops</c>, for Datadog also <c>account/#ops</c>); the name of a PagerDuty or Opsgenie service, of a Teams channel,
/// of a webhook, or the URL of one
/// that is no secret.</param>
public sealed record NotificationChannel(ChannelKind Kind, string Address)
{
    /// <summary>For the names of files and receivers: lower-case letters, digits and hyphens.</summary>
    public string Slug
    {
        get
        {
            var letters = Address.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-').ToArray();
            return $"{Kind.ToString().ToLowerInvariant()}-{string.Join('-', new string(letters).Split('-', StringSplitOptions.RemoveEmptyEntries))}";
        }
    }

    public bool IsUrl => Address.Contains("://", StringComparison.Ordinal);

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}:{Address}";
}
