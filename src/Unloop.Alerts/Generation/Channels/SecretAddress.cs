namespace Unloop.Alerts.Generation.Channels;

/// <summary>
/// Whether whoever knows an address may post to it: the addresses of chats' webhooks are the credential itself, though nothing in them looks like a password
/// (https://docs.gitguardian.com/secrets-detection/secrets-detection-engine/detectors/specifics/slack_trigger_webhook_url). Pure.
/// </summary>
internal static class SecretAddress
{
    /// <summary>A word of this length with letters and digits is no name that people give.</summary>
    private const int LongestName = 20;

    /// <summary>Hosts, and all below them, that give such addresses out, each with what is typed in place of it.</summary>
    private static readonly (string Host, string Instead)[] Givers =
    [
        ("hooks.slack.com", "slack:#channel"),
        ("hooks.slack-gov.com", "slack:#channel"),
        ("webhook.office.com", "teams:Ops"),
        ("outlook.office.com", "teams:Ops"),
        ("logic.azure.com", "teams:Ops"),
        ("environment.api.powerplatform.com", "teams:Ops"),
        ("events.pagerduty.com", "pagerduty:Service"),
        ("api.opsgenie.com", "opsgenie:Team"),
        ("discord.com", Named),
        ("discordapp.com", Named),
        ("chat.googleapis.com", Named),
        ("api.telegram.org", Named),
        ("hooks.zapier.com", Named),
        ("hooks.chime.aws", Named),
        ("open.feishu.cn", Named),
        ("open.larksuite.com", Named),
    ];

    private const string Named = "webhook:deploys";

    /// <returns>What to give in its place, as it is typed; null: it is no secret.</returns>
    public static string? Instead(Uri address)
    {
        var giver = Givers.FirstOrDefault(g => address.Host.Equals(g.Host, StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith($".{g.Host}", StringComparison.OrdinalIgnoreCase));
        return giver.Instead ?? (address.AbsolutePath.Split('/').Any(IsKey) ? Named : null);
    }

    private static bool IsKey(string word) => word.Length >= LongestName && word.Any(char.IsAsciiDigit) && word.Any(char.IsAsciiLetter);
}
