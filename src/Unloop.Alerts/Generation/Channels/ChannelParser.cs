using Unloop.Core.Text;

namespace Unloop.Alerts.Generation.Channels;

/// <summary>Reads channels as they are typed: <c>email:ops@example.com</c>, <c>slack:#ops</c>, <c>pagerduty:Checkout</c>.</summary>
public static class ChannelParser
{
    private const int Longest = 200;

    private static readonly string[] Kinds = [.. Enum.GetNames<ChannelKind>().Select(n => n.ToLowerInvariant())];

    /// <summary>All that can be read, and an error for each of the others.</summary>
    public static (IReadOnlyList<NotificationChannel> Channels, IReadOnlyList<string> Errors) Parse(IEnumerable<string> texts)
    {
        var (channels, errors) = (new List<NotificationChannel>(), new List<string>());
        foreach (var text in texts)
        {
            var (channel, error) = Parse(text);
            if (error is not null)
            {
                errors.Add(error);
            }
            else if (!channels.Contains(channel!))
            {
                channels.Add(channel!);
            }
        }

        return (channels, errors);
    }

    private static (NotificationChannel? Channel, string? Error) Parse(string text)
    {
        // An address that is a secret must not be said again.
        var shown = text.IndexOf("://", StringComparison.Ordinal) is var url && url < 0 ? text : $"{text[..url]}://…";
        if (text.IndexOf(':', StringComparison.Ordinal) is var colon && colon < 1)
        {
            return (null, $"a channel is KIND:ADDRESS, as in email:ops@example.com or slack:#ops, not '{shown}'");
        }

        var (word, address) = (text[..colon].ToLowerInvariant(), text[(colon + 1)..].Trim());
        if (Array.IndexOf(Kinds, word) is var kind && kind < 0)
        {
            return (null, $"there is no channel '{word}' ({shown}){NearestNames.Suggest(word, Kinds)}; there are {string.Join(", ", Kinds)}");
        }

        return Mistake((ChannelKind)kind, address) is { } mistake ? (null, $"{shown}: {mistake}") : (new NotificationChannel((ChannelKind)kind, address), null);
    }

    private static string? Mistake(ChannelKind kind, string address) =>
        address.Length is 0 or > Longest ? $"the address has {address.Length} characters; 1 to {Longest} are possible"
        : address.Any(char.IsControl) ? "the address has a control character"
        : address.Contains("://", StringComparison.Ordinal) && !(kind is ChannelKind.Webhook && IsPlainUrl(address)) ? "such an address is a secret, which has no place in these files: give a name (only webhook takes a URL, without user and query)"
        : kind is ChannelKind.Webhook && Uri.TryCreate(address, UriKind.Absolute, out var url) && SecretAddress.Instead(url) is { } instead
            ? $"whoever knows this address may post to it, so it has no place in these files: give {instead}; Datadog's integration holds the address under that name, Alertmanager and Grafana read it from a file of that name (--secrets-dir)"
        : kind is ChannelKind.Email && !IsEmail(address) ? "that is no e-mail address"
        : kind is ChannelKind.Slack && !address.Contains('#', StringComparison.Ordinal) ? $"a Slack channel begins with #: slack:#{address}"
        : null;

    private static bool IsPlainUrl(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https") && url is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 };

    private static bool IsEmail(string address) =>
        address.Split('@') is [{ Length: > 0 }, { Length: > 2 } domain] && domain.Contains('.', StringComparison.Ordinal) && !domain.StartsWith('.') && !domain.EndsWith('.')
        && !address.Any(c => char.IsWhiteSpace(c) || c is ',' or ';' or '<' or '>' or '(' or ')' or '"' or '/');
}
