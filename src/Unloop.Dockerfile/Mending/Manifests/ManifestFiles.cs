using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Mending.Manifests;

/// <summary>Which files of the context a package manager reads beside its manifest.</summary>
internal static class ManifestFiles
{
    private static readonly Dictionary<string, string[]> Beside = new()
    {
        ["npm"] = ["package-lock.json", "npm-shrinkwrap.json", ".npmrc"],
        ["yarn"] = ["yarn.lock", ".yarnrc", ".npmrc"],
        ["pnpm"] = ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc"],
        ["bun"] = ["bun.lock", "bun.lockb", "bunfig.toml"],
        ["pip"] = [],
        ["pipenv"] = ["Pipfile.lock"],
        ["bundle"] = ["Gemfile.lock", ".ruby-version"],
        ["composer"] = ["composer.lock"],
        ["go"] = ["go.sum"],
    };

    /// <summary>The install needs no more than its manifests: no sources of the project itself.</summary>
    public static bool AreEnough(string manager, string action) => Beside.ContainsKey(manager) && (manager != "go" || action.StartsWith("mod", StringComparison.Ordinal));

    public static bool IsManifest(string path) =>
        Paths.Name(path) is "package.json" or "Pipfile" or "Gemfile" or "composer.json" or "go.mod" or "pyproject.toml" or "poetry.lock" or "uv.lock" or ".ruby-version" or ".npmrc" or ".yarnrc"
        || Paths.Name(path) is "package-lock.json" or "npm-shrinkwrap.json" or "yarn.lock" or "pnpm-lock.yaml" or "pnpm-workspace.yaml" or "bun.lock" or "bun.lockb" or "Pipfile.lock" or "Gemfile.lock"
            or "composer.lock" or "go.sum" or "Cargo.toml" or "Cargo.lock" or "pom.xml" or "package.json5" or "bunfig.toml" or ".yarnrc.yml"
        || (Paths.Name(path).EndsWith(".txt", StringComparison.Ordinal) && path.Contains("requirements", StringComparison.Ordinal));

    /// <summary>The manifest and what the context really has beside it, manifest first.</summary>
    /// <param name="manifest">Relative to the context.</param>
    public static IReadOnlyList<string> In(BuildContext context, string manager, string manifest)
    {
        var folder = manifest.Contains('/', StringComparison.Ordinal) ? manifest[..(manifest.LastIndexOf('/') + 1)] : "";
        var beside = Beside.GetValueOrDefault(manager, []).Select(name => folder + name);
        return [manifest, .. beside.Where(f => context.Find(f) is not null && !context.IsIgnored(f))];
    }

    /// <summary>A requirements file that reads others needs them too.</summary>
    public static bool ReadsOthers(ContextFile manifest) =>
        manifest.Head is not { } text || text.Split('\n').Select(l => l.Trim()).Any(l => l.StartsWith("-r", StringComparison.Ordinal) || l.StartsWith("-c", StringComparison.Ordinal)
            || l.StartsWith("-e", StringComparison.Ordinal) || l.StartsWith("--requirement", StringComparison.Ordinal) || l.StartsWith("--constraint", StringComparison.Ordinal) || l.StartsWith('.'));
}
