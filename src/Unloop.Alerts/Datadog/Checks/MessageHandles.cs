namespace Unloop.Alerts.Datadog.Checks;

/// <summary>Somebody whom a message notifies: <c>@slack-ops</c>, <c>@pagerduty-Web</c>, <c>@ops@example.com</c>.</summary>
/// <param name="Before">The character before it; a blank at the beginning of the message.</param>
/// <param name="After">The character behind it; a blank at the end.</param>
internal sealed record MessageHandle(string Text, int Start, char Before, char After)
{
    public int End => Start + Text.Length;

    /// <summary>It wakes somebody up.</summary>
    public bool IsPage => MessageHandles.Pagers.Any(p => Text.StartsWith(p, StringComparison.OrdinalIgnoreCase));
}

/// <summary>https://docs.datadoghq.com/monitors/notify/#notifications</summary>
internal static class MessageHandles
{
    public static readonly IReadOnlyList<string> Pagers = ["@pagerduty", "@opsgenie", "@oncall", "@on-call", "@victorops", "@splunk-on-call", "@incidentio", "@xmatters"];

    public static IReadOnlyList<MessageHandle> In(string? message)
    {
        var handles = new List<MessageHandle>();
        for (var at = message?.IndexOf('@') ?? -1; at >= 0; at = message!.IndexOf('@', at + 1))
        {
            var before = at == 0 ? ' ' : message![at - 1];
            var end = at + 1;
            while (end < message!.Length && (char.IsLetterOrDigit(message[end]) || message[end] is '-' or '_' or '.' or '@' or '+' or '/' or '{' or '}' or '#' or '$'))
            {
                // A template may make part of the name; one that opens or closes a block does not.
                if (string.CompareOrdinal(message, end, "{{#", 0, 3) == 0 || string.CompareOrdinal(message, end, "{{/", 0, 3) == 0 || string.CompareOrdinal(message, end, "{{^", 0, 3) == 0)
                {
                    break;
                }

                end++;
            }

            var text = message[at..end].TrimEnd('.', '-', '/');
            // What follows a letter is the domain of an address within a sentence.
            if (text.Length > 1 && !char.IsLetterOrDigit(before) && before is not ('_' or '-'))
            {
                handles.Add(new MessageHandle(text, at, before, at + text.Length < message.Length ? message[at + text.Length] : ' '));
                at = at + text.Length - 1;
            }
        }

        return handles;
    }
}
