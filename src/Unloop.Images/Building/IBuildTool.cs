using Unloop.Core.Planning;
using Unloop.Engine.Machine;
using Unloop.Images.Building.Gating;

namespace Unloop.Images.Building;

/// <summary>One tool that builds images. A new one is a class beside the others in <c>Tools/</c> and a line in <see cref="ImageBuilder"/>.</summary>
internal interface IBuildTool
{
    /// <summary>As users name it with <c>--builder</c>.</summary>
    string Name { get; }

    /// <summary>The program that can run what this one built; null: none can.</summary>
    string? Runtime { get; }

    /// <summary>Whether kind, minikube and k3d find by themselves what this tool built: they look into docker's store.</summary>
    bool IsSeenByLoaders { get; }

    /// <summary>The command that logs in for its pushes, without the registry.</summary>
    string LogIn { get; }

    /// <summary>The command that makes room on its disk.</summary>
    string MakeRoom { get; }

    Task<ToolState> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Into its own store, under the order's name.</summary>
    Task<ToolBuild> BuildAsync(BuildOrder order, BuildSite site, IProgress<string> listener, CancellationToken cancellationToken);

    Task<ToolPush> PushAsync(string image, BuildSite site, IProgress<string> listener, CancellationToken cancellationToken);

    /// <summary>As an archive in docker's form, for nodes that are loaded.</summary>
    Task<ToolRun> SaveAsync(string image, string archive, IProgress<string> listener, CancellationToken cancellationToken);
}

/// <param name="Shown">For people: <c>buildah 1.28.2</c>.</param>
/// <param name="Unusable">Why it cannot work here, to follow its name; null: it can.</param>
internal sealed record ToolState(string Shown, string? Unusable = null)
{
    /// <summary>What it understands of Dockerfiles.</summary>
    public Dialect Dialect { get; init; }

    /// <summary>The version that decides what it understands: BuildKit's or buildah's own; null: not known, and nothing is refused for it.</summary>
    public Version? Version { get; init; }

    /// <summary>For which it can run steps; null: this machine's, and what is emulated on it.</summary>
    public IReadOnlyList<string>? Platforms { get; init; }
}

/// <summary>Where a tool works, and what it must be told of registries.</summary>
/// <param name="Folder">For what it writes for us.</param>
/// <param name="Plain">The registries that it needs are spoken to without TLS.</param>
/// <param name="Certificates">A folder with the authority of <c>--ca</c>; null without.</param>
internal sealed record BuildSite(ITemporaryFolder Folder, bool Plain, string? Certificates)
{
    public string File(string name) => Path.Combine(Folder.Path, name);
}

/// <param name="ImageId">As the tool wrote it into its file.</param>
internal sealed record ToolBuild(ToolRun Run, string? ImageId);

/// <param name="Digest">As the tool wrote it into its file.</param>
/// <param name="Refusal">Why it was not even tried, as a sentence.</param>
internal sealed record ToolPush(ToolRun? Run, string? Digest, string? Refusal = null);
