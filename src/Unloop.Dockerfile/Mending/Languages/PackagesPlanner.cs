using Unloop.Dockerfile.Checks.Php;
using Unloop.Dockerfile.Mending.Manifests;
using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Mending.Languages;

/// <summary>
/// The final stage has no packages of its language: copied from the stage that installs them, to the same place, or else installed behind the COPY that brings
/// the manifest.
/// </summary>
internal sealed class PackagesPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["requirements-not-installed", "gems-not-in-final-stage", "vendor-absent"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var (ecosystem, manifest, install) = site.Defect.Rule switch
        {
            "requirements-not-installed" => (Ecosystem.Python, "requirements.txt", "pip install --no-cache-dir -r requirements.txt"),
            "gems-not-in-final-stage" => (Ecosystem.Ruby, "Gemfile", "bundle install"),
            _ => (Ecosystem.Php, "composer.json", "composer install --no-dev"),
        };
        return site.Model.Target is { } target ? [.. Copied(site, target, ecosystem), .. Installed(site, target, manifest, install)] : [];
    }

    public string Refusal(Site site) => site.Defect.Repair;

    private static IEnumerable<Proposal> Copied(Site site, StageModel target, Ecosystem ecosystem) =>
        from stage in site.Model.Stages
        where stage.Index < target.Index
        from place in stage.Steps.SelectMany(s => s.Commands).Select(c => c.Install).OfType<PackageInstall>()
            .Where(i => i.Ecosystem == ecosystem && i.Effect is not (InstallEffect.Nothing or InstallEffect.Failed)).Select(i => Place(i, stage)).OfType<string>().Distinct()
        where stage.End.Files.Find(place) is { IsAbsent: false }
        select new Proposal(
            $"Copy {place} from {stage.Name ?? $"stage {stage.Index}"}, which installs it.",
            Copies.Add(site, target, state => $"{Copies.Flag(stage)} {place} {Destination(site, stage, state, place)}"));

    /// <summary>Where packages lie; Ruby's images and Composer have their own places. Python's are among others that must not be mixed.</summary>
    private static string? Place(PackageInstall install, StageModel stage) => install.Ecosystem switch
    {
        Ecosystem.Ruby => install.Target ?? stage.End.Variable("BUNDLE_PATH") ?? "/usr/local/bundle",
        Ecosystem.Php => install.Target ?? (install.Directory is { } folder ? Paths.Join(folder, "vendor") : null),
        _ => null,
    };

    /// <summary>A folder of the project goes to where the program looks for it, any other to the same path.</summary>
    private static string Destination(Site site, StageModel from, StageState to, string place) =>
        PhpScene.Of(site.Model)?.AutoloadPath is { } autoload ? Copies.Name(to, Paths.Folder(autoload))
        : from.End.WorkingDirectory is { } there && there != "/" && to.WorkingDirectory is { } here && here != "/" && Paths.IsWithin(place, there) ? $".{place[there.Length..]}" : place;

    private static IEnumerable<Proposal> Installed(Site site, StageModel target, string manifest, string install)
    {
        var program = install.Split(' ')[0];
        var copy = target.Steps.LastOrDefault(s => s.Copy is { IsFromContext: true } && s.After.Resolve(manifest) is { } path && s.After.Files.Find(path) is { IsPresent: true } file && file.MadeBy?.Instruction == s.Instruction);
        if (copy is { After: { IsRoot: true } state } && state.WorkingDirectory == target.End.WorkingDirectory && !state.FindProgram(program).IsAbsent)
        {
            yield return new($"Install the packages with '{install}' once {manifest} is there.", site.Edit().PutAfter(site.Document, copy.Instruction, "RUN", install).Apply());
        }

        var first = target.Steps.FirstOrDefault(s => s.Copy is not null);
        if (copy is null && first is { Before: { IsRoot: true, WorkingDirectory: { } here } before } && here != "/" && here == target.End.WorkingDirectory && !before.FindProgram(program).IsAbsent
            && site.Context is { } context && context.Find(manifest) is { } file && !context.IsIgnored(manifest) && !(manifest == "requirements.txt" && ManifestFiles.ReadsOthers(file)))
        {
            var files = ManifestFiles.In(context, program, manifest);
            yield return new(
                $"Copy {string.Join(" and ", files)} and install the packages with '{install}'.",
                site.Edit().PutBefore(site.Document, first.Instruction, "COPY", $"{string.Join(' ', files)} ./").PutBefore(site.Document, first.Instruction, "RUN", install).Apply());
        }
    }
}

/// <summary>The Gemfile is not where bundler runs: copied there, with its lock.</summary>
internal sealed class GemfilePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["gemfile-not-at-workdir"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Model.Target is not { End.WorkingDirectory: { } here } target || site.Context is not { } context || context.Find("Gemfile") is null || context.IsIgnored("Gemfile"))
        {
            yield break;
        }

        var files = ManifestFiles.In(context, "bundle", "Gemfile");
        yield return new($"Copy {string.Join(" and ", files)} to {here}, where bundler runs.", Copies.Add(site, target, state => $"{string.Join(' ', files)} {Copies.Folder(state, here)}"));
    }

    public string Refusal(Site site) => site.Context is null ? "The build context is not known, so that nobody can tell whether it has a Gemfile." : "The build context has no Gemfile that the build may see.";
}

/// <summary>Of a Python installation only the packages were copied: the started script comes, too.</summary>
internal sealed class ConsoleScriptPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["console-script-not-copied"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var path = $"/usr/local/bin/{Paths.Name(site.Defect.Subject)}";
        foreach (var step in site.Model.Target?.Steps.Where(s => s.Copy is { FromStage: not null } && s.Instruction.Arguments.Contains("site-packages", StringComparison.Ordinal)) ?? [])
        {
            yield return new($"Copy {path} as well.", site.Edit().PutAfter(site.Document, step.Instruction, "COPY", $"{Copies.Flag(step.Copy!.FromStage!)} {path} {path}").Apply());
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>A pid file came with the sources: kept out.</summary>
internal sealed class PidFilePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["pid-file-copied"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Context is { } context && context.Find(site.Defect.Subject) is { } file)
        {
            yield return new($"Keep {file.Path} out of the build.", Ignore: IgnoreEdits.Ignore(context.Ignore, file.Path));
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}
