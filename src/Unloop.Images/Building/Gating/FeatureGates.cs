using Unloop.Images.Content;

namespace Unloop.Images.Building.Gating;

/// <summary>Who reads the Dockerfile.</summary>
internal enum Dialect
{
    BuildKit,
    Buildah,
}

/// <summary>
/// Which version understands what, so that a builder is refused before it starts: buildah below 1.33, for one, takes the lines of a here-document for
/// instructions, and its message leads nowhere. After the tools' release notes. Pure.
/// </summary>
internal static class FeatureGates
{
    private static readonly Dictionary<Feature, Version> Buildah = new()
    {
        [Feature.Chmod] = new(1, 19),
        [Feature.Mount] = new(1, 24),
        [Feature.Heredoc] = new(1, 33),
        [Feature.Exclude] = new(1, 38),
        [Feature.Parents] = new(1, 40),
        [Feature.Link] = new(1, 41),
    };

    /// <summary>By the frontend that is built into it; one that the Dockerfile names is fetched, and BuildKit's own version says nothing of it.</summary>
    private static readonly Dictionary<Feature, Version> BuildKit = new()
    {
        [Feature.Chmod] = new(0, 8),
        [Feature.Mount] = new(0, 8),
        [Feature.Heredoc] = new(0, 10),
        [Feature.Link] = new(0, 10),
        [Feature.Exclude] = new(0, 25),
        [Feature.Parents] = new(0, 26),
    };

    private static readonly Version BuildahSecrets = new(1, 21);

    /// <summary>Why this tool cannot build that, to follow its name; null when nothing is known against it.</summary>
    /// <param name="emulates">Whether this machine runs programs for an architecture.</param>
    public static string? Refuse(ToolState tool, DockerfileNeeds needs, Platform? platform, bool hasSecrets, Func<string, bool> emulates) =>
        RefuseFrontend(tool, needs) ?? RefuseFeature(tool, needs) ?? RefuseSecrets(tool, hasSecrets) ?? RefusePlatform(tool, needs, platform, emulates);

    private static string? RefuseFrontend(ToolState tool, DockerfileNeeds needs) =>
        tool.Dialect == Dialect.Buildah && needs.Frontend is { } frontend && !IsDockers(frontend)
            ? $"knows no frontends, and the Dockerfile asks for {Words.Shown(frontend)}"
            : null;

    private static string? RefuseFeature(ToolState tool, DockerfileNeeds needs)
    {
        if (tool.Version is not { } version || (tool.Dialect == Dialect.BuildKit && needs.Frontend is not null))
        {
            return null;
        }

        var since = tool.Dialect == Dialect.Buildah ? Buildah : BuildKit;
        return needs.Uses.FirstOrDefault(u => version < since[u.Feature]) is { } use
            ? $"does not understand {use.Shown} (line {use.Line}); {Called(tool.Dialect)} does from {since[use.Feature]}, and this is {version}"
            : null;
    }

    private static string? RefuseSecrets(ToolState tool, bool hasSecrets) =>
        hasSecrets && tool.Dialect == Dialect.Buildah && tool.Version < BuildahSecrets ? $"takes no --secret; buildah does from {BuildahSecrets}" : null;

    private static string? RefusePlatform(ToolState tool, DockerfileNeeds needs, Platform? platform, Func<string, bool> emulates)
    {
        if (platform is null || !needs.RunsForTarget || Platform.OfThisMachine.Distance(platform) is not null)
        {
            return null;
        }

        var runs = tool.Platforms is { } platforms
            ? platforms.Count == 0 || platforms.Any(p => Platform.TryParse(p, out var one) && one.Distance(platform) is not null)
            : emulates(platform.Architecture);
        return runs ? null : $"cannot run the steps for {platform} on this machine, which is {Platform.OfThisMachine}; install its emulation (binfmt_misc with qemu-user-static), or build there";
    }

    private static bool IsDockers(string frontend) =>
        frontend.StartsWith("docker/dockerfile", StringComparison.Ordinal) || frontend.StartsWith("docker.io/docker/dockerfile", StringComparison.Ordinal);

    private static string Called(Dialect dialect) => dialect == Dialect.Buildah ? "buildah" : "BuildKit";
}
