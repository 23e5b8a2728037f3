using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>Packages that finish their installation in an install script, which <c>--ignore-scripts</c> skips.</summary>
internal sealed class IgnoreScriptsNative : IRule
{
    /// <summary>What each prints when its script did not run. Packages that ship their binaries are not here.</summary>
    private static readonly Dictionary<string, string> Symptoms = new()
    {
        ["better-sqlite3"] = "Error: Could not locate the bindings file. Tried:",
        ["sqlite3"] = "Error: Could not locate the bindings file. Tried:",
        ["node-sass"] = "Error: Missing binding",
        ["canvas"] = "Error: Cannot find module '../build/Release/canvas.node'",
        ["re2"] = "Error: Cannot find module './build/Release/re2.node'",
        ["node-rdkafka"] = "Error: Could not locate the bindings file. Tried:",
    };

    public RuleDescription About { get; } = new(
        "ignore-scripts-native", Severity.Error,
        "--ignore-scripts skips the script that builds or fetches a package's native part",
        "Error: Could not locate the bindings file. Tried:",
        "Drop --ignore-scripts, or run npm rebuild for the package afterwards.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        NativeInstall.Of(model, r => r.Command.Arguments.Contains("--ignore-scripts"), Symptoms.Keys, After).Select(n => About.At(
            n.Run.Step.Instruction, n.Package,
            $"'{n.Run.Command.Text}' skips the install script of '{n.Package}', which {n.Entry.Name} loads, so that its native part is missing.",
            Symptoms[n.Package]));

    /// <summary>A command after the install that runs the scripts after all.</summary>
    private static bool After(RunAt run) =>
        run.Command.Program is "node-gyp" or "node-pre-gyp" or "prebuild-install" or "npx" || run.Command.Arguments.Any(a => a is "rebuild" or "postinstall")
        || run.Install is { Ecosystem: Ecosystem.Node } && !run.Command.Arguments.Contains("--ignore-scripts");
}

/// <summary>Packages whose platform part is an optional dependency, which was left out.</summary>
internal sealed class OptionalDependenciesOmitted : IRule
{
    private static readonly Dictionary<string, string> Symptoms = new()
    {
        ["sharp"] = "Error: Could not load the \"sharp\" module using the linux-x64 runtime",
        ["esbuild"] = "Error: The package \"@esbuild/linux-x64\" could not be found, and is needed by esbuild.",
        ["rollup"] = "Error: Cannot find module @rollup/rollup-linux-x64-gnu.",
        ["lightningcss"] = "Error: Cannot find module '../lightningcss.linux-x64-gnu.node'",
    };

    public RuleDescription About { get; } = new(
        "optional-dependencies-omitted", Severity.Error,
        "the install leaves out optional dependencies, one of which is a package's own binary",
        "Error: Could not load the \"sharp\" module using the linux-x64 runtime",
        "Do not omit optional dependencies.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        NativeInstall.Of(model, r => r.Command.Arguments.Any(a => a is "--omit=optional" or "--no-optional" or "--ignore-optional"), Symptoms.Keys, r => r.Install is not null)
            .Where(n => n.Package != "sharp" || IsNewSharp(n)).Select(n => About.At(
                n.Run.Step.Instruction, n.Package,
                $"'{n.Run.Command.Text}' leaves out optional dependencies, and the binary of '{n.Package}', which {n.Entry.Name} loads, is one.",
                Symptoms[n.Package]));

    /// <summary>sharp keeps its binaries in optional dependencies since 0.33.</summary>
    private static bool IsNewSharp(NativeInstall install) =>
        install.Range.TrimStart('^', '~', '=', 'v').Split('.') is [var major, var minor, ..] && int.TryParse(major, out var a) && int.TryParse(minor, out var b) && (a > 0 || b >= 33);
}

/// <summary>The Prisma client is made from the schema, which was not there yet when its package was installed, and nobody made it later.</summary>
internal sealed class PrismaClientNotGenerated : IRule
{
    public RuleDescription About { get; } = new(
        "prisma-client-not-generated", Severity.Error,
        "the Prisma client is never generated, as the schema is copied after the install",
        "Error: @prisma/client did not initialize yet. Please run \"prisma generate\" and try to import it again.",
        "Run npx prisma generate after the schema is copied, or copy the schema before the install.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Context is not { } context || context.Find("prisma/schema.prisma") is not { Head: { } schema } || schema.Contains("output", StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (var install in NativeInstall.Of(model, _ => true, ["@prisma/client"], r => Generates(context, r)))
        {
            var folder = install.Run.Install!.Directory ?? "/";
            string[] places = ["prisma/schema.prisma", "schema.prisma"];
            if (places.All(p => install.Run.Command.Before.Files.Find(Paths.Join(folder, p)).IsAbsent) && !StartGenerates(model))
            {
                yield return About.At(
                    install.Run.Step.Instruction, install.Package,
                    $"'{install.Run.Command.Text}' runs before prisma/schema.prisma is copied, and no later step generates the client that {install.Entry.Name} loads.");
            }
        }
    }

    private static bool Generates(BuildContext context, RunAt run) =>
        run.Command.Words.Any(w => w is null || w.Contains("prisma", StringComparison.Ordinal) || w == "generate")
        || (run.Command.Words.All(w => w is not null) && run.Command.Words.Count > 0 && ScriptCall.Of([.. run.Command.Words.OfType<string>()]) is { Script: { } script } && Mentions(context, script))
        || (run.Install is { Ecosystem: Ecosystem.Node } && Mentions(context, "postinstall"));

    /// <summary>Any script of the manifest speaks of Prisma: then the one that runs may lead to it.</summary>
    private static bool Mentions(BuildContext context, string script) =>
        NodeManifest.Read(context.Find("package.json")?.Head) is not { } manifest
        || (manifest.Scripts.ContainsKey(script) && manifest.Scripts.Values.Any(v => v.Contains("prisma", StringComparison.Ordinal)));

    private static bool StartGenerates(BuildModel model) =>
        Launch.Of(model) is not { } launch || NodeStart.Of(launch).Any(s => s.Words.Any(w => w.Contains("prisma", StringComparison.Ordinal)));
}
