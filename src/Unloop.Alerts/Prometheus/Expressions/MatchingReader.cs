namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>What may stand after a binary operator: <c>bool</c>, <c>on (…)</c> or <c>ignoring (…)</c>, and then <c>group_left (…)</c> or <c>group_right (…)</c>.</summary>
internal static class MatchingReader
{
    public static (bool ReturnsBool, VectorMatching? Matching) Read(TokenReader tokens)
    {
        var returnsBool = tokens.Current.IsWord("bool");
        if (returnsBool)
        {
            tokens.Take();
        }

        if (!tokens.Current.IsWord("on") && !tokens.Current.IsWord("ignoring"))
        {
            return tokens.Current.IsWord("group_left") || tokens.Current.IsWord("group_right")
                ? throw tokens.Unexpected("'on (…)' or 'ignoring (…)'")
                : (returnsBool, null);
        }

        var first = tokens.Take();
        var labels = tokens.Labels();
        var matching = new VectorMatching(first.IsWord("on"), labels);
        if (tokens.Current.IsWord("group_left") || tokens.Current.IsWord("group_right"))
        {
            var group = tokens.Take().IsWord("group_left") ? MatchingGroup.Left : MatchingGroup.Right;
            matching = matching with { Group = group, Include = tokens.Current.Is("(") ? tokens.Labels() : [] };
        }

        return (returnsBool, matching with { Span = first.Span.To(tokens.LastSpan) });
    }
}
