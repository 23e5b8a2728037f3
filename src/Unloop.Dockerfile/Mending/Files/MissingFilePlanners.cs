using Unloop.Dockerfile.Checks.Files;
using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Files;

/// <summary>The ignore file keeps back what the container needs: the line goes, or one more brings the file back.</summary>
internal sealed class IgnoredFilePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["needed-file-ignored"];

    public IEnumerable<Proposal> Propose(Site site) => Missing.Of(site) is { Place: { } place } ? Admit(site, place) : [];

    public string Refusal(Site site) => $"A folder above the file is ignored as well; let it through in the ignore file by hand.";

    /// <summary>The file itself first; then the nearest ignored folder, whose other files the program will need too.</summary>
    internal static IEnumerable<Proposal> Admit(Site site, string path)
    {
        var whole = site.Context?.Ignore?.Deciding(path) is { } pattern && Paths.IsWithin(path, pattern.Text) ? pattern.Text : path;
        if (IgnoreEdits.Admit(site.Context?.Ignore, whole, out var says) is { } ignore)
        {
            yield return new($"Let {path} into the build: {says}.", Ignore: ignore);
        }
    }
}

/// <summary>COPY of a folder brought its contents one level too high: the destination names the folder, or else the start command the place.</summary>
internal sealed class CopiedContentsPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["copied-contents-not-folder"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var (copy, subject) = (site.Instruction, site.Defect.Subject);
        foreach (var source in copy.Sources.Count == 1 ? copy.Sources.Select(s => Paths.Name(s.TrimEnd('/'))) : [])
        {
            var destination = copy.Destination!;
            var index = Words.LastIndexOf(copy, destination);
            var folder = destination is "." or "./" ? $"./{source}/" : $"{destination.TrimEnd('/')}/{source}/";
            if (source.Length > 0 && index >= 0 && subject.Contains($"/{source}/", StringComparison.Ordinal) && Words.Replace(site.Document, copy, index, destination.Length, folder) is { } text)
            {
                yield return new($"Copy into {folder}, since COPY of a folder brings its contents, not the folder.", text);
            }
        }

        if (Missing.Of(site) is { } missing && Missing.Start(site, missing) is { } start)
        {
            yield return start;
        }
    }

    public string Refusal(Site site) => "Several folders land in one place here; name the destination of each by hand.";
}

/// <summary>The file lies elsewhere in the image: the start command names it where it is.</summary>
internal sealed class FileElsewherePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["started-file-elsewhere"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (Missing.Of(site) is { } missing && Missing.Start(site, missing) is { } start)
        {
            yield return start;
        }
    }

    public string Refusal(Site site) => "The start command names the file in a way that cannot be changed for certain; correct the path by hand.";
}

/// <summary>A second, relative WORKDIR: written out as the folder that the file lies in.</summary>
internal sealed class RelativeWorkdirPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["relative-workdir"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Step?.Before.WorkingDirectory is { } before && Words.ReplaceArguments(site.Document, site.Instruction, before) is { } text)
        {
            yield return new($"Write WORKDIR with the absolute path {before}, where the file lies.", text);
        }
    }

    public string Refusal(Site site) => "Write WORKDIR with an absolute path by hand: which folder is meant is not plain.";
}

/// <summary>The context has the file, or another stage made it: it is copied.</summary>
internal sealed class NotCopiedPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["started-file-not-copied", "started-file-missing"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Model.Target is not { } target || Missing.Of(site) is not { } missing)
        {
            yield break;
        }

        foreach (var stage in site.Model.Stages.Where(s => s.Index < target.Index && s.End.Files.Find(missing.Path).IsPresent))
        {
            yield return new(
                $"Copy {missing.Path} from {Called(stage)}, which has it.",
                Copies.Add(site, target, state => $"{Copies.Flag(stage)} {missing.Path} {Copies.Name(state, missing.Path)}"));
        }

        if (missing.Place is not { } place || site.Context?.IsIgnored(place) != false)
        {
            yield break;
        }

        var folder = place.Contains('/', StringComparison.Ordinal) ? place[..place.LastIndexOf('/')] : "";
        if (folder.Length > 0 && missing.Path.EndsWith("/" + place, StringComparison.Ordinal))
        {
            yield return new($"Copy the folder {folder}, which the container starts from.", Copies.Add(site, target, state => $"{folder} {Copies.Folder(state, Paths.Folder(missing.Path))}"));
        }

        var sameName = Paths.Name(place) == Paths.Name(missing.Path);
        yield return new($"Copy {place}, which the container starts.", Copies.Add(site, target, state => $"{place} {(sameName ? Copies.Folder(state, Paths.Folder(missing.Path)) : Copies.Name(state, missing.Path))}"));
        yield return new("Copy the build context, which the container starts from.", Copies.Add(site, target, state => $". {Copies.Folder(state, state.WorkingDirectory ?? "/")}"));
    }

    public string Refusal(Site site) => site.Context is null
        ? "The build context is not known, so that nobody can tell what there is to copy."
        : $"Neither the build context nor another stage has {site.Defect.Subject}; correct the path in the start command, or make the file.";

    private static string Called(StageModel stage) => stage.Name is { } name ? $"stage '{name}'" : $"stage {stage.Index}";
}

/// <summary>An instruction deletes the file: the command that does it goes.</summary>
internal sealed class DeletedFilePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["started-file-deleted"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var pieces = RunText.Pieces(site.Instruction);
        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            var command = RunText.Text(site.Instruction, pieces[i]);
            if (!command.StartsWith("rm ", StringComparison.Ordinal) && !command.Contains("clean", StringComparison.Ordinal) && !command.Contains("prune", StringComparison.Ordinal))
            {
                continue;
            }

            var text = pieces.Count == 1 ? site.Edit().Remove(site.Document, site.Instruction).Apply() : RunText.Remove(site.Document, site.Instruction, pieces, i);
            if (text is not null)
            {
                yield return new($"Leave '{command}' out, which deletes {site.Defect.Subject}.", text);
            }
        }
    }

    public string Refusal(Site site) => "Which part of the instruction deletes the file is not plain; narrow it by hand.";
}

/// <summary>What the rules know about a started file that is not there.</summary>
internal static class Missing
{
    public static MissingFile? Of(Site site) => MissingFile.Of(site.Model).FirstOrDefault(m => m.Path == site.Defect.Subject);

    /// <summary>The start command names the file where it is: relative if it was so and still can be.</summary>
    public static Proposal? Start(Site site, MissingFile missing)
    {
        if (missing is not { Place: { } place, File: { Command: { SetBy: { } setBy } command, Name: var name } })
        {
            return null;
        }

        var below = command.Directory is { } directory && directory != "/" && Paths.IsWithin(place, directory) ? place[(directory.Length + 1)..] : null;
        var written = name.StartsWith('/') || below is null ? place : name.StartsWith("./", StringComparison.Ordinal) ? "./" + below : below;
        return Replace(site, setBy, name, written) is { } text ? new($"Start {written} instead of {name}, where the file lies.", text) : null;
    }

    public static string? Replace(Site site, Instruction command, string word, string with)
    {
        if (command.ExecForm is { } words && words.ToList().IndexOf(word) is var index and >= 0)
        {
            return JsonCommand.ReplaceElement(site.Document, command, index, with);
        }

        var at = Words.LastIndexOf(command, word);
        return at < 0 || with.Any(char.IsWhiteSpace) ? null : Words.Replace(site.Document, command, at, word.Length, with);
    }
}
