using Unloop.Alerts.Generation.Writing;
using YamlDotNet.RepresentationModel;

namespace Unloop.Alerts.Generation.Channels;

/// <summary>Channels as Grafana's contact points (grafana.com/docs, file provisioning). What is secret comes from a file, by <c>$__file{…}</c>, without which Grafana does not start.</summary>
internal static class GrafanaChannels
{
    public static string Folder(TargetSettings settings) => settings.SecretsFolder?.TrimEnd('/') ?? "/etc/grafana/secrets";

    public static YamlNode Receiver(NotificationChannel channel, TargetSettings settings)
    {
        var secret = Yaml.Text($"$__file{{{Folder(settings)}/{channel.Slug}}}");
        YamlNode parts = channel.Kind switch
        {
            ChannelKind.Email => Yaml.Map(("addresses", Yaml.Text(channel.Address)), ("singleEmail", Yaml.Truth(false))),
            ChannelKind.Slack => Yaml.Map(("recipient", Yaml.Text(channel.Address[channel.Address.IndexOf('#', StringComparison.Ordinal)..])), ("url", secret)),
            ChannelKind.Pagerduty => Yaml.Map(("integrationKey", secret), ("severity", Yaml.Text("{{ .CommonLabels.severity }}"))),
            ChannelKind.Opsgenie => Yaml.Map(("apiKey", secret), ("apiUrl", Yaml.Text("https://api.opsgenie.com/v2/alerts"))),
            _ => Yaml.Map(("url", channel.IsUrl ? Yaml.Text(channel.Address) : secret)),
        };
        return Yaml.Map(
            ("uid", Yaml.Text(Uid(channel))),
            ("type", Yaml.Text(channel.Kind.ToString().ToLowerInvariant())),
            ("disableResolveMessage", Yaml.Truth(false)),
            ("settings", parts));
    }

    /// <summary>At most 40 letters, digits, hyphens and underscores.</summary>
    private static string Uid(NotificationChannel channel) => $"unloop-{channel.Slug}" is { Length: > 40 } uid ? uid[..40].TrimEnd('-') : $"unloop-{channel.Slug}";
}
