using System.Text.RegularExpressions;
using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Go;

/// <summary>The output is a folder that is there already: the program lies in it.</summary>
internal sealed class GoBuildIntoDirectory : IRule
{
    public RuleDescription About { get; } = new(
        "go-build-into-directory", Severity.Error,
        "go build -o names a folder that exists, and the container starts the folder",
        "exec: \"/app\": permission denied",
        "Name a file as the output.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch)
        {
            yield break;
        }

        foreach (var build in model.Stages.Where(s => s.IsNeeded).SelectMany(s => s.Steps).SelectMany(s => s.Runs()).Select(r => GoBuild.Of(r.Step.Stage).FirstOrDefault(b => b.Run == r)).OfType<GoBuild>())
        {
            var place = build.Run.Step.Stage == launch.Stage ? build.Output : build.CopiedTo(launch.Stage)?.Path;
            if (build.NamedAsFolder || place is null || build.Run.Command.Before.Files.Find(build.Output) is not { IsPresent: true, Kind: EntryKind.Directory } || GoBuild.StartOf(launch, place) is not { } start)
            {
                continue;
            }

            yield return About.At(
                build.Run.Step.Instruction, place,
                $"{build.Output} is a folder when '{build.Run.Command.Text}' runs, so that the program becomes {Paths.Join(build.Output, build.ProgramName)} and {place}, which is started, is a folder.",
                $"exec: \"{start.Program}\": permission denied", $"Start {Paths.Join(place, build.ProgramName)}, or name a file after -o.");
        }
    }
}

/// <summary>The program reads templates when it starts, and only the program is copied.</summary>
internal sealed partial class TemplatesNotCopied : IRule
{
    public RuleDescription About { get; } = new(
        "templates-not-copied", Severity.Error,
        "a Go program reads templates at start that are not copied to the final stage",
        "panic: html/template: pattern matches no files: `templates/*`",
        "Copy the folder to the working directory, or embed it.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || model.Context is not { } context)
        {
            yield break;
        }

        foreach (var build in model.Others(launch.Stage).SelectMany(GoBuild.Of))
        {
            if (build.CopiedTo(launch.Stage) is not { } copied || GoBuild.StartOf(launch, copied.Path) is not { Directory: { } directory })
            {
                continue;
            }

            foreach (var pattern in build.Sources.SelectMany(GoBuild.Lines).Select(l => Glob().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value).Distinct())
            {
                var folder = pattern.Split('*', '?', '[')[0];
                folder = folder.Contains('/', StringComparison.Ordinal) ? folder[..folder.LastIndexOf('/')] : "";
                if (folder.Length > 0 && Paths.Absolute(directory, folder) is { } place && launch.State.Files.Find(place).IsAbsent && context.Files.Any(f => f.Path.StartsWith(folder.TrimStart('.', '/') + "/", StringComparison.Ordinal)))
                {
                    yield return About.At(
                        copied.Step.Instruction, pattern,
                        $"{copied.Path} reads {pattern} from {directory} at start, and the final stage has no {place}.",
                        $"panic: html/template: pattern matches no files: `{pattern}`", $"Add COPY {folder} {place} to the final stage.");
                }
            }
        }
    }

    [GeneratedRegex("(?:LoadHTMLGlob|Must\\(template\\.ParseGlob)\\(\"([^/\"$][^\"$]*)\"\\)", RegexOptions.NonBacktracking)]
    private static partial Regex Glob();
}
