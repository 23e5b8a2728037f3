using Unloop.Dockerfile.Mending.Manifests;
using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Mending.Node;

/// <summary>Installed in one stage, started in another: node_modules is copied.</summary>
internal sealed class NodeModulesPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["node-modules-not-copied"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Model.Target is not { } target)
        {
            yield break;
        }

        foreach (var stage in site.Model.Stages.Where(s => s.Index < target.Index).Reverse())
        {
            foreach (var folder in Targets(stage))
            {
                yield return new(
                    $"Copy {folder} from {stage.Name ?? $"stage {stage.Index}"}, where it is installed.",
                    Copies.Add(site, target, state => $"{Copies.Flag(stage)} {folder} {Destination(state, folder)}"));
            }
        }
    }

    public string Refusal(Site site) => "Install in the final stage, or copy node_modules beside the program by hand.";

    private static IEnumerable<string> Targets(StageModel stage) =>
        stage.Steps.SelectMany(s => s.Commands).Select(c => c.Install).OfType<PackageInstall>()
            .Where(i => i is { Ecosystem: Ecosystem.Node, Effect: InstallEffect.Installed, Target: not null } && stage.End.Files.Find(i.Target).IsPresent).Select(i => i.Target!).Distinct();

    /// <summary>Beside the program, which most often runs in the working directory.</summary>
    private static string Destination(StageState state, string folder) =>
        state.WorkingDirectory is null or "/" ? folder : $"./{Paths.Name(folder)}";
}

/// <summary>Nothing installs: an install is added behind the COPY that brings the manifest.</summary>
internal sealed class NothingInstalledPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["dependencies-not-installed"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var copy = site.Model.Target?.Steps.LastOrDefault(s => s.Copy is { IsFromContext: true } && site.End!.WorkingDirectory is { } here
            && s.After.Files.Find(Paths.Join(here, "package.json")) is { IsPresent: true } file && file.MadeBy?.Instruction == s.Instruction);
        if (site.Context is not { } context)
        {
            yield break;
        }

        if (copy is not null && copy.After.WorkingDirectory == site.End!.WorkingDirectory && Command(context, copy.After) is { } command)
        {
            yield return new($"Install the packages with '{command}' once package.json is there.", site.Edit().PutAfter(site.Document, copy.Instruction, "RUN", command).Apply());
        }

        if (copy is null && site.Model.Target?.Steps.FirstOrDefault(s => s.Copy is not null) is { Before: { WorkingDirectory: { } here } before } first && here != "/" && here == site.End!.WorkingDirectory
            && context.Find("package.json") is not null && !context.IsIgnored("package.json") && Command(context, before) is { } install)
        {
            var files = ManifestFiles.In(context, install.Split(' ')[0], "package.json");
            yield return new(
                $"Copy {string.Join(" and ", files)} and install the packages with '{install}'.",
                site.Edit().PutBefore(site.Document, first.Instruction, "COPY", $"{string.Join(' ', files)} ./").PutBefore(site.Document, first.Instruction, "RUN", install).Apply());
        }
    }

    public string Refusal(Site site) => site.Context is null ? "The build context is not known, so that nobody can tell what there is to install." : site.Defect.Repair;

    private static string? Command(BuildContext context, StageState state)
    {
        bool Has(string file) => context.Find(file) is not null && !context.IsIgnored(file);
        return Has("pnpm-lock.yaml") || Has("bun.lock") || Has("bun.lockb") ? null
            : Has("yarn.lock") ? state.FindProgram("yarn").IsAbsent ? null : "yarn install --frozen-lockfile --production"
            : Has("package-lock.json") || Has("npm-shrinkwrap.json") ? "npm ci --omit=dev"
            : "npm install --omit=dev";
    }
}

/// <summary>The program needs its package.json in the image: it is copied.</summary>
internal sealed class PackageJsonPlanner : IPlanner
{
    private const string Name = "package.json";

    public IReadOnlyList<string> Rules { get; } = ["manifest-missing-at-start", "esm-without-package-json"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Model.Target is not { } target)
        {
            yield break;
        }

        foreach (var stage in site.Model.Stages.Where(s => s.Index < target.Index).Reverse())
        {
            if (stage.End.Resolve(Name) is { } there && stage.End.Files.Find(there).IsPresent)
            {
                yield return new($"Copy package.json from {stage.Name ?? $"stage {stage.Index}"} to where the program starts.", Copies.Add(site, target, _ => $"{Copies.Flag(stage)} {there} ./"));
            }
        }

        if (site.Context is { } context && context.Find(Name) is not null)
        {
            var ignore = context.IsIgnored(Name) ? IgnoreEdits.Admit(context.Ignore, Name, out _) : null;
            yield return new("Copy package.json to where the program starts.", Copies.Add(site, target, _ => $"{Name} ./"), ignore);
        }
    }

    public string Refusal(Site site) => "Neither the build context nor another stage is known to have a package.json.";
}

/// <summary>A flag of the install leaves out what the program needs.</summary>
internal sealed class InstallFlagPlanner : IPlanner
{
    private static readonly string[] Flags = ["--ignore-scripts", "--omit=optional", "--no-optional", "--ignore-optional"];

    public IReadOnlyList<string> Rules { get; } = ["ignore-scripts-native", "optional-dependencies-omitted"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        foreach (var flag in Flags)
        {
            var at = Words.LastIndexOf(site.Instruction, flag);
            if (at > 0 && Words.Replace(site.Document, site.Instruction, at - 1, flag.Length + 1, "") is { } text)
            {
                yield return new($"Take {flag} away, which leaves {site.Defect.Subject} without its native part.", text);
            }
        }
    }

    public string Refusal(Site site) => $"The setting is not in the Dockerfile's own words. {site.Defect.Repair}";
}
