using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>The one install of the final stage, and a package of it that the program loads when it starts.</summary>
/// <param name="Range">The version as package.json asks for it.</param>
internal sealed record NativeInstall(RunAt Run, NodeEntry Entry, string Package, string Range)
{
    /// <param name="isCandidate">What the install must be like.</param>
    /// <param name="packages">Names that matter.</param>
    /// <param name="makesGood">A later command that may bring what the install left out; also asked of the install itself.</param>
    public static IEnumerable<NativeInstall> Of(BuildModel model, Func<RunAt, bool> isCandidate, IReadOnlyCollection<string> packages, Func<RunAt, bool> makesGood)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || launch.Stage.CopiesFromElsewhere().Any() || !PlainCommands.AreAll(launch.Stage, "npm", "yarn", "corepack"))
        {
            yield break;
        }

        var installs = launch.Stage.Installs(Ecosystem.Node).Where(r => r.Install!.Effect == InstallEffect.Installed && r.Install.Named.Count == 0).ToList();
        if (installs.FirstOrDefault() is not { } install || !isCandidate(install) || install.Install!.ManifestPath is not { } path)
        {
            yield break;
        }

        var manifest = NodeManifest.Read(install.Command.Before.Files.Find(path).Text?.Whole);
        var later = launch.Stage.Runs().SkipWhile(r => r != install).Skip(1);
        if (manifest is null || manifest.Scripts.ContainsKey("postinstall") && makesGood(install) || later.Any(makesGood))
        {
            yield break;
        }

        foreach (var entry in NodeEntry.Of(launch).Where(e => e.Text is not null))
        {
            var package = ModuleImports.Of(entry.Text!).Where(i => i.IsPackage).Select(i => i.Package).FirstOrDefault(packages.Contains);
            if (package is not null && manifest.Dependencies.TryGetValue(package, out var range) && IsInstalledHere(model, package))
            {
                yield return new NativeInstall(install, entry, package, range);
            }
        }
    }

    /// <summary>The context does not bring the package ready made.</summary>
    private static bool IsInstalledHere(BuildModel model, string package) =>
        model.Context is { } context && (context.Exists($"node_modules/{package}") == Existence.Absent || context.IsIgnored($"node_modules/{package}"));
}
