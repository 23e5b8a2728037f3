using System.Text.Json;
using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>
/// The TypeScript file of the context that an entry such as <c>dist/index.js</c> was compiled from, when the project's build is the plain
/// compiler: then what it imports is still imported. A bundler would have taken it in.
/// </summary>
internal static class CompiledSource
{
    private static readonly string[] Compilers = ["tsc", "rimraf", "rm", "tsc-alias", "copyfiles", "cpx", "cp", "mkdir", "echo", "eslint", "tsc-watch"];

    /// <returns>The text, and the folder above the output: the compiler makes no node_modules below it; and whether imports stay imports.</returns>
    public static (string Text, string Folder, bool IsModule)? Of(BuildModel model, StageModel stage, NodeEntry entry)
    {
        if (model.Context is not { } context || !entry.Name.EndsWith(".js", StringComparison.Ordinal) || entry.File.Text is not null)
        {
            return null;
        }

        var manifest = NodeManifest.Read(Whole(context, "package.json"));
        var config = Config(Whole(context, "tsconfig.json"));
        if (manifest is null || config is not { } folders || !IsBuiltPlainly(model, manifest))
        {
            return null;
        }

        var relative = entry.Name.StartsWith('/') && stage.End.WorkingDirectory is { } directory && Paths.IsWithin(entry.Path, directory) ? entry.Path[(directory.TrimEnd('/').Length + 1)..] : entry.Name;
        var built = Paths.Relative(relative) ?? "";
        return built.StartsWith(folders.Out + "/", StringComparison.Ordinal) && entry.Path.EndsWith("/" + built, StringComparison.Ordinal)
            && Whole(context, $"{folders.Root}{built[(folders.Out.Length + 1)..^3]}.ts") is { } text
            ? (text, entry.Path[..^(built.Length + 1)] is { Length: > 0 } folder ? folder : "/", manifest.Type == "module") : null;
    }

    private static string? Whole(BuildContext context, string path) => context.Find(path) is { HeadIsWhole: true } file ? file.Head : null;

    /// <summary>Some needed stage runs the build script, and the script is nothing but the compiler and file commands.</summary>
    private static bool IsBuiltPlainly(BuildModel model, NodeManifest manifest)
    {
        var runs = model.Stages.Where(s => s.IsNeeded).SelectMany(s => s.Steps).SelectMany(s => s.Runs()).ToList();
        var script = runs.Select(r => r.Command.Words.All(w => w is not null) && r.Command.Words.Count > 0 ? ScriptCall.Of([.. r.Command.Words.OfType<string>()])?.Script : null)
            .FirstOrDefault(s => s is not null && s.Contains("build", StringComparison.Ordinal));
        if (script is null || !manifest.Scripts.TryGetValue(script, out var text))
        {
            return false;
        }

        var shell = PlainShell.Read(text);
        return shell.IsWhole && shell.Commands.Count > 0 && shell.Commands.All(c => Compilers.Contains(c.Program)) && shell.Commands.Any(c => c.Program == "tsc" && !c.Words.Contains("--noEmit"));
    }

    /// <summary><c>outDir</c> and <c>rootDir</c> of tsconfig.json, both as paths below the root.</summary>
    private static (string Out, string Root)? Config(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("compilerOptions", out var options) || options.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var root = Folder(options, "rootDir");
            return Folder(options, "outDir") is { Length: > 0 } output ? (output, root is null ? "src/" : root.Length == 0 ? "" : root + "/") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Folder(JsonElement options, string name) =>
        options.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Paths.Relative(value.GetString() ?? "") : null;
}
