using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.PackageManagers;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Manifests;

/// <summary>
/// A package manager runs where its manifest is not. What counts is the folder in which it runs: a manifest copied anywhere else mends nothing. First an existing
/// COPY of manifests is moved or sent there, then one is added with the files that the context has, last the COPY of everything is moved.
/// </summary>
internal sealed class ManifestPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["install-before-manifest", "manifest-in-other-directory"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (Situation.Of(site) is not { } at)
        {
            yield break;
        }

        foreach (var proposal in Moved(site, at, onlyManifests: true).Concat(SentThere(site, at)).Concat(Added(site, at)).Concat(Moved(site, at, onlyManifests: false)))
        {
            yield return proposal;
        }
    }

    public string Refusal(Site site)
    {
        if (Situation.Of(site) is not { } at)
        {
            return "It is not known in which folder the package manager runs, so that nobody can tell where its manifest belongs.";
        }

        var name = Paths.Name(at.Manifest);
        return site.Context is not { } context ? $"The build context is not known, so that nobody can tell whether it has {name}."
            : at.InContext(context) is null ? $"The build context has no {name}; add it to the repository, since no instruction of a Dockerfile can stand in for it."
            : $"Copy {name} into {at.Directory} before line {site.Instruction.FirstLine} by hand.";
    }

    /// <summary>A later COPY brings the manifest: it goes before the install.</summary>
    private static IEnumerable<Proposal> Moved(Site site, Situation at, bool onlyManifests)
    {
        var later = Site.After(at.Step).FirstOrDefault(s => s.Copy is { IsFromContext: true } && s.After.Files.Find(at.Manifest) is { IsPresent: true } file && file.MadeBy?.Instruction == s.Instruction);
        if (later is null || OnlyManifests(later) != onlyManifests)
        {
            yield break;
        }

        yield return new(
            $"Move '{Short(later.Instruction)}' before the install, so that {Paths.Name(at.Manifest)} is in {at.Directory} when {at.Manager} runs.",
            site.Edit().MoveBefore(site.Document, later.Instruction, at.Step.Instruction).Apply());
    }

    /// <summary>An earlier COPY brings the manifest into another folder.</summary>
    private static IEnumerable<Proposal> SentThere(Site site, Situation at)
    {
        foreach (var earlier in Site.Before(at.Step).Where(s => s.Copy is { IsFromContext: true } && OnlyManifests(s) && s.Instruction.Destination is not null))
        {
            if (!earlier.Copy!.Sources.SelectMany(s => s.Matches).Any(m => Paths.Name(m.Source) == Paths.Name(at.Manifest)))
            {
                continue;
            }

            var destination = earlier.Instruction.Destination!;
            var index = Words.LastIndexOf(earlier.Instruction, destination);
            if (index >= 0 && Words.Replace(site.Document, earlier.Instruction, index, destination.Length, at.Target(earlier.Before)) is { } text)
            {
                yield return new($"Copy {Paths.Name(at.Manifest)} into {at.Directory}, where {at.Manager} runs, instead of {destination}.", text);
            }
        }
    }

    private static IEnumerable<Proposal> Added(Site site, Situation at)
    {
        if (site.Context is not { } context || at.InContext(context) is not { } manifest || !ManifestFiles.AreEnough(at.Manager, at.Install.Action)
            || (at.Manager == "pip" && ManifestFiles.ReadsOthers(manifest)))
        {
            yield break;
        }

        var ignored = context.IsIgnored(manifest.Path);
        var ignore = IgnoreEdits.Admit(ignored ? context.Ignore : null, manifest.Path, out var admits);
        var files = ManifestFiles.In(context, at.Manager, manifest.Path);
        if (files.Any(f => f.Any(char.IsWhiteSpace)) || (ignored && ignore is null))
        {
            yield break;
        }

        var chown = at.LaterCopy(context)?.Instruction.Flag("chown") is { } owner ? $"--chown={owner} " : "";
        var copy = $"{chown}{string.Join(' ', files)} {at.Target(at.Step.Before)}";
        yield return new(
            $"Copy {string.Join(" and ", files)} into {at.Directory} before {at.Manager} runs{(ignored ? $", and {admits}" : "")}.",
            site.Edit().PutBefore(site.Document, at.Step.Instruction, "COPY", Copies.AsAuthor(site.Document, copy)).Apply(),
            ignore);
    }

    private static bool OnlyManifests(StepModel step) =>
        step.Copy!.Sources is { Count: > 0 } sources && sources.All(s => s.Kind != EntryKind.Directory && s.Matches.Count > 0 && s.Matches.All(m => ManifestFiles.IsManifest(m.Source)));

    private static string Short(Instruction instruction) => $"{instruction.KeywordAsWritten} {instruction.Arguments}" is { Length: > 60 } text ? text[..60] + "…" : $"{instruction.KeywordAsWritten} {instruction.Arguments}";

    /// <summary>The install that lacks its manifest.</summary>
    private sealed record Situation(StepModel Step, PackageInstall Install, string Directory, string Manifest)
    {
        public string Manager => Install.Manager;

        public static Situation? Of(Site site)
        {
            var commands = site.Step?.Commands ?? [];
            var command = commands.FirstOrDefault(c => c.Install is { Manifest: Existence.Absent, ManifestPath: not null }) ?? commands.FirstOrDefault(c => c.Install is { ManifestPath: not null });
            return command is { Install: { ManifestPath: { } manifest } install } && (install.Directory ?? command.Directory) is { } directory
                ? new(site.Step!, install, directory, manifest)
                : null;
        }

        /// <summary>How a COPY writes the folder: short where the working directory is the same.</summary>
        public string Target(StageState state)
        {
            var folder = Paths.Folder(Manifest);
            return state.WorkingDirectory == folder ? "./"
                : state.WorkingDirectory is { } here && here != "/" && Paths.IsWithin(folder, here) ? $"./{folder[(here.Length + 1)..]}/"
                : folder == "/" ? "/" : folder + "/";
        }

        /// <summary>The COPY after the install that brings a folder of the context to where the install runs.</summary>
        public StepModel? LaterCopy(BuildContext context) =>
            Site.After(Step).FirstOrDefault(s => s.Copy is { IsFromContext: true } copy && copy.Sources.SelectMany(c => c.Matches).Any(m => Lands(m.Destination, context.Find(m.Source)?.Kind)));

        /// <summary>The manifest in the context: where a later COPY would take it from, else the same path below the root.</summary>
        public ContextFile? InContext(BuildContext context)
        {
            foreach (var copied in LaterCopy(context)?.Copy!.Sources.SelectMany(s => s.Matches) ?? [])
            {
                if (Paths.IsWithin(Manifest, copied.Destination) && context.Find(Paths.Join(copied.Source, Manifest[copied.Destination.Length..].TrimStart('/'))) is { } found)
                {
                    return found;
                }
            }

            return context.Find(Manifest[Directory.Length..].TrimStart('/')) ?? context.Find(Paths.Name(Manifest));
        }

        private bool Lands(string destination, EntryKind? kind) => kind is null or EntryKind.Directory && Paths.IsWithin(Manifest, destination);
    }
}
