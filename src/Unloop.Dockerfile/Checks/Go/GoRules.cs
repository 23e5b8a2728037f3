using System.Text.RegularExpressions;
using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Go;

/// <summary>A program that cgo linked to glibc, in an image without it.</summary>
internal sealed class CgoOnScratch : IRule
{
    /// <summary>Packages that use cgo where they can, and frameworks that bring them.</summary>
    private static readonly string[] UseCgo =
        ["\"C\"", "\"net\"", "\"net/http\"", "\"os/user\"", "\"net/smtp\"", "\"net/rpc\"", "\"github.com/gin-gonic/gin\"", "\"github.com/labstack/echo/v4\"", "\"github.com/gofiber/fiber/v2\"", "\"github.com/gorilla/mux\"", "\"github.com/go-chi/chi/v5\"", "\"google.golang.org/grpc\""];

    private static readonly string[] Loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];

    public RuleDescription About { get; } = new(
        "cgo-on-scratch", Severity.Error,
        "a Go program that is linked to glibc runs in an image without it",
        "exec /server: no such file or directory",
        "Build with CGO_ENABLED=0.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || launch.Stage.Base.Traits.Libc is not (Libc.None or Libc.Musl) && !launch.Stage.Base.Reference.Contains("distroless/static", StringComparison.Ordinal))
        {
            yield break;
        }

        if (!Loaders.All(l => launch.State.Files.Find(l).IsAbsent) || PlainCommands.SystemPackages(launch.Stage) is not { } packages || packages.Any(p => p.Contains("compat", StringComparison.Ordinal)))
        {
            yield break;
        }

        foreach (var build in model.Others(launch.Stage).SelectMany(GoBuild.Of))
        {
            if (build.CopiedTo(launch.Stage) is { } copied && IsLinkedToGlibc(build) && GoBuild.StartOf(launch, copied.Path) is { } start)
            {
                var used = build.Sources.SelectMany(GoBuild.Lines).Select(l => UseCgo.FirstOrDefault(u => l == u || l == "import " + u || l.EndsWith(" " + u, StringComparison.Ordinal))).FirstOrDefault(u => u is not null);
                if (used is not null)
                {
                    yield return About.At(
                        build.Run.Step.Instruction, copied.Path,
                        $"'{build.Run.Command.Text}' builds with cgo in {build.Run.Step.Stage.BaseReference} and imports {used}, so that {copied.Path} needs glibc's loader, which {launch.Stage.BaseReference} does not have.",
                        start.InShell ? $"/bin/sh: {start.Program}: not found" : $"exec {copied.Path}: no such file or directory");
                }
            }
        }
    }

    private static bool IsLinkedToGlibc(GoBuild build)
    {
        var command = build.Run.Command;
        var stage = build.Run.Step.Stage;
        var isStatic = build.Words.Any(w => w.Contains("-static", StringComparison.Ordinal) || w.Contains("netgo", StringComparison.Ordinal));
        var isCross = stage.Platform is not null || Setting(build, "GOARCH") || Setting(build, "CC") || Setting(build, "GOOS") && Value(build, "GOOS") != "linux";
        return stage.Base.Traits is { Libc: Libc.Glibc, Runtime.Name: "go" } && !isStatic && !isCross && !command.Before.EnvironmentIsOpen && !Setting(build, "GOFLAGS")
            && (!Setting(build, "CGO_ENABLED") || Value(build, "CGO_ENABLED") == "1");
    }

    private static bool Setting(GoBuild build, string name) => build.Run.Command.Assignments.ContainsKey(name) || build.Run.Command.Before.Environment.ContainsKey(name) || build.Run.Command.Before.Arguments.ContainsKey(name);

    private static string? Value(GoBuild build, string name) => build.Run.Command.Assignments.TryGetValue(name, out var value) ? value : build.Run.Command.Before.Variable(name);
}

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
