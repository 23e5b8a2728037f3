using System.Text.RegularExpressions;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>An ES module whose package.json, which says so, was not copied.</summary>
internal sealed class EsmWithoutPackageJson : IRule
{
    public RuleDescription About { get; } = new(
        "esm-without-package-json", Severity.Error,
        "the program is an ES module by package.json's \"type\", and package.json is not in the image",
        "SyntaxError: Cannot use import statement outside a module",
        "Copy package.json beside the program.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || NodeVersions.Major(launch.Stage) is not { } major || major >= 20 || model.Context is not { } context)
        {
            yield break;
        }

        foreach (var entry in NodeEntry.Of(launch).Where(e => !e.HasHook && e.File.Path.EndsWith(".js", StringComparison.Ordinal)))
        {
            if (entry.Text is not { } text || !ModuleImports.IsModule(text) || !NodeManifest.Nearest(launch.State, entry.Folder).IsAbsent || entry.File.MadeBy?.Instruction is not { } by)
            {
                continue;
            }

            if (NodeManifest.Read(context.Find("package.json")?.Head)?.Type == "module")
            {
                var line = text.Split('\n').First(l => l.StartsWith("import", StringComparison.Ordinal) || l.StartsWith("export", StringComparison.Ordinal));
                yield return About.At(
                    entry.Start.Launched.SetBy ?? by, Paths.Name(entry.File.Path),
                    $"{entry.Name} is an ES module only because package.json says \"type\": \"module\", and the image has no package.json in {entry.Folder} or above, so that Node {major} reads it as CommonJS.",
                    line.StartsWith("import", StringComparison.Ordinal) ? "SyntaxError: Cannot use import statement outside a module" : "SyntaxError: Unexpected token 'export'");
            }
        }
    }
}

/// <summary>A TypeScript file given to a Node that does not know types.</summary>
internal sealed partial class TypescriptRunByNode : IRule
{
    public RuleDescription About { get; } = new(
        "typescript-run-by-node", Severity.Error,
        "a TypeScript file is given to a Node that does not strip types",
        "TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension \".ts\" for /app/src/index.ts",
        "Compile it and start the JavaScript, start it with tsx, or take Node 24.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || NodeVersions.Major(launch.Stage) is not { } major || major >= 22)
        {
            yield break;
        }

        foreach (var entry in NodeEntry.Of(launch).Where(e => !e.HasHook && e.Start.ProgramName == "node" && e.File.Path.EndsWith(".ts", StringComparison.Ordinal)))
        {
            if (entry.Text is not { } text || entry.Start.Launched.SetBy is not { } by || !(ModuleImports.IsModule(text) || Annotation().IsMatch(text)))
            {
                continue;
            }

            var manifest = NodeManifest.Nearest(launch.State, entry.Folder);
            var isModule = NodeManifest.Read(manifest.Text?.Whole)?.Type == "module";
            yield return About.At(
                by, entry.Name,
                $"'{string.Join(' ', entry.Start.Words)}' gives TypeScript to Node {major}, which does not read it.",
                isModule ? $"TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension \".ts\" for {entry.File.Path}" : "SyntaxError: Cannot use import statement outside a module");
        }
    }

    [GeneratedRegex(@"(?m)^(const|let|var)\s+\w+\s*:\s*\w+|^(interface|type|enum)\s+\w+", RegexOptions.NonBacktracking)]
    private static partial Regex Annotation();
}

internal static class NodeVersions
{
    /// <summary>Of the Node that the base image is made for, where the stage installs no other; null where not known.</summary>
    public static int? Major(StageModel stage) =>
        stage.Base.Traits.Runtime is { Name: "node", Version: { } version } && Languages.PlainCommands.AreAll(stage, "npm", "yarn", "pnpm", "npx", "corepack", "tsc", "node") ? version.Major : null;
}
