namespace Unloop.Alerts.Generation.Rules;

/// <summary>Annotations: Go templates of which only the labels are filled in.</summary>
internal static class PrometheusText
{
    public static IReadOnlyDictionary<string, string> Annotations(AlertRequest request, AlertWords words, Runbook runbook, bool byContainer)
    {
        var (scope, url) = (request.Scope, request.RunbookUrl);
        var container = byContainer ? ", container {{ $labels.container }}" : "";

        // The labels that a rule itself gives are not there yet when its annotations are filled in.
        var owner = scope.Kind is "Pod" ? "" : scope.IsWorkload ? $", of {scope.Kind} {scope.Name}" : ", of {{ $labels.owner_kind }} {{ $labels.owner_name }}";
        var annotations = new Dictionary<string, string>
        {
            ["summary"] = words.Name,
            ["description"] = $"{words.Description} Pod {{{{ $labels.pod }}}}{container}{owner} in namespace {{{{ $labels.namespace }}}}. When this is resolved: {words.Recovery}",
            ["runbook"] = string.Join("\n\n", runbook.Parts.Select(p => $"{p.Heading}\n{string.Join('\n', p.Lines.Select(l => $"- {ForeignText.ForGoTemplate(l)}"))}")),
        };
        if (url is not null)
        {
            annotations["runbook_url"] = ForeignText.ForGoTemplate(url);
        }

        return annotations;
    }
}
