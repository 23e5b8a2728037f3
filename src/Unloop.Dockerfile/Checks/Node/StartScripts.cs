using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>npm, yarn or pnpm is to run a script, and there is no package.json where it looks.</summary>
internal sealed class ManifestMissingAtStart : IRule
{
    public RuleDescription About { get; } = new(
        "manifest-missing-at-start", Severity.Error,
        "the container starts through npm, yarn or pnpm, and has no package.json there",
        "npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '/app/package.json'",
        "Copy package.json to the working directory, or start the program with node.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch)
        {
            yield break;
        }

        foreach (var start in NodeStart.Of(launch).Where(s => s.Via.Count == 0))
        {
            if (ScriptCall.Of(start.Words) is { Script: { } script } call && call.DirectoryFrom(start.Directory) is { } directory && start.Launched.SetBy is { } by
                && NodeManifest.Nearest(launch.State, directory).IsAbsent)
            {
                var path = Paths.Join(directory, "package.json");
                yield return About.At(
                    by, "package.json",
                    $"'{string.Join(' ', start.Words)}' is to run script \"{script}\" of {path}, and the image has no package.json there or above.",
                    call.Manager == "npm" ? $"npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '{path}'"
                    : call.Manager == "pnpm" ? $"ERR_PNPM_NO_IMPORTER_MANIFEST_FOUND  No package.json (or package.yaml, or package.json5) was found in \"{directory}\"."
                    : $"error Couldn't find a package.json file in \"{directory}\"");
            }
        }
    }
}

/// <summary>The script that is to run is not in package.json.</summary>
internal sealed class MissingNpmScript : IRule
{
    public RuleDescription About { get; } = new(
        "missing-npm-script", Severity.Error,
        "the container starts a script that package.json does not have",
        "npm error Missing script: \"prod\"",
        "Name a script that package.json has, or add it there.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch)
        {
            yield break;
        }

        foreach (var start in NodeStart.Of(launch))
        {
            if (ScriptCall.Of(start.Words) is not { Script: { } script, IfPresent: false } call || call.DirectoryFrom(start.Directory) is not { } directory || start.Launched.SetBy is not { } by)
            {
                continue;
            }

            var file = NodeManifest.Nearest(launch.State, directory);
            if (NodeManifest.NearestIn(launch.Stage, directory) is not { } manifest || manifest.Scripts.ContainsKey(script) || MayBeSomethingElse(launch, call, script, file.Path))
            {
                continue;
            }

            yield return About.At(
                by, script,
                $"'{string.Join(' ', start.Words)}' names the script \"{script}\", which {file.Path} does not have{Has(manifest)}.",
                call.Manager == "yarn" ? $"error Command \"{script}\" not found." : call.Manager == "pnpm" ? $"ERR_PNPM_NO_SCRIPT  Missing script: {script}" : $"npm error Missing script: \"{script}\"");
        }
    }

    private static string Has(NodeManifest manifest) =>
        manifest.Scripts.Count == 0 ? "; it has none" : $"; it has {string.Join(", ", manifest.Scripts.Keys.Order(StringComparer.Ordinal).Take(5).Select(s => $"\"{s}\""))}";

    /// <summary>npm's default for start, its restart; yarn and pnpm try a program of that name.</summary>
    private static bool MayBeSomethingElse(Launch launch, ScriptCall call, string script, string manifestPath) =>
        call.Manager != "npm" ? script is not "start" || Default(launch, manifestPath) : script is "restart" or "env" || (script == "start" && Default(launch, manifestPath));

    private static bool Default(Launch launch, string manifestPath) => !launch.State.Files.Find(Paths.Join(Paths.Folder(manifestPath), "server.js")).IsAbsent;
}
