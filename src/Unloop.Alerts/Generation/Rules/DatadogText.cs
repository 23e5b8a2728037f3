using Unloop.Alerts.Generation.Channels;

namespace Unloop.Alerts.Generation.Rules;

/// <summary>The message of a monitor: Markdown, blocks for the two ways that it can go, and handles outside of both, so that whoever is called also hears the end.</summary>
internal static class DatadogText
{
    public static string Message(AlertWords words, Runbook runbook, AlertRequest request)
    {
        var parts = runbook.Parts.Select(p => $"**{p.Heading}**\n{string.Join('\n', p.Lines.Select(l => $"- {ForeignText.ForDatadog(l)}"))}");
        var handles = request.Channels.Select(DatadogHandles.Of).ToList();
        string?[] sections =
        [
            $$$"""
            {{#is_alert}}
            **{{{words.Name}}}.** {{{words.Description}}}
            Cluster {{kube_cluster_name.name}}, namespace {{kube_namespace.name}}, pod {{pod_name.name}}: {{value}}, where {{threshold}} is the limit.
            {{/is_alert}}
            {{#is_recovery}}
            {{{words.Recovery}}}
            {{/is_recovery}}
            """.ReplaceLineEndings("\n"),
            string.Join("\n\n", parts),
            request.RunbookUrl is { } url ? $"Runbook: {ForeignText.ForDatadog(url)}" : null,
            handles.Count > 0 ? string.Join(' ', handles) : null,
        ];
        return string.Join("\n\n", sections.OfType<string>());
    }
}
