using Unloop.Dockerfile.Modelling.Commands;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>Package managers and build tools, by the name of their program.</summary>
internal static class PackageCommands
{
    public static CommandResult? Run(CommandCall call) => null;

    /// <summary>Tools that a project brings along: <c>./mvnw</c>, <c>./gradlew</c>.</summary>
    public static CommandResult? Wrapper(CommandCall call) => null;
}
