using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>go, cargo, Maven, Gradle: what they need, and where the result lies.</summary>
internal static class Compilers
{
    private static readonly string[] GoValued = ["-o", "-ldflags", "-tags", "-mod", "-gcflags", "-asmflags", "-p", "-buildmode", "-C", "-installsuffix", "-modfile", "-overlay"];

    public static CommandResult Go(CommandCall call)
    {
        var run = call.Run;
        var operands = call.Operands(GoValued).Select(o => o.Text).ToList();
        if (run.Resolve(call.Value("-C") ?? ".") is not { } directory || operands.Count == 0)
        {
            return call.HasUnknownWords ? ShellBuiltins.Unfollowed(call) : CommandResult.Succeeds;
        }

        var (path, exists) = ProjectFiles.Nearest(run, directory, walksUp: true, "go.mod");
        var record = Record(Ecosystem.Go, "go", string.Join(' ', operands.Take(operands[0] == "mod" ? 2 : 1)), directory, path, exists);
        switch (operands)
        {
            case ["mod", "download", ..] when exists == Existence.Absent:
                return ProjectFiles.Failed(record, $"go finds no go.mod in {directory} or above it", "go: no modules specified (see 'go help mod download')");
            case ["mod", "download" or "verify", ..]:
                run.Disturb("/go");
                run.Disturb("/root");
                return CommandResult.Of(record with { Effect = InstallEffect.Installed });
            case ["mod", "init", ..]:
                run.Put(Paths.Join(directory, "go.mod"), run.NewFile());
                return CommandResult.Unknown;
            case ["build", ..]:
                return Build(call, directory, operands, record);
            case ["env" or "version" or "vet" or "fmt" or "test" or "clean" or "list", ..]:
                return CommandResult.Unknown;
            default:
                run.Disturb("/go");
                run.Disturb("/root");
                run.Disturb(directory);
                return CommandResult.Unknown;
        }
    }

    private static CommandResult Build(CommandCall call, string directory, List<string?> operands, PackageInstall record)
    {
        var run = call.Run;
        var files = operands.Skip(1).ToList();
        if (record.Manifest == Existence.Absent && !files.Exists(f => f is null || f.EndsWith(".go", StringComparison.Ordinal)) && run.Lookup("GO111MODULE") is { IsKnown: true, Value: not "off" and not "auto" })
        {
            return ProjectFiles.Failed(record, $"go finds no go.mod in {directory} or above it", "go: go.mod file not found in current directory or any parent directory; see 'go help modules'");
        }

        var output = call.Value("-o");
        if (output is null && (call.Has("-o") || call.HasUnknownWords))
        {
            return ShellBuiltins.Unfollowed(call);
        }

        var name = GoName(run, directory, files, record);
        var target = run.Resolve(output ?? name);
        if (target is null || name is null && (output is null || output.EndsWith('/') || run.Find(target) is { Kind: EntryKind.Directory, IsPresent: true }))
        {
            run.Disturb(target ?? directory);
            return CommandResult.Of(record);
        }

        var existing = run.Find(target);
        if (output?.EndsWith('/') == true || existing is { IsPresent: true, Kind: EntryKind.Directory })
        {
            run.MakeDirectory(target);
            target = Paths.Join(target, name!);
        }
        else if (existing.Existence == Existence.Unknown || existing is { IsPresent: true, Kind: EntryKind.Unknown })
        {
            run.Disturb(target);
            return CommandResult.Of(record);
        }

        run.Put(target, run.NewFile(null, 0b111_101_101));
        return CommandResult.Of(record with { Target = target, Effect = InstallEffect.Installed });
    }

    /// <summary>The name that go gives to a program: of the package's folder, or of the module, or of the first file. Null: not known, or several.</summary>
    private static string? GoName(RunContext run, string directory, List<string?> files, PackageInstall record)
    {
        if (files.Count > 0 && files.TrueForAll(f => f is not null && f.EndsWith(".go", StringComparison.Ordinal)))
        {
            return Paths.Name(files[0]!)[..^3];
        }

        if (files.Count > 1 || files.Exists(f => f is null || f.Contains("...", StringComparison.Ordinal)))
        {
            return null;
        }

        var folder = Paths.Absolute(directory, files.Count == 0 ? "." : files[0]!);
        if (record.Manifest != Existence.Present || record.ManifestPath is not { } manifest || folder is null)
        {
            return null;
        }

        if (folder != Paths.Folder(manifest))
        {
            return files.Count > 0 && files[0]!.StartsWith('.') ? Paths.Name(folder) : null;
        }

        var line = run.Find(manifest).Text?.Head.Split('\n').FirstOrDefault(l => l.StartsWith("module ", StringComparison.Ordinal));
        var parts = line?[7..].Trim().Trim('"').Split('/');
        return parts is null ? null : parts.Length > 1 && parts[^1] is ['v', .. var digits] && digits.All(char.IsAsciiDigit) ? parts[^2] : parts[^1];
    }

    public static CommandResult Cargo(CommandCall call)
    {
        var run = call.Run;
        var verb = call.Operands("--target", "--manifest-path", "--bin", "-p", "--package", "--features", "--profile", "--target-dir", "--path", "--root", "-j").Select(o => o.Text).FirstOrDefault();
        if (verb is null || run.Directory is not { } directory || call.HasUnknownWords)
        {
            return ShellBuiltins.Unfollowed(call);
        }

        if (verb is not ("build" or "b" or "fetch" or "rustc"))
        {
            run.Disturb("/usr/local/cargo");
            run.Disturb("/root");
            return CommandTable.Works(call);
        }

        var (path, exists) = call.Value("--manifest-path") is { } given && run.Resolve(given) is { } named ? (named, run.Find(named).Existence) : ProjectFiles.Nearest(run, directory, walksUp: true, "Cargo.toml");
        var record = Record(Ecosystem.Rust, "cargo", verb, directory, path, exists);
        if (exists == Existence.Absent)
        {
            return ProjectFiles.Failed(record, $"cargo finds no Cargo.toml in {directory} or above it", $"error: could not find `Cargo.toml` in `{directory}` or any parent directory");
        }

        var text = run.Find(path).Text?.Whole;
        run.Disturb(directory);
        run.Disturb("/usr/local/cargo");
        run.Disturb("/root");
        if (exists != Existence.Present || verb == "fetch" || call.Has("--target-dir", "--profile"))
        {
            return CommandResult.Of(record);
        }

        var folder = Paths.Folder(path);
        var output = Paths.Absolute(folder, $"target/{(call.Value("--target") is { } triple ? triple + "/" : "")}{(call.Has("--release", "-r") ? "release" : "debug")}");
        var name = TomlText.String(text, "package", "name");
        if (output is not null && name is not null && call.Value("--bin") is null && run.Find(Paths.Join(folder, "src/main.rs")).IsPresent && !text!.Contains("[[bin]]", StringComparison.Ordinal))
        {
            run.Put(Paths.Join(output, name), run.NewFile(null, 0b111_101_101));
        }

        return CommandResult.Of(record with { Target = output, Effect = InstallEffect.Installed });
    }

    public static CommandResult Maven(CommandCall call) => Java(call, "mvn", call.Value("-f", "--file"), "pom.xml");

    public static CommandResult Gradle(CommandCall call) =>
        Java(call, "gradle", call.Value("-p", "--project-dir") is { } folder ? folder.TrimEnd('/') + "/build.gradle" : null, "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts");

    private static CommandResult Java(CommandCall call, string manager, string? given, params ReadOnlySpan<string> names)
    {
        var run = call.Run;
        if (run.Directory is not { } directory || call.HasUnknownWords)
        {
            return ShellBuiltins.Unfollowed(call);
        }

        if (call.Has("--version", "-v") && call.Operands().Count == 0)
        {
            return CommandResult.Succeeds;
        }

        var (path, exists) = given is not null && run.Resolve(given) is { } named ? (named, run.Find(named).Existence) : ProjectFiles.Nearest(run, directory, walksUp: manager == "gradle", names);
        var record = Record(Ecosystem.Java, manager, string.Join(' ', call.Operands("-f", "-p", "-P", "-s").Select(o => o.Text)), directory, path, exists);
        if (exists == Existence.Absent && given is null)
        {
            return manager == "mvn"
                ? ProjectFiles.Failed(record, $"Maven finds no pom.xml in {directory}", $"The goal you specified requires a project to execute but there is no POM in this directory ({directory})")
                : ProjectFiles.Failed(record, $"Gradle finds no build file in {directory}", $"Directory '{directory}' does not contain a Gradle build.");
        }

        run.Disturb(Paths.Folder(path));
        run.Disturb(directory);
        run.Disturb("/root");
        run.Disturb("/home");
        return CommandResult.Of(record with { Effect = exists == Existence.Present ? InstallEffect.Installed : InstallEffect.Unknown });
    }

    private static PackageInstall Record(Ecosystem ecosystem, string manager, string action, string directory, string path, Existence exists) => new()
    {
        Ecosystem = ecosystem,
        Manager = manager,
        Action = action,
        Directory = directory,
        ManifestPath = path,
        Manifest = exists,
    };
}
