using Unloop.Dockerfile.Mending.Files;
using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Mending.Node;

/// <summary>The Prisma client: generated once the schema is there.</summary>
internal sealed class PrismaPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["prisma-client-not-generated"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Step is not { } step)
        {
            yield break;
        }

        var copy = Site.After(step).FirstOrDefault(s => s.Copy is { IsFromContext: true } && s.After.Resolve("prisma/schema.prisma") is { } schema && s.After.Files.Find(schema).IsPresent);
        if (copy is not null)
        {
            yield return new("Generate the Prisma client once its schema is copied.", site.Edit().PutAfter(site.Document, copy.Instruction, "RUN", "npx prisma generate").Apply());
        }
    }

    public string Refusal(Site site) => "No COPY brings the schema to where the install runs; copy it, and run npx prisma generate.";
}

/// <summary>The build script of package.json never ran: it runs once the sources are there.</summary>
internal sealed class NodeBuildPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["build-output-missing"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Model.Target is not { } target)
        {
            yield break;
        }

        foreach (var stage in site.Model.Stages.Where(s => s.Index < target.Index && s.End.Files.Find(site.Defect.Subject).IsPresent))
        {
            yield return new($"Copy the output from {stage.Name ?? $"stage {stage.Index}"}.", Copies.Add(site, target, state => $"{Copies.Flag(stage)} {Paths.Folder(site.Defect.Subject)} {Copies.Folder(state, Paths.Folder(site.Defect.Subject))}"));
        }

        var copy = target.Steps.LastOrDefault(s => s.Copy is { IsFromContext: true } && s.After.WorkingDirectory == target.End.WorkingDirectory && s.After.Resolve("package.json") is { } manifest && s.After.Files.Find(manifest).IsPresent);
        var install = target.Steps.LastOrDefault(s => s.Commands.Any(c => c.Install is { Ecosystem: Ecosystem.Node }));
        if (copy is not null && install is not null)
        {
            var after = copy.Order > install.Order ? copy : install;
            yield return new("Run the build script once the sources and packages are there.", site.Edit().PutAfter(site.Document, after.Instruction, "RUN", "npm run build").Apply());
        }
    }

    public string Refusal(Site site) => $"Where the build should run is not plain. {site.Defect.Repair}";
}

/// <summary>A file of the project itself: let through the ignore file, or copied.</summary>
internal sealed class LocalFilePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["local-file-not-copied"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var lost = Checks.Node.LostImport.Of(site.Model).FirstOrDefault(l => l.Import.Specifier == site.Defect.Subject);
        if (lost?.InContext is not { } path || site.Model.Target is not { } target || site.Context is not { } context)
        {
            yield break;
        }

        if (context.IsIgnored(path))
        {
            foreach (var proposal in IgnoredFilePlanner.Admit(site, path))
            {
                yield return proposal;
            }

            yield break;
        }

        // A folder of the project comes as a whole: the next file that the program asks for lies in it as well.
        var top = path.Split('/')[0];
        if (path.Contains('/', StringComparison.Ordinal) && lost.Wanted.IndexOf($"/{top}/", StringComparison.Ordinal) is var at and >= 0)
        {
            var into = lost.Wanted[..(at + top.Length + 1)];
            yield return new($"Copy the folder {top} beside the program, which asks for '{lost.Import.Specifier}'.", Copies.Add(site, target, state => $"{top} {Copies.Folder(state, into)}"));
        }

        yield return new($"Copy {path}, which the program asks for.", Copies.Add(site, target, state => $"{path} {Copies.Folder(state, Paths.Folder(lost.Wanted))}"));
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>node_modules of the author's machine go over those of the image: kept out of the build.</summary>
internal sealed class HostModulesPlanner : IPlanner
{
    private const string Folder = "node_modules";

    public IReadOnlyList<string> Rules { get; } = ["host-node-modules-copied"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var path = site.Defect.Subject;
        var at = path.IndexOf(Folder, StringComparison.Ordinal);
        if (at >= 0 && site.Context is { } context)
        {
            var pattern = at == 0 ? Folder : $"**/{Folder}";
            yield return new($"Keep {pattern} of the build context out of the build.", Ignore: IgnoreEdits.Ignore(context.Ignore, pattern));
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}
