using Unloop.Core.Diagnoses;
using Unloop.Core.Facts.Images;

namespace Unloop.Core.Reasoning.Imaging;

/// <summary>What became of the install of Node.js packages while the image was built, as its history and the working directory tell.</summary>
internal static class NodeInstall
{
    private static readonly string[] Commands = ["npm install", "npm ci", "npm i ", "yarn", "pnpm install", "pnpm i ", "bun install"];

    /// <summary>Links of a chain, from the missing package to the step that should have brought it.</summary>
    public static IEnumerable<Link> Trace(ContainerCase @case, ImageFacts image)
    {
        var step = image.History.LastOrDefault(h => Commands.Any(c => h.CreatedBy.Contains(c, StringComparison.Ordinal)));
        var folder = (@case.Container.WorkingDir ?? image.Config.WorkingDir ?? "/").TrimEnd('/');
        if (image.File("node_modules") is { Presence: FilePresence.Absent or FilePresence.Deleted } modules)
        {
            yield return step is null
                ? new($"No step of the image's history installs packages, and {folder}/node_modules is not there", Of(modules, $"{folder}/node_modules", "not in the image"))
                : new($"The step '{Sentence.Shorten(step.CreatedBy, 100)}' left no {folder}/node_modules", Of(modules, $"{folder}/node_modules", "not in the image"));
        }

        if (image.File("package-lock.json") is { Presence: FilePresence.Present, Head: { } head } lockFile && Emptiness(head) is { } empty)
        {
            yield return new(empty, Of(lockFile, $"{folder}/package-lock.json", Sentence.Shorten(head.Trim(), 80)));
        }
    }

    /// <summary>What npm leaves behind when it found no package.json: version 6 a lock file with nothing but its version, later ones an empty list of packages.</summary>
    private static string? Emptiness(string head)
    {
        var compact = string.Concat(head.Where(c => !char.IsWhiteSpace(c)));
        return compact == "{\"lockfileVersion\":1}" ? "npm 6 found no package.json there and installed nothing: its lock file holds nothing but a version"
            : compact.Contains("\"packages\":{}", StringComparison.Ordinal) ? "npm found no package.json there and installed nothing: the list of packages in its lock file is empty"
            : null;
    }

    private static Proof Of(ImageFile file, string path, string text) => new(ProofSource.Image, file.RealPath ?? path, text);
}
