namespace Unloop.Alerts.Planning;

/// <summary>
/// What a runbook has from a diagnosis: the lines that tell its causes, and those that say what mends them. Once the workload is well again nothing is diagnosed any
/// more, and what was learnt of the failure would be lost with the next apply; so these lines are kept from the runbook that is there. Pure.
/// </summary>
internal static class DiagnosedText
{
    /// <summary>As the runbooks write it: one line for each cause, the first under its heading.</summary>
    private const string Cause = "- It was diagnosed before: ";

    private const string Item = "- ";

    /// <summary>What Mitigation ends in, whatever was diagnosed.</summary>
    private const string Always = "- unloop fix ";

    private const int MostLines = 100;

    /// <param name="wanted">A runbook without causes, or a text that holds one: its headings are lines of their own, bare or in <c>**</c>.</param>
    /// <param name="existing">The one that is there; where it tells of no cause, nothing is kept of it.</param>
    public static string Keep(string wanted, string existing)
    {
        var there = existing.ReplaceLineEndings("\n").Split('\n');
        var causes = Below(there, "Diagnosis").Where(l => l.StartsWith(Cause, StringComparison.Ordinal)).Take(MostLines).ToList();
        if (causes.Count == 0)
        {
            return wanted;
        }

        var solutions = Below(there, "Mitigation").Where(l => !l.StartsWith(Always, StringComparison.Ordinal)).Take(MostLines).ToList();
        return string.Join('\n', wanted.Split('\n').SelectMany(l => Heading(l) switch
        {
            "Diagnosis" => [l, .. causes],
            "Mitigation" => [l, .. solutions],
            _ => (IEnumerable<string>)[l],
        }));
    }

    private static IEnumerable<string> Below(string[] lines, string heading) =>
        lines.SkipWhile(l => Heading(l) != heading).Skip(1).TakeWhile(l => l.StartsWith(Item, StringComparison.Ordinal));

    private static string Heading(string line) => line is ['*', '*', .., '*', '*'] && line.Length > 4 ? line[2..^2] : line;
}
