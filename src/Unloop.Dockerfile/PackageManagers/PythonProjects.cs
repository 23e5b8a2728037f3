using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>poetry, uv, pipenv, and <c>python -m</c>.</summary>
internal static class PythonProjects
{
    public static CommandResult Poetry(CommandCall call)
    {
        var run = call.Run;
        var verb = call.Operands("--without", "--with", "--only", "-C", "--directory", "-P").FirstOrDefault().Text;
        if (verb is "config" or "self" or "cache" or "env" or "check" or "lock" or "export")
        {
            return verb is "export" or "lock" ? CommandTable.Works(call) : CommandResult.Succeeds;
        }

        if (verb is not ("install" or "sync") || run.Directory is not { } directory || call.HasUnknownWords)
        {
            return ShellBuiltins.Unfollowed(call);
        }

        var (path, exists) = ProjectFiles.Nearest(run, directory, walksUp: true, "pyproject.toml");
        var record = Record("poetry", verb, directory, path, exists);
        if (exists == Existence.Absent)
        {
            return ProjectFiles.Failed(record, $"poetry finds no pyproject.toml in {directory} or above it", $"Poetry could not find a pyproject.toml file in {directory} or its parents");
        }

        var text = run.Find(path).Text?.Whole;
        Spread(run, directory);
        var production = call.Has("--no-dev") || call.Value("--only") is "main" || (call.Value("--without")?.Contains("dev", StringComparison.Ordinal) ?? false);
        return CommandResult.Of(record with { ProductionOnly = production, Packages = TomlText.PoetryDependencies(text), Effect = InstallEffect.Installed });
    }

    public static CommandResult Uv(CommandCall call)
    {
        var run = call.Run;
        var operands = call.Operands("--project", "--directory", "--python", "-p", "--extra", "--group", "--package", "--no-group", "--index-url", "--link-mode", "--cache-dir").Select(o => o.Text).ToList();
        if (operands is ["pip", "install", ..])
        {
            return Pip.Install(call, "uv pip", 2);
        }

        if (operands is ["venv", ..])
        {
            return Venv(run, operands.Count > 1 ? operands[1] : ".venv");
        }

        if (operands is not ["sync", ..] || run.Directory is not { } directory || call.HasUnknownWords)
        {
            return operands is ["cache" or "version" or "--version" or "self", ..] ? CommandResult.Succeeds : ShellBuiltins.Unfollowed(call);
        }

        var (path, exists) = ProjectFiles.Nearest(run, directory, walksUp: true, "pyproject.toml");
        var record = Record("uv", "sync", directory, path, exists);
        if (exists == Existence.Absent)
        {
            return ProjectFiles.Failed(record, $"uv finds no pyproject.toml in {directory} or above it", "error: No `pyproject.toml` found in current directory or any parent directory");
        }

        if (call.Has("--frozen", "--locked") && exists == Existence.Present && run.Find(Paths.Join(Paths.Folder(path), "uv.lock")).IsAbsent)
        {
            return ProjectFiles.Failed(record, $"there is no uv.lock beside {path}", "error: Unable to find lockfile at `uv.lock`");
        }

        var text = run.Find(path).Text?.Whole;
        var environment = run.Lookup("UV_PROJECT_ENVIRONMENT").Value ?? Paths.Join(Paths.Folder(path), ".venv");
        if (exists == Existence.Present && run.Resolve(environment) is { } target)
        {
            Venv(run, target);
            record = record with { Target = target };
        }

        run.Disturb(directory);
        return CommandResult.Of(record with { ProductionOnly = call.Has("--no-dev"), Packages = TomlText.ProjectDependencies(text), Effect = InstallEffect.Installed });
    }

    public static CommandResult Pipenv(CommandCall call)
    {
        var run = call.Run;
        var verb = call.Operands("--python").FirstOrDefault().Text;
        if (verb is not ("install" or "sync") || run.Directory is not { } directory)
        {
            return ShellBuiltins.Unfollowed(call);
        }

        var (path, exists) = ProjectFiles.Nearest(run, directory, walksUp: true, "Pipfile");
        var record = Record("pipenv", verb, directory, path, exists);
        if (exists == Existence.Present && call.Has("--deploy") && run.Find(path + ".lock").IsAbsent)
        {
            return ProjectFiles.Failed(record, $"there is no Pipfile.lock beside {path}", "Pipfile.lock not found, aborting deploy");
        }

        Spread(run, directory);
        return CommandResult.Of(record with { ProductionOnly = !call.Has("--dev", "-d"), Effect = exists == Existence.Absent ? InstallEffect.Nothing : InstallEffect.Installed });
    }

    /// <summary><c>python -m pip</c>, <c>python -m venv</c>; else a script of the project.</summary>
    public static CommandResult Python(CommandCall call)
    {
        var words = call.Arguments.Select(a => a.Text).ToList();
        return words switch
        {
            ["--version" or "-V"] => CommandResult.Succeeds,
            ["-m", "pip" or "pip3", ..] => Pip.Run(call with { Arguments = [.. call.Arguments.Skip(2)] }),
            ["-m", "venv" or "virtualenv", ..] => call with { Arguments = [.. call.Arguments.Skip(2)] } is var venv && venv.Operands("--prompt", "--python", "-p") is [{ Text: { } folder }] ? Venv(call.Run, folder) : CommandTable.Works(call),
            ["-m", "poetry", ..] => Poetry(call with { Program = "poetry", Arguments = [.. call.Arguments.Skip(2)] }),
            ["-m", "compileall", ..] => CommandResult.Succeeds,
            _ => CommandTable.Works(call),
        };
    }

    public static CommandResult VirtualEnv(CommandCall call) =>
        call.Operands("-p", "--python", "--prompt") is [{ Text: { } folder }] ? Venv(call.Run, folder) : ShellBuiltins.Unfollowed(call);

    private static CommandResult Venv(RunContext run, string? folder)
    {
        if (run.Resolve(folder) is not { } path)
        {
            run.DisturbAll();
            return CommandResult.Unknown;
        }

        run.MakeDirectory(path);
        run.Disturb(path);
        foreach (var program in (string[])["python", "python3", "pip"])
        {
            run.Put(Paths.Join(path, "bin/" + program), run.NewFile(null, 0b111_101_101));
        }

        return CommandResult.Succeeds;
    }

    /// <summary>These tools keep environments in the project, in caches of the user, or in the system.</summary>
    private static void Spread(RunContext run, string directory)
    {
        foreach (var place in (string[])[directory, "/usr/local", "/root", "/home", "/opt"])
        {
            run.Disturb(place);
        }
    }

    private static PackageInstall Record(string manager, string action, string directory, string path, Existence exists) => new()
    {
        Ecosystem = Ecosystem.Python,
        Manager = manager,
        Action = action,
        Directory = directory,
        ManifestPath = path,
        Manifest = exists,
    };
}
