using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>dotnet restore, build, publish. Without a project: MSB1003; with one that is not there: MSB1009.</summary>
internal static class DotNet
{
    private static readonly string[] Valued =
        ["-c", "--configuration", "-o", "--output", "-r", "--runtime", "-f", "--framework", "-a", "--arch", "--os", "-v", "--verbosity", "--version-suffix", "-s", "--source", "--configfile", "-p", "--property"];

    private static readonly string[] Projects = [".csproj", ".fsproj", ".vbproj", ".sln", ".slnx", ".slnf"];

    public static CommandResult Run(CommandCall call)
    {
        var run = call.Run;
        // --self-contained takes true or false as a word of its own, and works without.
        var operands = call.Operands(Valued).Select(o => o.Text).Where(t => t is not ("true" or "false")).ToList();
        if (operands is not ["restore" or "build" or "publish" or "test" or "pack", ..])
        {
            return operands is ["--info" or "--version" or "nuget" or "workload" or "new" or "dev-certs", ..] or [] ? CommandTable.Works(call) : ShellBuiltins.Unfollowed(call);
        }

        if (run.Directory is not { } directory || call.HasUnknownWords)
        {
            return ShellBuiltins.Unfollowed(call);
        }

        var verb = operands[0]!;
        var (path, exists) = Project(run, directory, operands.Count > 1 ? operands[1] : null);
        var record = new PackageInstall { Ecosystem = Ecosystem.DotNet, Manager = "dotnet", Action = verb, Directory = directory, ManifestPath = path, Manifest = exists };
        if (exists == Existence.Absent)
        {
            return operands.Count > 1
                ? ProjectFiles.Failed(record, $"{run.Resolve(operands[1])} does not exist", "MSBUILD : error MSB1009: Project file does not exist.")
                : ProjectFiles.Failed(record, $"there is no project or solution file in {directory}", "MSBUILD : error MSB1003: Specify a project or solution file. The current working directory does not contain a project or solution file.");
        }

        var assembly = Assembly(run, path);
        run.Disturb(directory);
        run.Disturb(path is null ? directory : Paths.Folder(path));
        run.Disturb("/root");
        if (verb is "publish" or "build" && call.Value("-o", "--output") is { } output)
        {
            return CommandResult.Of(Output(run, run.Resolve(output), assembly, record));
        }

        return CommandResult.Of(record with { Effect = InstallEffect.Installed });
    }

    private static PackageInstall Output(RunContext run, string? target, string? assembly, PackageInstall record)
    {
        run.Disturb(target ?? "/");
        if (target is null)
        {
            return record;
        }

        run.MakeDirectory(target);
        if (assembly is not null)
        {
            run.Put(Paths.Join(target, assembly + ".dll"), run.NewFile());
        }

        return record with { Target = target, Effect = InstallEffect.Installed };
    }

    /// <summary>The name of the assembly: the project's own unless it says another. Null where it is not known, or put together from properties.</summary>
    internal static string? Assembly(RunContext run, string? project)
    {
        if (project is null || !project.EndsWith("proj", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var entry = run.Find(project);
        if (entry.Text?.Whole is not { } text)
        {
            return null;
        }

        var open = text.IndexOf("<AssemblyName>", StringComparison.OrdinalIgnoreCase);
        if (open < 0)
        {
            return Paths.Name(project)[..Paths.Name(project).LastIndexOf('.')];
        }

        var close = text.IndexOf('<', open + 14);
        var name = close < 0 ? "" : text[(open + 14)..close].Trim();
        return name.Length == 0 || name.Contains('$', StringComparison.Ordinal) ? null : name;
    }

    private static (string? Path, Existence Exists) Project(RunContext run, string directory, string? given)
    {
        if (given is null)
        {
            return ProjectFiles.ByExtension(run, directory, Projects);
        }

        if (run.Resolve(given) is not { } path)
        {
            return (null, Existence.Unknown);
        }

        var entry = run.Find(path);
        return entry is { IsPresent: true, Kind: EntryKind.Directory } ? ProjectFiles.ByExtension(run, path, Projects) : (path, entry.Existence);
    }
}
