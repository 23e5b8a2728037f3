using Unloop.Dockerfile.Mending.Writing;

namespace Unloop.Dockerfile.Mending.Variables;

/// <summary>An ARG that the program needs: kept in an ENV.</summary>
internal sealed class ArgAtRunTimePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["arg-at-run-time"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var name = site.Defect.Subject;
        if (site.Model.Target?.Steps.LastOrDefault(s => s.Instruction.Keyword == "ARG" && s.Instruction.KeyValues.Any(p => p.Key == name)) is { } step)
        {
            yield return new($"Keep the build argument {name} for the run.", site.Edit().PutAfter(site.Document, step.Instruction, "ENV", $"{name}=${name}").Apply());
        }
    }

    public string Refusal(Site site) => "The ARG stands in a stage below; write ENV NAME=$NAME there.";
}

/// <summary>An ARG from before FROM: declared again in the stage.</summary>
internal sealed class ArgOutOfScopePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["arg-out-of-scope"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Stage is { } stage)
        {
            yield return new($"Declare {site.Defect.Subject} again in the stage that uses it.", site.Edit().PutAfter(site.Document, stage.From, "ARG", site.Defect.Subject).Apply());
        }
    }

    public string Refusal(Site site) => $"Declare it again in the stage: ARG {site.Defect.Subject}.";
}

/// <summary><c>ENV PORT = 3000</c>: written without blanks.</summary>
internal sealed class EnvEqualsPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["env-value-with-equals"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Instruction.KeyValues is [{ HasEquals: false, Value: { } value } pair])
        {
            var bare = value.TrimStart('=').Trim();
            var quoted = bare.Any(char.IsWhiteSpace) && bare[0] is not ('"' or '\'') ? $"\"{bare}\"" : bare;
            if (Words.ReplaceArguments(site.Document, site.Instruction, $"{pair.Key}={quoted}") is { } text)
            {
                yield return new($"Write {pair.Key}={quoted} without blanks around the equals sign.", text);
            }
        }
    }

    public string Refusal(Site site) => "Write ENV NAME=value by hand.";
}

/// <summary><c>~</c> where no shell replaces it: written out for root.</summary>
internal sealed class TildePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["tilde-not-expanded"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var written = site.Defect.Subject;
        var at = Words.LastIndexOf(site.Instruction, written);
        if (at >= 0 && site.Step?.Before.IsRoot == true && Words.Replace(site.Document, site.Instruction, at, 1, "/root") is { } text)
        {
            yield return new($"Write /root for ~ in {written}.", text);
        }
    }

    public string Refusal(Site site) => "Whose home is meant is not known here; write the path out.";
}
