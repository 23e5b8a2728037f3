using Unloop.Alerts.Generation.Writing;
using YamlDotNet.RepresentationModel;

namespace Unloop.Alerts.Generation.Channels;

/// <summary>
/// Channels as Alertmanager configures them (prometheus.io/docs/alerting/latest/configuration). Credentials are files beside it; that all is well again is told everywhere, though
/// e-mail and Slack leave it out unless told.
/// </summary>
internal static class AlertmanagerChannels
{
    private const string Text = "{{ range .Alerts }}{{ .Annotations.summary }}: {{ .Annotations.description }}\n{{ end }}{{ with .CommonAnnotations.runbook_url }}Runbook: {{ . }}{{ end }}";

    private static readonly Version WithUrlFiles = new(0, 26);
    private static readonly Version WithTeamsFiles = new(0, 28);

    public static string Folder(TargetSettings settings) => settings.SecretsFolder?.TrimEnd('/') ?? "/etc/alertmanager/secrets";

    /// <summary>The list in a receiver that the channel belongs to.</summary>
    public static string Section(ChannelKind kind) => kind switch
    {
        ChannelKind.Email => "email_configs",
        ChannelKind.Slack => "slack_configs",
        ChannelKind.Pagerduty => "pagerduty_configs",
        ChannelKind.Opsgenie => "opsgenie_configs",
        ChannelKind.Teams => "msteamsv2_configs",
        _ => "webhook_configs",
    };

    /// <summary>Why this Alertmanager could not reach it; null where it can.</summary>
    public static string? Mistake(NotificationChannel channel, TargetSettings settings) => channel.Kind switch
    {
        ChannelKind.Teams when settings.AlertmanagerVersion < WithTeamsFiles =>
            $"{channel}: Alertmanager reads the address of Teams from a file from 0.28 on (msteams_configs came with 0.26); before, give the URL of a forwarder, such as webhook:http://prometheus-msteams:2000/ops",
        ChannelKind.Webhook when !channel.IsUrl && settings.AlertmanagerVersion < WithUrlFiles =>
            $"{channel}: Alertmanager reads the address of a webhook from a file from 0.26 on; before, give the URL itself, such as webhook:http://forwarder:8080/alerts",
        _ => null,
    };

    /// <summary>The file that holds what must not be written here; null where nothing is secret.</summary>
    public static string? SecretFile(NotificationChannel channel) => channel.Kind is ChannelKind.Email || channel.IsUrl ? null : channel.Slug;

    public static YamlNode Config(NotificationChannel channel, TargetSettings settings)
    {
        var file = Yaml.Text($"{Folder(settings)}/{SecretFile(channel)}");
        var resolved = ("send_resolved", (YamlNode?)Yaml.Truth(true));
        return channel.Kind switch
        {
            ChannelKind.Email => Yaml.Map(("to", Yaml.Text(channel.Address)), resolved),
            ChannelKind.Slack => Yaml.Map(
                ("api_url_file", file),
                ("channel", Yaml.Text(channel.Address[channel.Address.IndexOf('#', StringComparison.Ordinal)..])),
                resolved,
                ("title", Yaml.Text("[{{ .Status | toUpper }}] {{ .CommonAnnotations.summary }} ({{ .Alerts | len }})")),
                ("text", Yaml.Text(Text))),
            ChannelKind.Pagerduty => Yaml.Map(("routing_key_file", file), ("severity", Yaml.Text("{{ .CommonLabels.severity }}")), resolved),
            ChannelKind.Opsgenie => Yaml.Map(
                ("api_key_file", file), ("priority", Yaml.Text("{{ if eq .CommonLabels.severity \"critical\" }}P1{{ else }}P3{{ end }}")), resolved),
            ChannelKind.Teams => Yaml.Map(("webhook_url_file", file), resolved),
            _ => Yaml.Map(channel.IsUrl ? ("url", Yaml.Text(channel.Address)) : ("url_file", file), resolved),
        };
    }
}
