using Unloop.Dockerfile.Checks.DotNet;
using Unloop.Dockerfile.Checks.Go;
using Unloop.Dockerfile.Checks.Java;
using Unloop.Dockerfile.Mending.Files;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Mending.Languages;

/// <summary>The build names the program otherwise than the start command does: the start command follows.</summary>
internal sealed class ProgramNamePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["dll-name", "jar-name-differs", "rust-binary-name", "go-build-into-directory", "program-is-directory"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var target = site.Model.Target;
        foreach (var part in new[] { target?.Command.Entrypoint, target?.Command.Cmd })
        {
            foreach (var word in part?.SetBy is null ? [] : Words(part, site.Defect.Subject))
            {
                foreach (var name in Names(site, word).Where(n => n != word).Distinct())
                {
                    if (Missing.Replace(site, part!.SetBy!, word, name) is { } text)
                    {
                        yield return new($"Start {name} instead of {word}, after what the build makes.", text);
                    }
                }
            }
        }
    }

    public string Refusal(Site site) => $"How the program is called is not plain from the build. {site.Defect.Repair}";

    /// <summary>The words of the command that mean the defect's subject: it may be told without <c>./</c>, or as an absolute path.</summary>
    private static IEnumerable<string> Words(CommandPart part, string subject) =>
        (part.IsShell ? (part.Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries) : part.Words).Where(w => w == subject || w == "./" + subject || w.TrimEnd('/') == subject.TrimEnd('/')).Distinct();

    private static IEnumerable<string> Names(Site site, string word)
    {
        var folder = word[..^Paths.Name("/" + word).Length];
        switch (site.Defect.Rule)
        {
            case "dll-name":
                return DotNetScene.Of(site.Model)?.Project.AssemblyName is { } assembly ? [$"{folder}{assembly}.dll"] : [];
            case "jar-name-differs":
                return JarName(site.Model) is { } jar ? [folder + jar] : [];
            case "rust-binary-name":
                var name = Paths.Name("/" + word);
                return [folder + name.Replace('_', '-'), folder + name.Replace('-', '_')];
            default:
                var inside = word.TrimEnd('/');
                var likenamed = $"{inside}/{Paths.Name(inside)}";
                var built = site.Model.Stages.SelectMany(GoBuild.Of).Select(b => $"{inside}/{b.ProgramName}").Where(p => !site.End!.Files.Find(p).IsAbsent);
                return [.. site.End!.Files.Find(likenamed).IsPresent ? (string[])[likenamed] : [], .. built];
        }
    }

    private static string? JarName(BuildModel model)
    {
        var build = JavaScene.Of(model) is { } scene ? JavaScene.Builds(scene.Stage).LastOrDefault() : null;
        return build?.Command.Directory is { } directory ? MavenProject.Read(build.Command.Before.Files.Find(Paths.Join(directory, "pom.xml")).Text?.Whole)?.JarName : null;
    }
}
