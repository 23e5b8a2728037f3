using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Python;

/// <summary>The server is to import a module that lies elsewhere.</summary>
internal sealed class WrongModulePath : IRule
{
    public RuleDescription About { get; } = new(
        "wrong-module-path", Severity.Error,
        "gunicorn, uvicorn or hypercorn is given a module that is not where it looks",
        "ModuleNotFoundError: No module named 'wsgi'",
        "Name the module by its path from the working directory, or set WORKDIR, --chdir or --app-dir to its folder.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { HasPlainPath: true, Entry: null, Start.Server: { } server } scene || model.Context is not { IsComplete: true } context
            || ServerTarget.Of(scene.Start) is not { } target || target.Folder(scene.Start.Launched.Directory!) is not { } folder || IsInstalled(scene, target.Module.Split('.')[0]))
        {
            yield break;
        }

        var top = target.Module.Split('.')[0];
        var file = target.Module.Replace('.', '/') + ".py";
        var inContext = context.Files.FirstOrDefault(f => f.Kind == EntryKind.File && (f.Path == file || f.Path.EndsWith("/" + file, StringComparison.Ordinal)));
        if (inContext is null || !PythonScene.Candidates(folder, top).Concat(PythonScene.Candidates(folder, target.Module)).All(p => scene.State.Files.Find(p).IsAbsent || IsEmptyOf(scene, p, top, target.Module)))
        {
            yield break;
        }

        yield return About.At(
            scene.By, target.Module,
            $"{server} imports '{target.Module}' from {folder}, which has no such module; the context has it as {inContext.Path}.",
            server == "uvicorn" ? $"ERROR:    Error loading ASGI app. Could not import module \"{target.Module}\"." : $"ModuleNotFoundError: No module named '{top}'");
    }

    /// <summary>The folder of the package is there, the module in it is not.</summary>
    private static bool IsEmptyOf(PythonScene scene, string path, string top, string module) =>
        module.Contains('.', StringComparison.Ordinal) && path.EndsWith("/" + top, StringComparison.Ordinal) && scene.State.Files.Find(path) is { IsPresent: true, Kind: EntryKind.Directory };

    /// <summary>An install of the project itself, or of anything that is not known, may bring the module.</summary>
    private static bool IsInstalled(PythonScene scene, string top) =>
        !scene.InstallsAreKnown || PythonScene.Installed(scene.Stage) is { IsWhole: false } || PythonScene.Installed(scene.Stage).Has(Requirements.Normal(top))
        || scene.Model.Stages.Any(s => s.IsNeeded && s != scene.Stage && !PythonScene.Installed(s).IsWhole);
}

/// <summary>The module is there, the application in it has another name.</summary>
internal sealed class ModuleAttributeMissing : IRule
{
    public RuleDescription About { get; } = new(
        "module-attribute-missing", Severity.Error,
        "gunicorn, uvicorn or hypercorn is given an application that its module does not have",
        "Failed to find attribute 'application' in 'app'.",
        "Name the application as the module does.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { Start.Server: { } server, Entry: { Text: { } text, File.Copied: not null } entry } scene || ServerTarget.Of(scene.Start) is not { } target)
        {
            yield break;
        }

        var attribute = (target.Attribute ?? (server == "gunicorn" ? "application" : null))?.Split('(', '.')[0];
        string[] dynamic = ["import *", "globals(", "__getattr__", "setattr(", "exec(", "locals(", "vars("];
        if (string.IsNullOrEmpty(attribute) || Names.HasVariable(attribute) || text.Contains(attribute, StringComparison.Ordinal) || dynamic.Any(d => text.Contains(d, StringComparison.Ordinal)))
        {
            yield break;
        }

        yield return About.At(
            scene.By, attribute,
            $"{server} looks for '{attribute}' in {entry.Name}, and {entry.File.Copied!.Path} does not mention it.",
            server == "uvicorn" ? $"ERROR:    Error loading ASGI app. Attribute \"{attribute}\" not found in module \"{target.Module}\"." : $"Failed to find attribute '{attribute}' in '{target.Module}'.");
    }
}

/// <summary>A file of a package that is run as a script has no package.</summary>
internal sealed class ScriptWithRelativeImport : IRule
{
    public RuleDescription About { get; } = new(
        "script-with-relative-import", Severity.Error,
        "a Python file with relative imports is run as a script",
        "ImportError: attempted relative import with no known parent package",
        "Run it as a module with python -m.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is { Entry: { IsScript: true, Text: { } text } entry } scene && !text.Contains("__package__", StringComparison.Ordinal)
            && PythonImports.Of(text).FirstOrDefault(i => i.Level > 0) is { } import)
        {
            yield return About.At(
                scene.By, entry.Name,
                $"{entry.Name} imports relatively (its line {import.Line}), which works in a package only, and python is given it as a file.",
                repair: $"Start it with python -m {entry.Name.Replace(".py", "", StringComparison.Ordinal).TrimStart('.', '/').Replace('/', '.')} from {scene.Start.Launched.Directory}.");
        }
    }
}

/// <summary>A script in a folder imports a package that is beside the folder: Python looks beside the script only.</summary>
internal sealed class PackageNotOnPath : IRule
{
    public RuleDescription About { get; } = new(
        "package-not-on-path", Severity.Error,
        "a Python script imports a package of the working directory, and Python looks in the script's folder only",
        "ModuleNotFoundError: No module named 'src'",
        "Run it as a module with python -m, or set PYTHONPATH to the folder that has the package.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { HasPlainPath: true, Entry: { IsScript: true } entry } scene || scene.Start.Launched.Directory is not { } directory || entry.Root == directory
            || PythonScene.Installed(scene.Stage) is not { IsWhole: true } installed || !(scene.InstallsAreKnown || !scene.IsOnPythonImage))
        {
            yield break;
        }

        var import = scene.Imports.FirstOrDefault(i => i.Level == 0 && KnownPackages.OfModule(i.Top).Count == 0 && !installed.Has(Requirements.Normal(i.Top)) && scene.IsNotBeside(i.Top) && IsPackage(scene, directory, i));
        if (import is not null)
        {
            yield return About.At(
                scene.By, import.Top,
                $"{entry.Name} imports '{import.Module}', which lies in {directory}, but python looks in {entry.Root}, the script's own folder.",
                $"ModuleNotFoundError: No module named '{import.Top}'",
                $"Set ENV PYTHONPATH={directory}, or start it with python -m {entry.Name.Replace(".py", "", StringComparison.Ordinal).TrimStart('.', '/').Replace('/', '.')}.");
        }
    }

    private static bool IsPackage(PythonScene scene, string directory, PythonImport import) =>
        scene.State.Files.Find(Paths.Join(directory, import.Module.Replace('.', '/') + ".py")) is { IsPresent: true, Copied: not null }
        || scene.State.Files.Find(Paths.Join(directory, import.Module.Replace('.', '/') + "/__init__.py")) is { IsPresent: true, Copied: not null };
}

/// <summary>A module of the project that no COPY brings.</summary>
internal sealed class LocalModuleNotCopied : IRule
{
    public RuleDescription About { get; } = new(
        "local-module-not-copied", Severity.Error,
        "the program imports a module of its own project that no COPY brings",
        "ModuleNotFoundError: No module named 'db'",
        "Copy the module, or let the ignore file pass it.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { HasPlainPath: true, InstallsAreKnown: true, IsOnPythonImage: true, Entry: { File.Copied: { } copied } entry } scene || model.Context is not { } context
            || PythonScene.Installed(scene.Stage) is not { IsWhole: true } installed || scene.Stage.CopiesFromElsewhere().Any(c => c.Copy!.Sources.Any(s => s.Kind != EntryKind.File)))
        {
            yield break;
        }

        // The folder of the context that became the first folder of sys.path.
        var inside = (entry.File.RealPath ?? entry.File.Path)[entry.Root.TrimEnd('/').Length..];
        if (!("/" + copied.Path).EndsWith(inside, StringComparison.Ordinal))
        {
            yield break;
        }

        var root = copied.Path[..(copied.Path.Length - inside.Length + 1)];
        foreach (var import in scene.Imports.Where(i => i.Level == 0 && !installed.Has(Requirements.Normal(i.Top)) && scene.IsNotBeside(i.Top)))
        {
            var found = new[] { $"{root}{import.Top}.py", $"{root}{import.Top}/__init__.py" }.FirstOrDefault(p => context.Find(p) is { Kind: EntryKind.File });
            if (found is not null)
            {
                var isIgnored = context.IsIgnored(found);
                yield return About.At(
                    scene.By, import.Top,
                    $"{entry.Name} imports '{import.Top}', which the context has as {found}, but {(isIgnored ? "the ignore file keeps it out" : "no COPY brings it to the image")}.",
                    $"ModuleNotFoundError: No module named '{import.Top}'", isIgnored ? $"Add !{found} to the ignore file." : $"Copy {found} to {entry.Root}/.");
                yield break;
            }
        }
    }
}

/// <summary>A Python package needs a library of the system that slim images lack.</summary>
internal sealed class PythonSystemLibraryMissing : IRule
{
    private static readonly string[] Bringers = ["gl", "mesa", "opencv", "ffmpeg", "qt", "gtk", "x11", "xvfb", "chromium", "libreoffice", "vlc", "python3-"];

    public RuleDescription About { get; } = new(
        "python-system-library-missing", Severity.Error,
        "a Python package needs a system library that the slim image does not have",
        "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
        "Install the library's package, or take the package's headless form.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { IsOnPythonImage: true, InstallsAreKnown: true, Start.Runner: null } scene || !scene.Stage.Base.Reference.Contains("-slim", StringComparison.Ordinal)
            || !scene.Imports.Any(i => i.Top == "cv2") || PlainCommandsOf(scene) is not { } packages || packages.Any(p => Bringers.Any(b => p.Contains(b, StringComparison.Ordinal))) || scene.Stage.Runs().Any(r => r.Command.Program is "dpkg"))
        {
            yield break;
        }

        var installs = PythonScene.PipInstalls(scene.Stage).ToList();
        if (installs.Count == 1 && Requirements.Of(installs[0]) is { IsWhole: true } wanted && (wanted.Has("opencv-python") || wanted.Has("opencv-contrib-python")) && !wanted.Names.Any(n => n.Contains("headless", StringComparison.Ordinal)) && IsPinned(scene))
        {
            yield return About.At(
                installs[0].Step.Instruction, "libGL.so.1",
                $"'opencv-python', which {scene.Entry!.Name} imports, needs libGL.so.1, which {scene.Stage.Base.Reference} does not have and no step installs.",
                repair: "Take opencv-python-headless, or apt-get install libgl1 and libglib2.0-0.");
        }
    }

    private static IReadOnlyList<string>? PlainCommandsOf(PythonScene scene) => PlainCommands.SystemPackages(scene.Stage);

    /// <summary>To a version whose wheel is known to need it.</summary>
    private static bool IsPinned(PythonScene scene) =>
        scene.Model.Context?.Files.Any(f => f.Path.EndsWith(".txt", StringComparison.Ordinal) && f.Head is { } text && (text.Contains("opencv-python==4.", StringComparison.Ordinal) || text.Contains("opencv-contrib-python==4.", StringComparison.Ordinal))) == true;
}
