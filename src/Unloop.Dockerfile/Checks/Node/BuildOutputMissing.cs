using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>The container starts what a build script makes, and no build ran.</summary>
internal sealed class BuildOutputMissing : IRule
{
    private static readonly string[] OutputFolders = ["dist", "build", "out", "lib", ".output"];

    /// <summary>Programs that serve a build, the folder that they serve, and what they print without it.</summary>
    private static readonly Dictionary<string, (string Folder, string Symptom)> Servers = new()
    {
        ["next"] = (".next", "Error: Could not find a production build in the '.next' directory. Try building your app with 'next build' before starting the production server."),
        ["nuxt"] = (".nuxt", "No build files found in .nuxt/dist"),
    };

    public RuleDescription About { get; } = new(
        "build-output-missing", Severity.Error,
        "the container starts the output of a build that never ran",
        "Error: Cannot find module '/app/dist/index.js'",
        "Run the build script before, or copy its output from the stage that builds.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch)
        {
            yield break;
        }

        var starts = NodeStart.Of(launch);
        foreach (var start in NodeStart.InstallsOrBuilds(starts) || starts.Any(s => ScriptCall.Of(s.Words)?.Script?.Contains("build", StringComparison.Ordinal) == true) ? [] : starts)
        {
            if (start.Launched.SetBy is { } by && (Entry(launch, start, by) ?? Served(launch, start, by)) is { } defect)
            {
                yield return defect;
            }
        }
    }

    private Defect? Entry(Launch launch, NodeStart start, Instruction by)
    {
        if (start.ProgramName != "node" || NodeEntry.Of(launch.State, start) is not { File.IsAbsent: true } entry || OutputFolder(entry.Name) is not { } folder)
        {
            return null;
        }

        // Something of the folder is there: then the path is wrong, not the build.
        return Manifest(launch, start) is { } manifest && manifest.Scripts.TryGetValue("build", out var script) && launch.State.Files.Find(Paths.Join(start.Directory, folder)).IsAbsent
            ? About.At(
                by, entry.Name,
                $"'{start.Described}' needs {entry.Path}, the output of the script \"build\" ({script}), and no step runs it or copies {folder}.",
                $"Error: Cannot find module '{entry.Path}'")
            : null;
    }

    private Defect? Served(Launch launch, NodeStart start, Instruction by) =>
        Servers.TryGetValue(start.Program, out var server) && start.Words.Contains("start") && start.Words.Count <= 4
        && Manifest(launch, start) is not null && launch.State.Files.Find(Paths.Join(start.Directory, server.Folder)).IsAbsent
            ? About.At(by, server.Folder, $"'{start.Described}' serves {Paths.Join(start.Directory, server.Folder)}, which no step builds or copies.", server.Symptom)
            : null;

    private static string? OutputFolder(string name)
    {
        var first = (name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name).Split('/')[0];
        return OutputFolders.Contains(first) ? first : null;
    }

    private static NodeManifest? Manifest(Launch launch, NodeStart start) => NodeManifest.NearestIn(launch.Stage, start.Directory);
}
