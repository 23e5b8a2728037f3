using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Dockerfile.Checks.DotNet;

/// <summary>An ASP.NET Core program in the image that has .NET alone.</summary>
internal sealed class AspnetFrameworkMissing : IRule
{
    public RuleDescription About { get; } = new(
        "aspnet-framework-missing", Severity.Error,
        "an ASP.NET Core program runs in the runtime image, which lacks that framework",
        "Framework: 'Microsoft.AspNetCore.App', version '8.0.0' (x64)",
        "Take mcr.microsoft.com/dotnet/aspnet for the final stage.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (DotNetScene.Of(model) is { Project.IsWeb: true, MayBeSelfContained: false, Image: "runtime" } scene)
        {
            yield return About.At(
                scene.Stage.From, "Microsoft.AspNetCore.App",
                $"{Modelling.Files.Paths.Name(scene.Project.Path)} is a web project and needs Microsoft.AspNetCore.App, which {scene.Stage.BaseReference} does not have.",
                $"Framework: 'Microsoft.AspNetCore.App', version '{scene.Project.Framework?.ToString() ?? "8.0"}.0' (x64)",
                $"Take {scene.Stage.BaseReference?.Replace("dotnet/runtime", "dotnet/aspnet", StringComparison.Ordinal)} for the final stage.");
        }
    }
}

/// <summary>The image has another version of .NET than the project is built for.</summary>
internal sealed class FrameworkVersionDiffers : IRule
{
    public RuleDescription About { get; } = new(
        "framework-version-differs", Severity.Error,
        "the final image has another .NET than the one that the project is built for",
        "You must install or update .NET to run this application.",
        "Take the tag of the project's TargetFramework.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (DotNetScene.Of(model) is not { MayBeSelfContained: false, HasSharedProperties: false, Image: "aspnet" or "runtime" or "sdk", Project.Framework: { Minor: { } minor } wanted } scene
            || scene.Stage.Base.Traits.Runtime is not { Name: "dotnet", Version: { } here } || scene.State.EnvironmentIsOpen)
        {
            yield break;
        }

        var rolls = scene.Project.Has("RollForward") || scene.State.Environment.Keys.Any(k => k.StartsWith("DOTNET_ROLL_FORWARD", StringComparison.Ordinal)) || scene.Command.Words.Contains("--roll-forward")
            || scene.Options.Any(o => DotNetScene.IsProperty(o, "RollForward")) || scene.Publish.Command.Before.Environment.Keys.Any(k => k.StartsWith("DOTNET_ROLL_FORWARD", StringComparison.Ordinal));
        if (!rolls && (here.Major != wanted.Major || (here.Minor is { } has && has < minor)) && PlainCommands.AreAll(scene.Stage))
        {
            var framework = scene.Project.IsWeb ? "Microsoft.AspNetCore.App" : "Microsoft.NETCore.App";
            yield return About.At(
                scene.Stage.From, wanted.ToString(),
                $"{Modelling.Files.Paths.Name(scene.Project.Path)} is built for .NET {wanted}, and {scene.Stage.BaseReference} has .NET {here}, which does not run it.",
                $"You must install or update .NET to run this application. Framework: '{framework}', version '{wanted}.0' (x64)");
        }
    }
}

/// <summary>ICU is asked for on an image without it.</summary>
internal sealed class IcuMissing : IRule
{
    public RuleDescription About { get; } = new(
        "icu-missing", Severity.Error,
        "culture data is asked for on an image without ICU",
        "Process terminated. Couldn't find a valid ICU package installed on the system.",
        "Install icu-libs, or leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT as the image sets it.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        const string variable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";
        if (DotNetScene.Of(model) is { Stage.Base.Traits.Distribution: Distribution.Alpine, Image: not null } scene && !scene.Stage.Base.Reference.Contains("extra", StringComparison.Ordinal)
            && scene.State.Environment.GetValueOrDefault(variable)?.ToLowerInvariant() is "false" or "0" && !scene.Project.Has("InvariantGlobalization") && !scene.HasSharedProperties
            && PlainCommands.SystemPackages(scene.Stage) is { } packages && !packages.Any(p => p.Contains("icu", StringComparison.Ordinal)) && PlainCommands.AreAll(scene.Stage)
            && scene.Stage.History().LastOrDefault(s => s.Instruction.Keyword == "ENV" && s.Instruction.KeyValues.Any(k => k.Key == variable)) is { } step)
        {
            yield return About.At(step.Instruction, "libicu", $"{variable} is switched off, so that .NET needs ICU, which {scene.Stage.BaseReference} does not have and no step installs.");
        }
    }
}
