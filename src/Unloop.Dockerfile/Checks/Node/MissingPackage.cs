using System.Runtime.CompilerServices;
using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.PackageManagers;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Node;

internal enum MissingBecause
{
    Unknown,

    /// <summary>The install ran where no manifest was yet, and went on.</summary>
    InstalledTooEarly,

    /// <summary>The install ran in one folder, the manifest lay in another.</summary>
    ManifestElsewhere,

    /// <summary>Nothing installs.</summary>
    NeverInstalled,

    /// <summary>Installed in a stage from which nothing, or not this, was copied.</summary>
    LeftBehind,

    /// <summary>A development dependency, and those were left out.</summary>
    LeftOut,

    /// <summary>In neither manifest nor lock file.</summary>
    NotDeclared,
}

/// <summary>A package that the program asks for when it starts, and that the image does not have; the rules of this folder each tell one cause.</summary>
/// <param name="Blame">The instruction that an author would change.</param>
/// <param name="Detail">The install or the manifest's other place, where the cause has one.</param>
internal sealed record MissingPackage(NodeEntry Entry, ModuleImport Import, MissingBecause Because, Instruction Blame, RunAt? Install = null, string? Detail = null)
{
    private static readonly ConditionalWeakTable<BuildModel, IReadOnlyList<MissingPackage>> Known = [];

    public string Package => Import.Package;

    public string Directory => Install?.Install?.Directory ?? Install?.Command.Directory ?? "?";

    /// <summary>What Node prints, in the form that the kind of module has.</summary>
    public string Symptom => Import.IsStatement
        ? $"Error [ERR_MODULE_NOT_FOUND]: Cannot find package '{Package}' imported from {Entry.File.Path}"
        : $"Error: Cannot find module '{Import.Specifier}'";

    /// <summary>The first one of each program; the author's repair brings the others.</summary>
    public static IReadOnlyList<MissingPackage> All(BuildModel model) => Known.GetValue(model, Find);

    private static IReadOnlyList<MissingPackage> Find(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || NodeStart.InstallsOrBuilds(NodeStart.Of(launch)))
        {
            return [];
        }

        var found = new List<MissingPackage>();
        foreach (var entry in NodeEntry.Of(launch).Where(e => !e.HasHook || e.Start.ProgramName != "node"))
        {
            var (imports, folder) = Imports(model, launch.Stage, entry);
            var missing = imports.Where(i => i.IsPackage && !IsOwnName(launch.State, entry, i.Package))
                .Select(i => Explain(model, launch.Stage, entry, folder, i)).OfType<MissingPackage>().ToList();
            if (missing.FirstOrDefault(m => m.Because != MissingBecause.Unknown) is { } first)
            {
                found.Add(first);
            }
        }

        return found;
    }

    /// <summary>Of the file itself, or of the TypeScript file that a compiler which does not bundle made it from.</summary>
    /// <returns>The imports, and the folder from which packages are looked for.</returns>
    private static (IReadOnlyList<ModuleImport> Imports, string Folder) Imports(BuildModel model, StageModel stage, NodeEntry entry)
    {
        if (entry.Text is { } text)
        {
            return (entry.File.Path.EndsWith(".json", StringComparison.Ordinal) ? [] : ModuleImports.Of(text), entry.Folder);
        }

        return CompiledSource.Of(model, stage, entry) is { } compiled ? ([.. ModuleImports.Of(compiled.Text).Where(i => i.BindsValue).Select(i => i with { IsStatement = compiled.IsModule })], compiled.Folder) : ([], entry.Folder);
    }

    private static bool IsOwnName(StageState state, NodeEntry entry, string package) => NodeManifest.Read(NodeManifest.Nearest(state, entry.Folder).Text?.Whole)?.Name == package;

    private static MissingPackage? Explain(BuildModel model, StageModel stage, NodeEntry entry, string folder, ModuleImport import)
    {
        var installs = stage.Installs(Ecosystem.Node).Where(r => !r.Install!.Action.StartsWith("run ", StringComparison.Ordinal) && r.Command.Program is not "npx").ToList();
        var existence = NodeModules.Find(stage.End, folder, import.Package);
        var blame = entry.File.MadeBy?.Instruction ?? entry.Start.Launched.SetBy;
        if (blame is null || existence == Existence.Present)
        {
            return null;
        }

        if (existence == Existence.Unknown)
        {
            return Undeclared(stage, entry, import, installs, blame);
        }

        if (installs.FirstOrDefault(r => r.Install is { Effect: InstallEffect.Nothing or InstallEffect.Failed, Manifest: Existence.Absent }) is { } early
            && installs.All(r => r.Install!.Effect is InstallEffect.Nothing or InstallEffect.Failed))
        {
            if (Declared(model, import.Package) == false)
            {
                return null;
            }

            var elsewhere = ManifestElsewhere(stage, early);
            return new MissingPackage(entry, import, elsewhere is null ? MissingBecause.InstalledTooEarly : MissingBecause.ManifestElsewhere, early.Step.Instruction, early, elsewhere);
        }

        if (installs.LastOrDefault(r => r.Install!.LeftOut.Contains(import.Package)) is { } without)
        {
            return new MissingPackage(entry, import, MissingBecause.LeftOut, entry.Start.Launched.SetBy ?? blame, without);
        }

        if (installs.Count > 0)
        {
            return Undeclared(stage, entry, import, installs, blame);
        }

        if (Declared(model, import.Package) != true)
        {
            return null;
        }

        var elsewhereInstalled = Elsewhere(model, stage).FirstOrDefault(r => r.Install!.Effect == InstallEffect.Installed && r.Install.Target is not null);
        return elsewhereInstalled is null
            ? Elsewhere(model, stage).Any() ? null : new MissingPackage(entry, import, MissingBecause.NeverInstalled, entry.Start.Launched.SetBy ?? blame)
            : new MissingPackage(entry, import, MissingBecause.LeftBehind, blame, elsewhereInstalled);
    }

    /// <summary>An install that knows every package it brings did not bring this one: neither the manifest nor the lock file names it.</summary>
    private static MissingPackage? Undeclared(StageModel stage, NodeEntry entry, ModuleImport import, List<RunAt> installs, Instruction blame)
    {
        if (HasAliases(entry) || installs.Count != 1 || installs[0].Install is not { Effect: InstallEffect.Installed, Named.Count: 0, Directory: { } directory } install || !PlainCommands.AreAll(stage, "npm", "yarn", "corepack"))
        {
            return null;
        }

        var state = installs[0].Command.Before;
        var manifest = NodeManifest.Read(state.Files.Find(Paths.Join(directory, "package.json")).Text?.Whole);
        var locks = LockFile.Names.Select(n => state.Files.Find(Paths.Join(directory, n))).ToList();
        if (manifest is null || manifest.HasWorkspaces || stage.CopiesFromElsewhere().Any())
        {
            return null;
        }

        var written = locks.FirstOrDefault(l => l.IsPresent)?.Text?.Whole;
        if (manifest.DevDependencies.ContainsKey(import.Package) && install.ProductionOnly == true)
        {
            return LockFile.IsForDevelopmentOnly(written, import.Package) ? new MissingPackage(entry, import, MissingBecause.LeftOut, entry.Start.Launched.SetBy ?? blame, installs[0]) : null;
        }

        return written is null || manifest.Declares(import.Package) || written.Contains(import.Package, StringComparison.Ordinal)
            ? null
            : new MissingPackage(entry, import, MissingBecause.NotDeclared, entry.Start.Launched.SetBy ?? blame, installs[0]);
    }

    /// <summary>Names may stand for folders of the project: a loader that knows TypeScript, or a package that changes how names are found.</summary>
    private static bool HasAliases(NodeEntry entry) =>
        entry.HasHook || entry.Text is not { } text || entry.File.Path.EndsWith(".ts", StringComparison.Ordinal)
        || text.Contains("alias", StringComparison.OrdinalIgnoreCase) || text.Contains("module-path", StringComparison.Ordinal) || text.Contains("tsconfig-paths", StringComparison.Ordinal) || text.Contains("/register", StringComparison.Ordinal);

    private static IEnumerable<RunAt> Elsewhere(BuildModel model, StageModel stage) =>
        model.Others(stage).SelectMany(s => s.Steps).SelectMany(s => s.Runs()).Where(r => r.Install is { Ecosystem: Ecosystem.Node } install && !install.Action.StartsWith("run ", StringComparison.Ordinal));

    /// <summary>Some manifest of the context names the package. Null: there is none, or not all of them could be read.</summary>
    private static bool? Declared(BuildModel model, string package)
    {
        var manifests = model.Context?.Files.Where(f => Paths.Name(f.Path) == "package.json" && !f.Path.Contains("node_modules/", StringComparison.Ordinal)).Select(f => f.HeadIsWhole ? NodeManifest.Read(f.Head) : null).ToList() ?? [];
        return manifests.Any(m => m?.Dependencies.ContainsKey(package) == true) ? true : manifests.Count == 0 || manifests.Contains(null) ? null : false;
    }

    /// <summary>Another folder of the stage to which the manifest had been copied by then.</summary>
    public static string? ManifestElsewhere(StageModel stage, RunAt install) =>
        stage.History().Where(s => s.Order < install.Step.Order && s.Copy is { IsFromContext: true })
            .SelectMany(s => s.Copy!.Sources.SelectMany(c => c.Matches))
            .Select(m => Paths.Name(m.Destination) == "package.json" ? m.Destination : null).OfType<string>()
            .FirstOrDefault(p => install.Command.Before.Files.Find(p).IsPresent);
}
