namespace Unloop.Alerts.Datadog.Checks;

/// <summary>One <c>{{…}}</c> of a message.</summary>
/// <param name="Text">What stands within: <c>pod_name.name</c>, <c>#is_alert</c>, <c>/is_alert</c>.</param>
internal sealed record TemplateToken(string Text, int Start, int End)
{
    public bool Opens => Text is ['#' or '^', ..];

    public bool Closes => Text is ['/', ..];

    /// <summary><c>is_match</c> of <c>#is_match "kube_namespace.name" "shop"</c></summary>
    public string Word => Text.TrimStart('#', '^', '/').Split(' ', 2)[0].Trim();
}

/// <summary>The variables and blocks of a message: https://docs.datadoghq.com/monitors/notify/variables/</summary>
internal static class MessageTemplate
{
    public static IReadOnlyList<TemplateToken> In(string? text)
    {
        var tokens = new List<TemplateToken>();
        for (var at = text?.IndexOf("{{", StringComparison.Ordinal) ?? -1; at >= 0;)
        {
            var end = text!.IndexOf("}}", at, StringComparison.Ordinal);
            if (end < 0)
            {
                break;
            }

            tokens.Add(new TemplateToken(text[(at + 2)..end].Trim('{', ' '), at, end + 2));
            at = text.IndexOf("{{", end, StringComparison.Ordinal);
        }

        return tokens;
    }

    /// <summary>What opens and is not closed, in order, and what closes without having been opened.</summary>
    public static (IReadOnlyList<TemplateToken> Unclosed, IReadOnlyList<TemplateToken> Unopened) Unbalanced(IReadOnlyList<TemplateToken> tokens)
    {
        var open = new List<TemplateToken>();
        var unopened = new List<TemplateToken>();
        foreach (var token in tokens.Where(t => t.Opens || t.Closes))
        {
            var match = token.Opens ? -1 : open.FindLastIndex(o => o.Word == token.Word);
            if (token.Opens)
            {
                open.Add(token);
            }
            else if (match < 0)
            {
                unopened.Add(token);
            }
            else
            {
                open.RemoveAt(match);
            }
        }

        return (open, unopened);
    }

    /// <summary>The blocks that a place stands in, outermost first.</summary>
    public static IReadOnlyList<TemplateToken> Around(IReadOnlyList<TemplateToken> tokens, int at)
    {
        var open = new List<TemplateToken>();
        foreach (var token in tokens.TakeWhile(t => t.Start < at))
        {
            if (token.Opens)
            {
                open.Add(token);
            }
            else if (token.Closes && open.FindLastIndex(o => o.Word == token.Word) is >= 0 and var match)
            {
                open.RemoveAt(match);
            }
        }

        return open;
    }
}
