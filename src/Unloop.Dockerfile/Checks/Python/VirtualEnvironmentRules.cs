using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Python;

/// <summary>pip writes the environment's path into the first line of every script; at another place the scripts find no interpreter.</summary>
internal sealed class VenvMovedBetweenStages : IRule
{
    public RuleDescription About { get; } = new(
        "venv-moved-between-stages", Severity.Error,
        "a virtual environment is copied to another path than it was made at, and one of its scripts is started",
        "exec /app/.venv/bin/gunicorn: no such file or directory",
        "Make the environment at the path where it will lie, or start the program with python -m.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { } scene || scene.Start.IsPython || scene.Start.Runner is not null || scene.Stage.Steps.Any(s => s.Commands.Any(c => c.Program is "sed" or "ln" or "find" or "python")))
        {
            yield break;
        }

        foreach (var venv in VirtualEnvironment.CopiedTo(model, scene.Stage).Where(v => v.IsMoved))
        {
            if (venv.Program(scene) is { } program && scene.State.Files.Find(Paths.Join(venv.Path, "bin/python")).IsAbsent)
            {
                yield return About.At(
                    scene.By, program,
                    $"{program} begins with #!{venv.Path}/bin/python, as the environment was made at {venv.Path} (line {venv.Made.Line}) and copied to {venv.Place} (line {venv.Copy.Instruction.FirstLine}).",
                    scene.Start.Launched.InShell ? $"/bin/sh: {scene.Start.Program}: not found" : $"exec {program}: no such file or directory");
            }
        }
    }
}

/// <summary>The environment's python is a link to the interpreter that made it, which the final image does not have.</summary>
internal sealed class VenvPythonAbsent : IRule
{
    public RuleDescription About { get; } = new(
        "venv-python-absent", Severity.Error,
        "a virtual environment is copied to an image that lacks the Python which it links to",
        "exec /opt/venv/bin/gunicorn: no such file or directory",
        "Take the same Python image for the final stage, or make the environment with the Python that the final image has.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { Start.Runner: null } scene)
        {
            yield break;
        }

        foreach (var venv in VirtualEnvironment.CopiedTo(model, scene.Stage))
        {
            var from = venv.Made.Step.Stage;
            var isOfficial = from.Base.Traits.Runtime is { Name: "python" } && from.Base.Reference.Split('/')[^1].StartsWith("python:", StringComparison.Ordinal);
            string[] pythons = ["/usr/local/bin/python", "/usr/local/bin/python3"];
            if (isOfficial && venv.Program(scene) is { } program && pythons.All(p => scene.State.Files.Find(p).IsAbsent))
            {
                yield return About.At(
                    scene.By, program,
                    $"{program} leads to /usr/local/bin/python3 of {from.BaseReference}, in which {venv.Path} was made (line {venv.Made.Line}); {scene.Stage.Base.Reference} has no such file.",
                    scene.Start.IsPython ? $"exec: \"{program}\": stat {program}: no such file or directory" : $"exec {program}: no such file or directory");
            }
        }
    }
}

/// <summary>Packages of one Python minor version in an image with another.</summary>
internal sealed class PythonMinorDiffers : IRule
{
    public RuleDescription About { get; } = new(
        "python-minor-differs", Severity.Error,
        "packages that one minor version of Python installed are copied to an image with another",
        "ModuleNotFoundError: No module named 'flask'",
        "Take the same Python version for both stages.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { Start.Runner: null, IsOnPythonImage: true, HasPlainPath: true } scene || Minor(scene.Stage) is not { } here || PythonScene.PipInstalls(scene.Stage).Any())
        {
            yield break;
        }

        foreach (var copy in scene.Stage.CopiesFromElsewhere().Where(s => s.Copy!.FromStage is not null))
        {
            var match = copy.Copy!.Sources.SelectMany(s => s.Matches).FirstOrDefault(m => Paths.Name(m.Destination) == "site-packages");
            if (match is not null && Paths.Name(Paths.Folder(match.Destination)) is var folder && folder.StartsWith("python", StringComparison.Ordinal) && folder != $"python{here}"
                && Minor(copy.Copy.FromStage!) is { } there && folder == $"python{there}")
            {
                yield return Found(scene, copy, match.Destination, here, there);
            }
        }

        foreach (var venv in VirtualEnvironment.CopiedTo(model, scene.Stage))
        {
            if (venv.Program(scene) is not null && Minor(venv.Made.Step.Stage) is { } there && there != here)
            {
                yield return Found(scene, venv.Copy, venv.Place, here, there);
            }
        }
    }

    private Defect Found(PythonScene scene, StepModel copy, string place, string here, string there)
    {
        var module = scene.Imports.Select(i => i.Top).FirstOrDefault(t => KnownPackages.OfModule(t).Count > 0) ?? scene.Start.Server;
        return About.At(
            copy.Instruction, place,
            $"{place} holds packages of Python {there}, but the final image runs Python {here}, which looks in lib/python{here}/site-packages.",
            module is null ? null : $"ModuleNotFoundError: No module named '{module}'");
    }

    private static string? Minor(StageModel stage) => stage.Base.Traits.Runtime is { Name: "python", Version: { Minor: not null } version } ? version.ToString() : null;
}

/// <summary>site-packages was copied, and the program that pip put beside it was not.</summary>
internal sealed class ConsoleScriptNotCopied : IRule
{
    public RuleDescription About { get; } = new(
        "console-script-not-copied", Severity.Error,
        "site-packages is copied from an earlier stage, but not the program in /usr/local/bin that belongs to it",
        "exec: \"gunicorn\": executable file not found in $PATH",
        "Copy /usr/local/bin, too, or start the program with python -m.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { Start: { Runner: null, IsPython: false }, IsOnPythonImage: true, InstallsAreKnown: true } scene
            || scene.Start.Program.Contains('/', StringComparison.Ordinal) || KnownPackages.OfProgram(scene.Start.Program) is not { } distribution || PythonScene.PipInstalls(scene.Stage).Any())
        {
            yield break;
        }

        var copies = scene.Stage.CopiesFromElsewhere().ToList();
        var packages = copies.FirstOrDefault(c => Destinations(c).Any(d => d.EndsWith("/site-packages", StringComparison.Ordinal)));
        if (packages?.Copy?.FromStage is { } from && copies.All(c => Destinations(c) is { Count: > 0 } all && all.All(d => d.EndsWith("/site-packages", StringComparison.Ordinal) || IsApart(scene, d)))
            && PythonScene.Installed(from).Has(distribution))
        {
            yield return About.At(
                scene.By, scene.Start.Program,
                $"'{scene.Start.Program}' is started, but line {packages.Instruction.FirstLine} copies only site-packages of {packages.Copy.FromStage.Name ?? "the earlier stage"}, not /usr/local/bin/{scene.Start.Program}.",
                scene.Start.Launched.InShell ? $"/bin/sh: {scene.Start.Program}: not found" : $"exec: \"{scene.Start.Program}\": executable file not found in $PATH");
        }
    }

    private static List<string> Destinations(StepModel step) => [.. step.Copy!.Sources.SelectMany(s => s.Matches).Select(m => m.Destination)];

    /// <summary>No folder of PATH, and none above one.</summary>
    private static bool IsApart(PythonScene scene, string path) => scene.State.SearchPath is { } folders && !folders.Any(f => Paths.IsWithin(f, path) || Paths.IsWithin(path, f));
}

/// <summary>Compiled packages for glibc in an image with musl.</summary>
internal sealed class ManylinuxOnAlpine : IRule
{
    /// <summary>Module → its distribution and the compiled module that is not found.</summary>
    private static readonly Dictionary<string, (string Distribution, string Compiled)> CompiledModules = new()
    {
        ["numpy"] = ("numpy", "numpy._core._multiarray_umath"), ["pandas"] = ("pandas", "pandas._libs.interval"), ["psycopg2"] = ("psycopg2-binary", "psycopg2._psycopg"),
        ["lxml"] = ("lxml", "lxml.etree"), ["PIL"] = ("pillow", "PIL._imaging"), ["pydantic"] = ("pydantic", "pydantic_core._pydantic_core"), ["fastapi"] = ("fastapi", "pydantic_core._pydantic_core"),
        ["asyncpg"] = ("asyncpg", "asyncpg.protocol.protocol"), ["cv2"] = ("opencv-python-headless", "cv2"),
    };

    public RuleDescription About { get; } = new(
        "manylinux-on-alpine", Severity.Error,
        "compiled Python packages for glibc are copied to an Alpine image",
        "ModuleNotFoundError: No module named 'numpy._core._multiarray_umath'",
        "Take an image of the same distribution for both stages.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { Start.Runner: null } scene || scene.Stage.Base.Traits.Libc != Libc.Musl || PythonScene.PipInstalls(scene.Stage).Any())
        {
            yield break;
        }

        foreach (var copy in scene.Stage.CopiesFromElsewhere())
        {
            if (copy.Copy!.FromStage is not { Base.Traits.Libc: Libc.Glibc } from || !BringsPackages(model, scene, copy))
            {
                continue;
            }

            var installed = PythonScene.Installed(from);
            if (scene.Imports.Select(i => i.Top).FirstOrDefault(t => CompiledModules.TryGetValue(t, out var c) && installed.Has(c.Distribution)) is { } module)
            {
                yield return About.At(
                    copy.Instruction, CompiledModules[module].Distribution,
                    $"The '{CompiledModules[module].Distribution}' that {from.BaseReference} installed is compiled for glibc, and {scene.Stage.Base.Reference} has musl.",
                    $"ModuleNotFoundError: No module named '{CompiledModules[module].Compiled}'");
            }
        }
    }

    private static bool BringsPackages(BuildModel model, PythonScene scene, StepModel copy) =>
        copy.Copy!.Sources.SelectMany(s => s.Matches).Any(m => Paths.Name(m.Destination) == "site-packages") || VirtualEnvironment.CopiedTo(model, scene.Stage).Any(v => v.Copy == copy && v.Program(scene) is not null);
}
