using Unloop.Dockerfile.Editing;
using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Scripts;

/// <summary>CR LF in a script: taken out right after it is copied.</summary>
internal sealed class CrlfPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["script-with-crlf"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Step is { After: var state } && ScriptPlace.MayChange(site, state, "sed"))
        {
            yield return new(
                $"Take the carriage returns out of {site.Defect.Subject} after it is copied; better still, let .gitattributes say '*.sh text eol=lf'.",
                site.Edit().PutAfter(site.Document, site.Instruction, "RUN", $"sed -i 's/\\r$//' {ScriptPlace.Name(state, site.Defect.Subject)}").Apply());
        }
    }

    public string Refusal(Site site) => ScriptPlace.WhyNot(site, "sed") + " Save the script with LF line ends in the repository (.gitattributes: *.sh text eol=lf).";
}

/// <summary>No execute permission: the COPY gives it where it copies nothing else, else a chmod.</summary>
internal sealed class NotExecutablePlanner : IPlanner
{
    private const string Mode = "--chmod=0755";

    public IReadOnlyList<string> Rules { get; } = ["script-not-executable"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var copy = site.Instruction;
        if (copy.Keyword is "COPY" or "ADD" && copy.Flag("chmod") is null && IsOneFile(site.Step) && Words.AddFlag(site.Document, copy, Mode) is { } text)
        {
            yield return new($"Copy {site.Defect.Subject} with execute permission.", text);
        }

        if (site.Step is { After: var state } && ScriptPlace.MayChange(site, state, "chmod"))
        {
            yield return new(
                $"Give {site.Defect.Subject} execute permission after it is copied.",
                site.Edit().PutAfter(site.Document, copy, "RUN", $"chmod +x {ScriptPlace.Name(state, site.Defect.Subject)}").Apply());
        }
    }

    public string Refusal(Site site) => ScriptPlace.WhyNot(site, "chmod") + " Set the bit in the repository: git update-index --chmod=+x.";

    private static bool IsOneFile(StepModel? step) => step?.Copy?.Sources is [{ IsComplete: true, Kind: EntryKind.File }] || step?.Instruction is { Heredocs.Count: 1, Sources.Count: 1 };
}

/// <summary>No <c>#!</c>: the shell is named in the start command.</summary>
internal sealed class NoShebangPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["script-without-shebang"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        foreach (var part in new[] { site.Model.Target?.Command.Entrypoint, site.Model.Target?.Command.Cmd })
        {
            if (part is { Form: CommandForm.Exec, SetBy: { } setBy, Words: { Count: > 0 } words } && site.End!.Resolve(words[0]) == site.Defect.Subject
                && !site.End.FindProgram("sh").IsAbsent && JsonCommand.ReplaceElement(site.Document, setBy, 0, "sh", words[0]) is { } text)
            {
                yield return new($"Start {words[0]} with sh, since the script itself does not say what runs it.", text);
            }
        }
    }

    public string Refusal(Site site) => "Begin the script with #!/bin/sh in the repository.";
}

internal static class ScriptPlace
{
    /// <summary>Right after the instruction somebody may run the tool and change the file.</summary>
    public static bool MayChange(Site site, StageState state, string tool) =>
        site.Instruction.Keyword is "COPY" or "ADD" && site.Stage == site.Model.Target && state.IsRoot && !state.FindProgram(tool).IsAbsent && !state.FindProgram("sh").IsAbsent;

    public static string WhyNot(Site site, string tool) =>
        site.Step is not { After: var state } || site.Instruction.Keyword is not ("COPY" or "ADD") ? "No COPY brings the script that could be changed after."
        : !state.IsRoot ? $"Where the script is copied the user is not root, so that {tool} may not change it."
        : state.FindProgram(tool).IsAbsent || state.FindProgram("sh").IsAbsent ? $"The image has no shell or no {tool} that could change it."
        : "The script comes from another stage or image.";

    public static string Name(StageState state, string path) => ShellWord.Quote(state.WorkingDirectory is { } here && here != "/" && path.StartsWith(here + "/", StringComparison.Ordinal) ? path[(here.Length + 1)..] : path);
}
