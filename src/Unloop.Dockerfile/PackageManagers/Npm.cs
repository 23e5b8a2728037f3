using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>
/// npm by its major version. Without a package.json: npm 6 goes on (exit 0, leaves <c>{"lockfileVersion": 1}</c>), npm 7 and later stop
/// with 254 unless <c>--ignore-scripts</c> is given, <c>npm ci</c> always stops (tried with npm 6 to 12).
/// </summary>
internal static class Npm
{
    private static readonly HashSet<string> Installs = ["install", "i", "add", "in", "ins", "inst", "isntall"];
    private static readonly HashSet<string> CleanInstalls = ["ci", "clean-install", "ic", "install-clean", "cit", "install-ci-test"];
    private static readonly HashSet<string> Harmless = ["config", "set", "get", "cache", "version", "view", "info", "ping", "whoami", "audit", "fund", "ls", "list", "outdated", "login", "root", "bin", "help"];

    public static CommandResult Run(CommandCall call)
    {
        var run = call.Run;
        var verb = call.Operands("--prefix", "-C", "--loglevel", "--registry").FirstOrDefault().Text;
        if (verb is null)
        {
            return call.HasUnknownWords ? ShellBuiltins.Unfollowed(call) : CommandResult.Succeeds;
        }

        if (Harmless.Contains(verb))
        {
            return CommandResult.Succeeds;
        }

        var prefix = call.Value("--prefix", "-C");
        if (run.Resolve(prefix ?? ".") is not { } directory || call.HasUnknownWords)
        {
            return ShellBuiltins.Unfollowed(call);
        }

        if (call.Has("-g", "--global") || call.Value("--location") == "global")
        {
            return verb is "install" or "i" or "add" ? NodeCommands.InstallGlobally(call, "npm") : CommandResult.Unknown;
        }

        var project = NodeProject.At(run, directory, walksUp: prefix is null);
        return Installs.Contains(verb) ? CommandResult.Of(Install(call, project))
            : CleanInstalls.Contains(verb) ? CommandResult.Of(CleanInstall(call, project))
            : verb is "run" or "run-script" or "rum" or "urn" ? NodeCommands.RunScript(call, "npm", NodeCommands.Named(call) is [var script, ..] ? script : "", project)
            : verb is "start" or "test" or "t" ? NodeCommands.RunScript(call, "npm", verb == "t" ? "test" : verb, project)
            : verb == "prune" ? Prune(call, project)
            : CommandTable.Works(call);
    }

    private static PackageInstall Install(CommandCall call, NodeProject project)
    {
        var record = NodeCommands.Record(call, "npm", "install", project);
        if (project.IsBroken)
        {
            return record with { Effect = InstallEffect.Failed, Outcome = StepOutcome.Fails($"{project.ManifestPath} is not valid JSON", "EJSONPARSE Failed to parse package.json") };
        }

        switch (project.Exists)
        {
            case Existence.Unknown:
                call.Run.Disturb(project.Directory);
                return record;
            case Existence.Absent when NodeCommands.Named(call).Count == 0:
                return WithoutManifest(call, project, record);
            case Existence.Absent:
                project.PutPackages(record.Named, [], isWhole: false, clean: false);
                return record with { Packages = [], Effect = InstallEffect.Installed };
            default:
                return NodeCommands.Fill(call, project, record, Lock(project), flat: true, clean: false);
        }
    }

    private static PackageInstall WithoutManifest(CommandCall call, NodeProject project, PackageInstall record)
    {
        var run = call.Run;
        var goesOn = record.Major is <= 6 || (record.Major is not null && call.Has("--ignore-scripts"));
        if (record.Major is >= 7 && !goesOn)
        {
            return record with
            {
                Packages = [],
                Effect = InstallEffect.Failed,
                Outcome = StepOutcome.Fails($"npm install finds no package.json in {project.Directory}, and npm {record.Major} stops there", "npm error enoent Could not read package.json"),
            };
        }

        var text = record.Major <= 6 ? new FileText("{\n  \"lockfileVersion\": 1\n}\n", true) : null;
        if (record.Major is not null && project.File("package-lock.json").IsAbsent)
        {
            run.Put(Paths.Join(project.Directory, "package-lock.json"), run.NewFile(text));
        }

        return record with { Packages = [], Effect = InstallEffect.Nothing, Outcome = goesOn ? StepOutcome.Succeeds : StepOutcome.Unknown };
    }

    private static PackageInstall CleanInstall(CommandCall call, NodeProject project)
    {
        var record = NodeCommands.Record(call, "npm", "ci", project) with { Named = [] };
        if (project.Exists == Existence.Absent)
        {
            return record with { Packages = [], Effect = InstallEffect.Failed, Outcome = StepOutcome.Fails($"npm ci finds no package.json in {project.Directory}", "npm error enoent Could not read package.json") };
        }

        if (project.File("package-lock.json").IsAbsent && project.File("npm-shrinkwrap.json").IsAbsent && project.Exists == Existence.Present)
        {
            return record with
            {
                Effect = InstallEffect.Failed,
                Outcome = StepOutcome.Fails($"npm ci finds no package-lock.json in {project.Directory}", "The `npm ci` command can only install with an existing package-lock.json"),
            };
        }

        if (project.Exists == Existence.Unknown)
        {
            call.Run.Disturb(project.Directory);
            return record;
        }

        return NodeCommands.Fill(call, project, record, Lock(project), flat: true, clean: true);
    }

    private static CommandResult Prune(CommandCall call, NodeProject project)
    {
        call.Run.Doubt(project.Target);
        var record = NodeCommands.Record(call, "npm", "prune", project);
        if (project.Manifest is { } manifest)
        {
            project.PutPackages(manifest.Dependencies, [], isWhole: false, clean: false);
            record = record with { Packages = manifest.Dependencies, LeftOut = record.ProductionOnly == true ? manifest.DevDependencies : [] };
        }

        return new CommandResult(StepOutcome.Unknown, record);
    }

    /// <summary>Null when there is none, or it was not read whole.</summary>
    private static NodeLock? Lock(NodeProject project) =>
        NodeLock.Parse(project.File("npm-shrinkwrap.json") is { IsPresent: true } shrunk ? shrunk.Text?.Whole : project.File("package-lock.json").Text?.Whole);
}
