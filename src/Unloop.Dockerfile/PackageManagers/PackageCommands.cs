using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>Package managers and build tools, by the name of their program.</summary>
internal static class PackageCommands
{
    private static readonly Dictionary<string, Func<CommandCall, CommandResult>> Handlers = new(StringComparer.Ordinal)
    {
        ["npm"] = Npm.Run,
        ["npx"] = CommandTable.Works,
        ["yarn"] = YarnPnpmBun.Yarn,
        ["yarnpkg"] = YarnPnpmBun.Yarn,
        ["pnpm"] = YarnPnpmBun.Pnpm,
        ["bun"] = YarnPnpmBun.Bun,
        ["corepack"] = YarnPnpmBun.Corepack,
        ["pip"] = Pip.Run,
        ["pip3"] = Pip.Run,
        ["python"] = PythonProjects.Python,
        ["python3"] = PythonProjects.Python,
        ["poetry"] = PythonProjects.Poetry,
        ["uv"] = PythonProjects.Uv,
        ["pipenv"] = PythonProjects.Pipenv,
        ["virtualenv"] = PythonProjects.VirtualEnv,
        ["bundle"] = RubyPhp.Bundle,
        ["bundler"] = RubyPhp.Bundle,
        ["gem"] = RubyPhp.Gem,
        ["composer"] = RubyPhp.Composer,
        ["go"] = Compilers.Go,
        ["cargo"] = Compilers.Cargo,
        ["mvn"] = Compilers.Maven,
        ["gradle"] = Compilers.Gradle,
        ["dotnet"] = DotNet.Run,
        ["apt-get"] = SystemPackages.Run,
        ["apt"] = SystemPackages.Run,
        ["aptitude"] = SystemPackages.Run,
        ["apk"] = SystemPackages.Run,
        ["dnf"] = SystemPackages.Run,
        ["microdnf"] = SystemPackages.Run,
        ["tdnf"] = SystemPackages.Run,
        ["yum"] = SystemPackages.Run,
        ["zypper"] = SystemPackages.Run,
        ["dpkg"] = SystemPackages.Package,
        ["rpm"] = SystemPackages.Package,
    };

    /// <summary>Null for a program that is none of them.</summary>
    public static CommandResult? Run(CommandCall call) => Handlers.TryGetValue(call.Program, out var handler) ? handler(call) : null;

    /// <summary>Tools that a project brings along: <c>./mvnw</c>, <c>./gradlew</c>. Null for anything else.</summary>
    public static CommandResult? Wrapper(CommandCall call, string name)
    {
        Func<CommandCall, CommandResult>? tool = call.Program switch { "mvnw" => Compilers.Maven, "gradlew" => Compilers.Gradle, _ => null };
        if (tool is null || call.Run.Resolve(name) is not { } path)
        {
            return null;
        }

        return call.Run.Find(path) is { IsPresent: true, Executable: false }
            ? new CommandResult(StepOutcome.Fails($"{path} is not executable", $"/bin/sh: {name}: Permission denied"))
            : tool(call);
    }
}
