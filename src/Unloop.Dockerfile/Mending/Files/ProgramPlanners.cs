using Unloop.Dockerfile.Mending.Writing;

namespace Unloop.Dockerfile.Mending.Files;

/// <summary><c>ENV PATH=/app/bin</c>: the folders of before are kept.</summary>
internal sealed class PathPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["path-overwritten"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var pair = site.Instruction.KeyValues.LastOrDefault(p => p.Key == "PATH");
        var at = pair?.Value is { Length: > 0 } value ? site.Instruction.Arguments.LastIndexOf(value, StringComparison.Ordinal) : -1;
        if (at < 0 || pair!.Value!.Contains('\'', StringComparison.Ordinal))
        {
            yield break;
        }

        var end = at + pair.Value.Length - (pair.Value.EndsWith('"') ? 1 : 0);
        if (Words.Replace(site.Document, site.Instruction, end, 0, ":$PATH") is { } text)
        {
            yield return new("Keep the folders of before in PATH.", text);
        }
    }

    public string Refusal(Site site) => "The value of PATH is quoted so that $PATH would not be replaced in it; write ENV PATH=…:$PATH by hand.";
}
