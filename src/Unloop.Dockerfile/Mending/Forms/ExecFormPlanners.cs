using Unloop.Dockerfile.Mending.Writing;

namespace Unloop.Dockerfile.Mending.Forms;

/// <summary><c>["node server.js"]</c>, <c>["java", "-jar app.jar"]</c>: one string becomes one for each word.</summary>
internal sealed class OneStringPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["exec-form-one-string", "option-with-blank"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var words = site.Instruction.ExecForm ?? [];
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == site.Defect.Subject && !words[i].AsSpan().ContainsAny("'\"\\$`")
                && JsonCommand.ReplaceElement(site.Document, site.Instruction, i, words[i].Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { } text)
            {
                yield return new($"Give each word of \"{words[i]}\" a string of its own.", text);
            }
        }
    }

    public string Refusal(Site site) => "Quotes or variables in the string leave open where its words end; split it by hand.";
}

/// <summary>ENTRYPOINT names the program, and so does CMD: the second goes.</summary>
internal sealed class DoubledProgramPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["entrypoint-and-cmd-double"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Instruction is { Keyword: "CMD", ExecForm: { Count: > 1 } words } && JsonCommand.ReplaceElement(site.Document, site.Instruction, 0) is { } text)
        {
            yield return new($"Leave {words[0]} out of CMD, since ENTRYPOINT names it already.", text);
        }
    }

    public string Refusal(Site site) => "CMD holds nothing but the program; decide whether ENTRYPOINT or CMD goes.";
}
