using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>node_modules of a Mac or Windows machine is copied over what the image installed.</summary>
internal sealed class HostNodeModulesCopied : IRule
{
    /// <summary>The first bytes of binaries that Linux does not load.</summary>
    private static readonly (byte[] Magic, string Name)[] Foreign =
        [([0xCF, 0xFA, 0xED, 0xFE], "a macOS binary"), ([0xCA, 0xFE, 0xBA, 0xBE], "a macOS binary"), ([0x4D, 0x5A], "a Windows binary")];

    public RuleDescription About { get; } = new(
        "host-node-modules-copied", Severity.Error,
        "node_modules of the machine that builds is copied, with native modules for another system",
        "Error: /app/node_modules/better-sqlite3/build/Release/better_sqlite3.node: invalid ELF header",
        "Name node_modules in .dockerignore.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || model.Context is not { } context || Launch.Of(model) is not { } launch || !NodeEntry.Of(launch).Any() || launch.Stage.Installs(Ecosystem.Node).FirstOrDefault(r => r.Install!.Effect == InstallEffect.Installed) is not { } install)
        {
            yield break;
        }

        foreach (var file in context.Files.Where(f => f.Path.StartsWith("node_modules/", StringComparison.Ordinal) && f.Path.EndsWith(".node", StringComparison.Ordinal) && !context.IsIgnored(f.Path)).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            // A package for several systems carries them all and takes its own; only a build for this one machine matters.
            var kind = Foreign.FirstOrDefault(m => file.FirstBytes.Span.StartsWith(m.Magic)).Name;
            var entry = launch.State.Files.Find(Paths.Join(Paths.Folder(install.Install!.ManifestPath ?? "/?"), file.Path));
            if (kind is not null && file.Path.Contains("/build/Release/", StringComparison.Ordinal) && entry is { IsPresent: true, Copied: not null, MadeBy: { Instruction: { } by } made } && made.Order > install.Step.Order)
            {
                yield return About.At(
                    by, file.Path, $"{file.Path} of the build context is {kind} and is copied over what '{install.Command.Text}' (line {install.Line}) installed.",
                    $"Error: {entry.Path}: invalid ELF header");
                yield break;
            }
        }
    }
}

/// <summary>A workspace package's node_modules is links into pnpm's store, which was not copied.</summary>
internal sealed class PnpmStoreNotCopied : IRule
{
    public RuleDescription About { get; } = new(
        "pnpm-store-not-copied", Severity.Error,
        "a package's node_modules, which pnpm fills with links, is copied without the store that they lead to",
        "Error: Cannot find module 'express'",
        "Copy what pnpm deploy --prod makes.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || model.Context is not { } context || context.Find("pnpm-workspace.yaml") is null || NodeEntry.Of(launch).FirstOrDefault() is not { } entry
            || context.Find(".npmrc") is not null || launch.Stage.Installs(Ecosystem.Node).Any())
        {
            yield break;
        }

        foreach (var copy in launch.Stage.CopiesFromElsewhere().Where(c => c.Copy!.FromStage is not null))
        {
            var from = copy.Copy!.FromStage!;
            var install = from.Runs().FirstOrDefault(r => r.Command.Program == "pnpm" && r.Command.Arguments.Any(a => a is "install" or "i"));
            if (install?.Command.Directory is not { } root || from.Runs().Any(r => r.Command.Program == "pnpm" && r.Command.Arguments.Any(a => a is null or "deploy" || a.Contains("hoist", StringComparison.Ordinal) || a.Contains("linker", StringComparison.Ordinal))))
            {
                continue;
            }

            var links = copy.Copy.Sources.Select(s => s.Text).FirstOrDefault(t => t is not null && t.EndsWith("/node_modules", StringComparison.Ordinal) && Paths.Folder(t) != root && Paths.IsWithin(t, root));
            var store = Paths.Join(root, "node_modules/.pnpm");
            if (links is not null && launch.State.Files.Find(store).IsAbsent)
            {
                var module = entry.Text is { } text ? ModuleImports.Of(text).FirstOrDefault(i => i.IsPackage)?.Package : null;
                yield return About.At(
                    copy.Instruction, store, $"{links} holds links into {store} of {from.Name ?? "the earlier stage"}, which the final stage does not have.",
                    module is null ? null : $"Error: Cannot find module '{module}'");
            }
        }
    }
}
