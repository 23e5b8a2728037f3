using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.DotNet;

/// <summary>The dll that is started is not the project's.</summary>
internal sealed class DllName : IRule
{
    public RuleDescription About { get; } = new(
        "dll-name", Severity.Error,
        "dotnet is given a dll that the published project does not make",
        "The application 'web.dll' does not exist or is not a managed .dll or .exe.",
        "Name the dll as the assembly, case included.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (DotNetScene.Of(model) is { ByDotnet: true, HasSharedProperties: false, Project.AssemblyName: { } assembly } scene && Paths.Folder(scene.Started) == scene.Folder && Paths.Name(scene.Started) != assembly + ".dll"
            && scene.Copies.All(c => c.Copy!.Sources.All(s => s.Text is { } text && Paths.Absolute("/", text) == scene.Output)) && !scene.Stage.Runs().Any(r => r.Command.Program is "mv" or "cp" or "ln"))
        {
            var name = Paths.Name(scene.Started);
            yield return About.At(
                scene.By, scene.Command.Words[1],
                $"'dotnet {scene.Command.Words[1]}' is started, but {Paths.Name(scene.Project.Path)} makes {assembly}.dll{(name.Equals(assembly + ".dll", StringComparison.OrdinalIgnoreCase) ? ", and file names on Linux have case" : "")}.",
                $"The application '{scene.Command.Words[1]}' does not exist or is not a managed .dll or .exe.", $"Start {assembly}.dll.");
        }
    }
}

/// <summary>The dll without the file that says which framework it needs.</summary>
internal sealed class RuntimeconfigNotCopied : IRule
{
    public RuleDescription About { get; } = new(
        "runtimeconfig-not-copied", Severity.Error,
        "only the dll of a .NET program is copied, not the runtimeconfig.json beside it",
        "The library 'libhostpolicy.so' required to execute the application was not found in '/app/'.",
        "Copy the whole publish folder.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (DotNetScene.Of(model) is { ByDotnet: true, MayBeSelfContained: false, Project.AssemblyName: { } assembly } scene && Paths.Name(scene.Started) == assembly + ".dll"
            && scene.Copies.All(c => c.Copy!.Sources.All(s => s.Text?.EndsWith(".dll", StringComparison.Ordinal) == true))
            && scene.State.Files.Find(Paths.Join(Paths.Folder(scene.Started), assembly + ".runtimeconfig.json")).IsAbsent)
        {
            yield return About.At(
                scene.Copies[0].Instruction, assembly + ".runtimeconfig.json",
                $"Of {scene.Output} only dll files are copied: {assembly}.runtimeconfig.json, by which dotnet finds the framework, stays behind.",
                $"The library 'libhostpolicy.so' required to execute the application was not found in '{Paths.Folder(scene.Started).TrimEnd('/')}/'.");
        }
    }
}

/// <summary>The project is a library.</summary>
internal sealed class LibraryAsProgram : IRule
{
    public RuleDescription About { get; } = new(
        "library-as-program", Severity.Error,
        "dotnet is given a class library, for which no runtimeconfig.json is made",
        "The library 'libhostpolicy.so' required to execute the application was not found in '/app/'.",
        "Set OutputType to Exe in the project file, or publish the project that has the program.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (DotNetScene.Of(model) is { ByDotnet: true, HasSharedProperties: false, Project: { Sdk: "Microsoft.NET.Sdk", AssemblyName: { } assembly } project } scene && Paths.Name(scene.Started) == assembly + ".dll"
            && (project.Property("OutputType") ?? "Library").Equals("Library", StringComparison.OrdinalIgnoreCase) && !scene.Options.Any(o => DotNetScene.IsProperty(o, "OutputType")) && !project.Has("Import")
            && !project.Has("GenerateRuntimeConfigurationFiles") && !project.Has("PackageReference"))
        {
            yield return About.At(
                scene.By, assembly + ".dll", $"{Paths.Name(project.Path)} sets no OutputType and is a class library, so that its publish folder has no {assembly}.runtimeconfig.json.",
                $"The library 'libhostpolicy.so' required to execute the application was not found in '{Paths.Folder(scene.Started).TrimEnd('/')}/'.");
        }
    }
}

/// <summary>The native launcher for glibc on an image with musl.</summary>
internal sealed class ApphostOnMusl : IRule
{
    public RuleDescription About { get; } = new(
        "apphost-on-musl", Severity.Error,
        "a .NET program published for glibc is executed on Alpine",
        "exec /app/Shop: no such file or directory",
        "Publish with -r linux-musl-x64 or in an Alpine SDK image, or start the dll with dotnet.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (DotNetScene.Of(model) is { ByDotnet: false, Project.AssemblyName: { } assembly, HasSharedProperties: false, Stage.Base.Traits.Libc: Libc.Musl } scene && scene.Publish.Step.Stage.Base.Traits.Libc == Libc.Glibc
            && scene.Started == Paths.Join(scene.Folder, assembly) && Runtime(scene) is { } runtime && PlainCommands.SystemPackages(scene.Stage) is { } packages && !packages.Any(p => p.Contains("compat", StringComparison.Ordinal)))
        {
            yield return About.At(
                scene.By, scene.Started,
                $"{scene.Started} is published {runtime} (line {scene.Publish.Line}) and needs glibc's loader, and {scene.Stage.BaseReference} has musl.",
                $"exec {scene.Started}: no such file or directory");
        }
    }

    /// <summary>Null where it is for musl or not known.</summary>
    private static string? Runtime(DotNetScene scene)
    {
        if (scene.Project.Has("RuntimeIdentifier") || scene.Project.Has("RuntimeIdentifiers") || scene.Options.Any(o => o is "--os" || DotNetScene.IsProperty(o, "Runtime") || o.Contains("musl", StringComparison.Ordinal)))
        {
            return null;
        }

        var named = scene.Options.SkipWhile(o => o is not ("-r" or "--runtime")).Skip(1).FirstOrDefault();
        return named is "linux-x64" or "linux-arm64" ? $"for {named}" : scene.Options.Any(o => o is "-r" or "--runtime" or "-a" or "--arch") ? null : "for the SDK's own system";
    }
}
