using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>What npm, yarn, pnpm and bun have in common: scripts, global packages, the record of an install.</summary>
internal static class NodeCommands
{
    /// <summary>Programs of packages whose name says something else; a package without entry is taken to bring a program of its own name.</summary>
    private static readonly Dictionary<string, string[]> Programs = new(StringComparer.Ordinal)
    {
        ["typescript"] = ["tsc", "tsserver"],
        ["@angular/cli"] = ["ng"],
        ["@nestjs/cli"] = ["nest"],
        ["@vue/cli"] = ["vue"],
        ["pm2"] = ["pm2", "pm2-runtime", "pm2-docker", "pm2-dev"],
        ["yarn"] = ["yarn", "yarnpkg"],
        ["pnpm"] = ["pnpm", "pnpx"],
        ["npm"] = ["npm", "npx"],
    };

    /// <summary>Operands after the verb: package names.</summary>
    public static IReadOnlyList<string> Named(CommandCall call) =>
        [.. call.Operands("--prefix", "-C", "--cwd", "--dir", "--registry", "--cache", "--omit", "--include", "--filter", "-F", "--loglevel", "--network-timeout", "--mutex", "--cache-folder", "--modules-folder", "--store-dir", "--network-concurrency", "--userconfig", "--fetch-retries", "--fetch-timeout", "--maxsockets", "--workspace", "-w")
            .Skip(1).Select(o => o.Text).OfType<string>()];

    /// <summary><c>express@4</c>, <c>@scope/name@1</c> → the name; null for a folder or an address.</summary>
    public static string? PackageName(string argument)
    {
        if (argument.StartsWith('.') || argument.StartsWith('/') || argument.Contains(':', StringComparison.Ordinal) || argument.EndsWith(".tgz", StringComparison.Ordinal))
        {
            return null;
        }

        var at = argument.IndexOf('@', 1);
        return at > 0 ? argument[..at] : argument;
    }

    public static PackageInstall Record(CommandCall call, string manager, string action, NodeProject? project) => new()
    {
        Ecosystem = Ecosystem.Node,
        Manager = manager,
        Major = call.Run.Managers.GetValueOrDefault(manager),
        Action = action,
        Directory = project?.Directory,
        ManifestPath = project?.ManifestPath,
        Manifest = project?.Exists ?? Existence.Unknown,
        Target = project?.Target,
        ProductionOnly = NodeProject.IsProduction(call),
        Named = [.. Named(call).Select(PackageName).OfType<string>()],
    };

    /// <summary>Programs for everybody: their names in /usr/local/bin, as in the images of Node.</summary>
    public static CommandResult InstallGlobally(CommandCall call, string manager)
    {
        var run = call.Run;
        var named = Named(call);
        foreach (var argument in named)
        {
            var name = PackageName(argument);
            if (name is "npm" or "yarn" or "pnpm" or "bun")
            {
                var version = argument.Length > name.Length + 1 ? Modelling.Bases.SoftwareVersion.Parse(argument[(name.Length + 1)..]) : null;
                run.Managers = run.Managers.SetItem(name, version?.Major ?? (name == "yarn" ? 1 : null));
            }

            foreach (var program in name is null ? [] : Programs.GetValueOrDefault(name) ?? [Paths.Name(name)])
            {
                run.Put("/usr/local/bin/" + program, run.NewFile(null, 0b111_101_101));
            }
        }

        run.Disturb("/usr/local/lib");
        if (call.HasUnknownWords || named.Any(n => PackageName(n) is null or ['@', ..]))
        {
            run.Disturb("/usr/local/bin");
        }

        return CommandResult.Of(Record(call, manager, "install", null) with { Effect = InstallEffect.Installed, Target = "/usr/local/lib/node_modules", Packages = [] });
    }

    /// <summary><c>run build</c>: needs the manifest and its script; what the script makes is somewhere in the folder.</summary>
    public static CommandResult RunScript(CommandCall call, string manager, string script, NodeProject project)
    {
        var record = Record(call, manager, "run " + script, project) with { Named = [] };
        if (project.Exists == Existence.Absent)
        {
            var reason = $"{manager} run {script} finds no package.json in {project.Directory}";
            return CommandResult.Of(record with { Effect = InstallEffect.Failed, Outcome = StepOutcome.Fails(reason, "enoent Could not read package.json") });
        }

        if (project.Manifest is { HasWorkspaces: false } manifest && !manifest.Scripts.ContainsKey(script) && manager != "yarn" && !call.Has("--if-present", "--filter", "-F", "-r", "--workspace", "-w"))
        {
            var reason = $"package.json has no script \"{script}\"";
            return CommandResult.Of(record with { Effect = InstallEffect.Failed, Outcome = StepOutcome.Fails(reason, $"npm error Missing script: \"{script}\"") });
        }

        var text = project.Manifest?.Scripts.GetValueOrDefault(script);
        call.Run.Disturb(text is null || text.Contains("..", StringComparison.Ordinal) || text.Contains(" /", StringComparison.Ordinal) ? "/" : project.Directory);
        return new CommandResult(StepOutcome.Unknown, record);
    }

    /// <summary>Names for node_modules, with what is left out.</summary>
    public static PackageInstall Fill(CommandCall call, NodeProject project, PackageInstall record, NodeLock? locked, bool flat, bool clean)
    {
        var manifest = project.Manifest;
        if (manifest is null)
        {
            project.PutPackages(record.Named, [], isWhole: false, clean);
            return record with { Effect = InstallEffect.Installed, Outcome = StepOutcome.Unknown };
        }

        List<string> always = [.. manifest.Dependencies, .. record.Named];
        List<string> doubtful = [.. manifest.OptionalDependencies];
        List<string> left = [];
        (record.ProductionOnly switch { true => left, false => always, null => doubtful }).AddRange(manifest.DevDependencies.Except(manifest.Dependencies));
        var isWhole = locked is not null && !manifest.HasWorkspaces && flat && record.Named.Count == 0;
        if (locked is not null)
        {
            always.AddRange(locked.Production.Except(doubtful));
            (record.ProductionOnly switch { true => left, false => always, null => doubtful }).AddRange(locked.Development);
            left.RemoveAll(locked.Production.Contains);
        }

        project.PutPackages(always.Distinct(), doubtful.Distinct(), isWhole, clean);
        if (manifest.HasWorkspaces || !project.File("pnpm-workspace.yaml").IsAbsent)
        {
            // The packages of a workspace get a node_modules each.
            call.Run.Disturb(project.Directory);
        }

        var isEmpty = manifest.Dependencies.Count + manifest.DevDependencies.Count + manifest.OptionalDependencies.Count + record.Named.Count == 0 && !manifest.HasWorkspaces;
        return record with
        {
            Packages = [.. manifest.Dependencies, .. manifest.OptionalDependencies, .. record.ProductionOnly == false ? manifest.DevDependencies : []],
            LeftOut = record.ProductionOnly == true ? [.. left.Distinct()] : [],
            Effect = isEmpty ? InstallEffect.Nothing : InstallEffect.Installed,
            Outcome = StepOutcome.Unknown,
        };
    }
}
