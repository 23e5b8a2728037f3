using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>The package manager ran before its manifest was copied, and went on without.</summary>
internal sealed class InstallBeforeManifest : IRule
{
    public RuleDescription About { get; } = new(
        "install-before-manifest", Severity.Error,
        "npm, yarn or pnpm installs before package.json is copied",
        "Error: Cannot find module 'express'",
        "Copy package.json and the lock file before the install, and the rest after it.");

    public IEnumerable<Defect> Check(BuildModel model) =>
    [
        .. MissingPackage.All(model).Where(m => m.Because == MissingBecause.InstalledTooEarly).Select(m => About.At(
            m.Install!.Step.Instruction, m.Package,
            $"'{m.Install.Command.Text}' runs in {m.Directory} before package.json is there and {(m.Install.Install!.Effect == InstallEffect.Failed ? "fails unheard" : "installs nothing")}, so that {m.Entry.Name} does not find '{m.Package}'.",
            m.Symptom)),
        .. StoppedInstalls.Of(model).Where(r => r.Elsewhere is null).Select(r => About.At(
            r.Run.Step.Instruction, "package.json",
            $"'{r.Run.Command.Text}' runs in {r.Run.Install!.Directory ?? r.Run.Command.Directory} before package.json is there, and {r.Run.Install.Manager} stops: an image that runs cannot have been built from this Dockerfile.",
            r.Run.Command.Outcome.Message ?? r.Run.Step.Outcome.Message)),
    ];
}

/// <summary>The manifest is copied to a folder other than the one where the package manager runs.</summary>
internal sealed class ManifestInOtherDirectory : IRule
{
    public RuleDescription About { get; } = new(
        "manifest-in-other-directory", Severity.Error,
        "package.json is copied to a folder other than the one in which npm, yarn or pnpm installs",
        "Error: Cannot find module 'express'",
        "Copy package.json to the folder in which the install runs, or set WORKDIR to the folder that has it.");

    public IEnumerable<Defect> Check(BuildModel model) =>
    [
        .. MissingPackage.All(model).Where(m => m.Because == MissingBecause.ManifestElsewhere).Select(m => About.At(
            m.Install!.Step.Instruction, m.Package,
            $"'{m.Install.Command.Text}' runs in {m.Directory}, but the manifest is {m.Detail}: nothing is installed, and {m.Entry.Name} does not find '{m.Package}'.",
            m.Symptom, $"Copy package.json to {m.Directory}, or install in {Paths.Folder(m.Detail!)}.")),
        .. StoppedInstalls.Of(model).Where(r => r.Elsewhere is not null).Select(r => About.At(
            r.Run.Step.Instruction, "package.json",
            $"'{r.Run.Command.Text}' runs in {r.Run.Install!.Directory ?? r.Run.Command.Directory}, but the manifest is {r.Elsewhere}, and {r.Run.Install.Manager} stops: an image that runs cannot have been built from this Dockerfile.",
            r.Run.Command.Outcome.Message ?? r.Run.Step.Outcome.Message)),
    ];
}

/// <summary>Installs that stop the build because there is no manifest, although the context has one to copy.</summary>
internal static class StoppedInstalls
{
    public static IEnumerable<(RunAt Run, string? Elsewhere)> Of(BuildModel model)
    {
        if (model.FirstFailure is not { } step || model.Context?.Find("package.json") is null || model.Context.IsIgnored("package.json"))
        {
            yield break;
        }

        var run = step.Runs().FirstOrDefault(r => r.Install is { Ecosystem: Ecosystem.Node, Manifest: Existence.Absent } && r.Command.Outcome.IsFailure);
        if (run is not null)
        {
            yield return (run, MissingPackage.ManifestElsewhere(step.Stage, run));
        }
    }
}

/// <summary>The program needs packages, and nothing ever installs them.</summary>
internal sealed class DependenciesNotInstalled : IRule
{
    public RuleDescription About { get; } = new(
        "dependencies-not-installed", Severity.Error,
        "the Node program needs packages, and neither an install nor a COPY brings them",
        "Error: Cannot find module 'express'",
        "Copy package.json and the lock file and run the install in the image.");

    public IEnumerable<Defect> Check(BuildModel model) => MissingPackage.All(model).Where(m => m.Because == MissingBecause.NeverInstalled).Select(m => About.At(
        m.Blame, m.Package,
        $"{m.Entry.Name} asks for '{m.Package}', but nothing installs packages, and no node_modules is copied{Ignored(model, m.Package)}.",
        m.Symptom));

    private static string Ignored(BuildModel model, string package) =>
        model.Context is { } context && context.Exists($"node_modules/{package}") == Existence.Present && context.IsIgnored($"node_modules/{package}") ? " (the ignore file keeps the one of the context out)" : "";
}

/// <summary>Installed in one stage, started in another.</summary>
internal sealed class NodeModulesNotCopied : IRule
{
    public RuleDescription About { get; } = new(
        "node-modules-not-copied", Severity.Error,
        "node_modules is made in an earlier stage and not copied to the one that runs",
        "Error: Cannot find module 'express'",
        "Copy node_modules from the stage that installs, or install in the final stage.");

    public IEnumerable<Defect> Check(BuildModel model) => MissingPackage.All(model).Where(m => m.Because == MissingBecause.LeftBehind).Select(m => About.At(
        m.Blame, m.Package,
        $"{m.Entry.Name} asks for '{m.Package}', which {m.Install!.Step.In()} installs to {m.Install.Install!.Target} (line {m.Install.Line}), but the final stage copies no node_modules.",
        m.Symptom, $"Add COPY --from={m.Install.Step.Stage.Name ?? m.Install.Step.Stage.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)} {m.Install.Install.Target} to the final stage."));
}

/// <summary>The program asks for a package that neither the manifest nor the lock file names.</summary>
internal sealed class DependencyNotDeclared : IRule
{
    public RuleDescription About { get; } = new(
        "dependency-not-declared", Severity.Error,
        "the program asks for a package that package.json does not name",
        "Error: Cannot find module 'helmet'",
        "Add the package to dependencies in package.json; no change of the Dockerfile mends it.");

    public IEnumerable<Defect> Check(BuildModel model) => MissingPackage.All(model).Where(m => m.Because == MissingBecause.NotDeclared).Select(m => About.At(
        m.Blame, m.Package,
        $"{m.Entry.Name} asks for '{m.Package}' (its line {m.Import.Line}), which neither package.json nor the lock file names.",
        m.Symptom, $"Run npm install --save {m.Package} in the project; the Dockerfile is not at fault."));
}
