namespace Unloop.Alerts.Generation.Channels;

/// <summary>Channels as Datadog's messages name them (docs.datadoghq.com/monitors/notify). The integrations behind them hold the credentials.</summary>
internal static class DatadogHandles
{
    public static string Of(NotificationChannel channel) => channel.Kind switch
    {
        ChannelKind.Email => $"@{channel.Address}",
        ChannelKind.Slack => $"@slack-{channel.Address.Replace("/#", "-", StringComparison.Ordinal).Replace("#", "", StringComparison.Ordinal)}",
        _ => $"@{channel.Kind.ToString().ToLowerInvariant()}-{channel.Address}",
    };

    /// <summary>Why nobody would be reached; null where nothing speaks against it.</summary>
    public static string? Mistake(NotificationChannel channel)
    {
        var name = Of(channel)[1..];
        var wrong = name.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && !(channel.Kind is ChannelKind.Email ? "@.+-_%'" : ".-_").Contains(c, StringComparison.Ordinal));
        return wrong == default ? null
            : $"{channel}: Datadog reads a handle only up to {(wrong is ' ' ? "a blank" : $"'{wrong}'")}, so that @{name} would reach nobody; give the integration a name of letters, digits, '.', '-' and '_'";
    }
}
