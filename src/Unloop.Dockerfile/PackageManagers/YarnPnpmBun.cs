using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>
/// yarn 1 goes on without a package.json (exit 0, an empty node_modules and a yarn.lock); later yarns and pnpm stop
/// (<c>ERR_PNPM_NO_PKG_MANIFEST</c>).
/// </summary>
internal static class YarnPnpmBun
{
    private static readonly HashSet<string> Harmless = ["config", "cache", "set", "version", "info", "list", "why", "store", "audit", "--version", "-v", "help", "outdated", "plugin"];

    public static CommandResult Yarn(CommandCall call)
    {
        var operands = call.Operands("--cwd", "--network-timeout", "--cache-folder", "--mutex", "--registry");
        var verb = operands.Count == 0 ? call.Has("--version", "-v") ? "version" : "install" : operands[0].Text;
        if (Project(call, call.Value("--cwd")) is not { } project || verb is null)
        {
            return ShellBuiltins.Unfollowed(call);
        }

        if (verb is "global")
        {
            return ShellBuiltins.Unfollowed(call);
        }

        if (Harmless.Contains(verb))
        {
            return verb == "set" ? ShellBuiltins.Unfollowed(call) : CommandResult.Succeeds;
        }

        var major = YarnMajor(call, project);
        var record = NodeCommands.Record(call, "yarn", verb, project) with { Major = major };
        if (verb is not ("install" or "add" or "workspaces"))
        {
            return NodeCommands.RunScript(call, "yarn", verb == "run" && operands.Count > 1 ? operands[1].Text ?? "" : verb, project);
        }

        record = verb == "install" ? record with { Named = [] } : record;
        return CommandResult.Of(project.Exists switch
        {
            Existence.Unknown => Unknown(call, project, record),
            Existence.Absent when verb == "install" => YarnWithoutManifest(call, project, record),
            _ => YarnInstall(call, project, record),
        });
    }

    public static CommandResult Pnpm(CommandCall call)
    {
        var operands = call.Operands("--dir", "-C", "--filter", "-F", "--store-dir", "--reporter", "--registry", "--loglevel");
        var verb = operands.Count == 0 ? "help" : operands[0].Text;
        if (call.Has("-g", "--global") && verb is "add" or "install" or "i")
        {
            return NodeCommands.InstallGlobally(call, "pnpm");
        }

        if (Project(call, call.Value("--dir", "-C")) is not { } project || verb is null)
        {
            return ShellBuiltins.Unfollowed(call);
        }

        if (Harmless.Contains(verb))
        {
            return CommandResult.Succeeds;
        }

        if (verb is "fetch" or "deploy" or "prune" or "exec" or "dlx" or "rebuild" or "import" or "link")
        {
            return CommandTable.Works(call);
        }

        if (verb is not ("install" or "i" or "add"))
        {
            return NodeCommands.RunScript(call, "pnpm", verb == "run" && operands.Count > 1 ? operands[1].Text ?? "" : verb, project);
        }

        var record = NodeCommands.Record(call, "pnpm", verb == "i" ? "install" : verb, project);
        record = verb == "add" ? record : record with { Named = [] };
        if (project.Exists == Existence.Absent && verb != "add" && project.File("pnpm-workspace.yaml").IsAbsent)
        {
            return CommandResult.Of(Failed(record, $"pnpm install finds no package.json in {project.Directory}", "ERR_PNPM_NO_PKG_MANIFEST"));
        }

        if (call.Has("--frozen-lockfile") && project.File("pnpm-lock.yaml").IsAbsent && project.Exists == Existence.Present)
        {
            return CommandResult.Of(Failed(record, $"there is no pnpm-lock.yaml in {project.Directory}", "ERR_PNPM_NO_LOCKFILE"));
        }

        return CommandResult.Of(project.Exists == Existence.Unknown ? Unknown(call, project, record) : NodeCommands.Fill(call, project, record, null, flat: false, clean: false));
    }

    public static CommandResult Bun(CommandCall call)
    {
        var operands = call.Operands("--cwd", "--target", "--outdir", "--outfile");
        var verb = operands.Count == 0 ? "help" : operands[0].Text;
        if (Project(call, call.Value("--cwd")) is not { } project || verb is null || call.Has("-g", "--global"))
        {
            return ShellBuiltins.Unfollowed(call);
        }

        if (verb is not ("install" or "i" or "add" or "ci"))
        {
            return CommandTable.Works(call);
        }

        var record = NodeCommands.Record(call, "bun", verb == "i" ? "install" : verb, project);
        record = verb == "add" ? record : record with { Named = [] };
        return CommandResult.Of(project.Exists switch
        {
            Existence.Unknown => Unknown(call, project, record),
            Existence.Absent when verb != "add" => record with { Packages = [], Effect = InstallEffect.Nothing },
            _ => NodeCommands.Fill(call, project, record, null, flat: true, clean: false),
        });
    }

    /// <summary><c>corepack enable</c> puts launchers of yarn and pnpm beside node.</summary>
    public static CommandResult Corepack(CommandCall call)
    {
        var run = call.Run;
        var operands = call.Operands("--install-directory").Select(o => o.Text).ToList();
        if (operands is ["enable", ..])
        {
            string[] programs = operands.Count > 1 ? [.. operands.Skip(1).OfType<string>()] : ["pnpm", "pnpx", "yarn", "yarnpkg"];
            foreach (var program in programs)
            {
                run.Put("/usr/local/bin/" + program, run.NewFile(null, 0b111_101_101));
            }

            run.Managers = run.Managers.SetItem("yarn", null);
        }
        else
        {
            foreach (var argument in operands.Skip(1).OfType<string>().Where(o => o.Contains('@', StringComparison.Ordinal)))
            {
                run.Managers = run.Managers.SetItem(argument.Split('@')[0], SoftwareVersion.Parse(argument.Split('@')[1])?.Major);
            }
        }

        return CommandResult.Succeeds;
    }

    private static NodeProject? Project(CommandCall call, string? folder) =>
        call.HasUnknownWords || call.Run.Resolve(folder ?? ".") is not { } directory ? null : NodeProject.At(call.Run, directory, walksUp: false);

    /// <summary>A project that settles its yarn itself goes before the image's.</summary>
    private static int? YarnMajor(CommandCall call, NodeProject project)
    {
        if (project.Manifest?.PackageManager is { } pinned && pinned.StartsWith("yarn@", StringComparison.Ordinal))
        {
            return SoftwareVersion.Parse(pinned[5..])?.Major;
        }

        return project.File(".yarnrc.yml").Existence switch
        {
            Existence.Absent => call.Run.Managers.GetValueOrDefault("yarn"),
            _ => null,
        };
    }

    private static PackageInstall YarnWithoutManifest(CommandCall call, NodeProject project, PackageInstall record)
    {
        if (record.Major is >= 2)
        {
            return Failed(record, $"yarn finds no package.json in {project.Directory}", "Usage Error: The project in package.json doesn't seem to have been installed");
        }

        if (record.Major is null)
        {
            return record with { Packages = [], Effect = InstallEffect.Nothing };
        }

        call.Run.MakeDirectory(project.Target);
        call.Run.Put(Paths.Join(project.Directory, "yarn.lock"), call.Run.NewFile());
        return record with { Packages = [], Effect = InstallEffect.Nothing, Outcome = StepOutcome.Succeeds };
    }

    private static PackageInstall YarnInstall(CommandCall call, NodeProject project, PackageInstall record)
    {
        if (record.Major is >= 2 && call.Has("--immutable", "--frozen-lockfile") && project.File("yarn.lock").IsAbsent)
        {
            return Failed(record, $"there is no yarn.lock in {project.Directory}", "YN0028: The lockfile would have been created by this install, which is explicitly forbidden.");
        }

        if (record.Major == 1)
        {
            return NodeCommands.Fill(call, project, record, null, flat: true, clean: false);
        }

        // Later yarns may keep packages in archives, without a node_modules.
        call.Run.Disturb(project.Directory);
        return record with { Packages = project.Manifest?.Dependencies, Effect = InstallEffect.Installed };
    }

    private static PackageInstall Unknown(CommandCall call, NodeProject project, PackageInstall record)
    {
        call.Run.Disturb(project.Directory);
        return record;
    }

    private static PackageInstall Failed(PackageInstall record, string reason, string message) =>
        record with { Packages = [], Effect = InstallEffect.Failed, Outcome = StepOutcome.Fails(reason, message) };
}
