using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>The container starts, or its program asks for, what only development dependencies bring, and those are left out.</summary>
internal sealed class DevDependencyAtRuntime : IRule
{
    /// <summary>Tools that no package for production depends on, and the package that brings each.</summary>
    private static readonly Dictionary<string, string> Tools = new()
    {
        ["nodemon"] = "nodemon", ["ts-node"] = "ts-node", ["ts-node-dev"] = "ts-node-dev", ["tsx"] = "tsx", ["concurrently"] = "concurrently", ["nest"] = "@nestjs/cli",
        ["vite"] = "vite", ["babel-node"] = "@babel/node", ["tsc"] = "typescript", ["webpack"] = "webpack-cli", ["dotenv"] = "dotenv-cli",
    };

    private static readonly HashSet<string> NeedALock = ["typescript", "vite", "webpack-cli"];

    public RuleDescription About { get; } = new(
        "dev-dependency-at-runtime", Severity.Error,
        "the container needs a development dependency at start, and the install leaves those out",
        "sh: nodemon: not found",
        "Start the program with node, or move the package to dependencies.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        foreach (var missing in MissingPackage.All(model).Where(m => m.Because == MissingBecause.LeftOut))
        {
            yield return About.At(
                missing.Entry.Start.Launched.SetBy ?? missing.Blame, missing.Package,
                $"{missing.Entry.Name} asks for '{missing.Package}', a development dependency, which '{missing.Install!.Command.Text}' (line {missing.Install.Line}) leaves out.",
                missing.Symptom);
        }

        if (model.FirstFailure is null && Launch.Of(model) is { } launch)
        {
            var starts = NodeStart.Of(launch);
            foreach (var start in NodeStart.InstallsOrBuilds(starts) ? [] : starts)
            {
                if (Tool(start) is { } tool && Tools.TryGetValue(tool, out var package) && LeavesOut(launch, start, tool, package) is { } install && start.Launched.SetBy is { } by)
                {
                    yield return About.At(
                        by, package,
                        $"The container starts '{start.Described}', but '{package}' is a development dependency, which '{install.Command.Text}' (line {install.Line}) leaves out.",
                        start.Program == "npx" ? $"npm error could not determine executable to run" : $"sh: {tool}: not found");
                }
            }
        }
    }

    /// <summary>The tool of a script, where node_modules/.bin is in PATH, or of an npx that may not download.</summary>
    private static string? Tool(NodeStart start) =>
        start.ProgramName == "npx" && start.Words.Contains("--no-install") ? start.Words.Skip(1).FirstOrDefault(w => !w.StartsWith('-'))
        : start.Via.Count > 0 ? start.Program
        : null;

    private static RunAt? LeavesOut(Launch launch, NodeStart start, string tool, string package)
    {
        var stage = launch.Stage;
        var manifestFile = NodeManifest.Nearest(launch.State, start.Directory);
        var manifest = NodeManifest.NearestIn(stage, start.Directory);
        if (manifest is null || !manifest.DevDependencies.ContainsKey(package) || manifest.Dependencies.ContainsKey(package) || manifest.OptionalDependencies.ContainsKey(package)
            || stage.CopiesFromElsewhere().Any() || !PlainCommands.AreAll(stage, "npm", "yarn", "npx", "corepack"))
        {
            return null;
        }

        if (NodeModules.Find(launch.State, start.Directory, package) == Existence.Present || launch.State.FindProgram(tool).IsPresent)
        {
            return null;
        }

        var folder = Paths.Folder(manifestFile.Path);
        var installs = stage.Runs().Where(r => Installs(r) || Prunes(r)).ToList();
        if (installs.Any(r => r.Install?.Named.Any(n => n == package || n.StartsWith(package + "@", StringComparison.Ordinal)) == true) || installs.LastOrDefault() is not { } last)
        {
            return null;
        }

        if (Installs(last) && (last.Install!.Directory != folder || last.Install.ProductionOnly != true || last.Install.Effect is InstallEffect.Nothing or InstallEffect.Failed))
        {
            return null;
        }

        var locked = LockFile.Names.Select(n => last.Command.Before.Files.Find(Paths.Join(folder, n)).Text?.Whole).FirstOrDefault(t => t is not null);
        return locked is null ? NeedALock.Contains(package) ? null : last : LockFile.IsForDevelopmentOnly(locked, package) ? last : null;
    }

    private static bool Installs(RunAt run) => run.Install is { Ecosystem: Ecosystem.Node, Action: "install" or "i" or "ci" or "clean-install" or "add" };

    private static bool Prunes(RunAt run) =>
        run.Command.Program == "npm" && run.Command.Arguments.Contains("prune") && (run.Command.Arguments.Contains("--omit=dev") || run.Command.Arguments.Contains("--production"));
}
