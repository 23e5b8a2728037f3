using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Building;

/// <summary>
/// Builds, tries and delivers images with the tools that people have: <c>docker buildx</c>, podman, buildah, buildctl. Implemented by
/// <c>Unloop.Images</c>. No member throws for what a tool or a registry may do.
/// </summary>
public interface IImageBuilder
{
    /// <summary>
    /// The name for a rebuilt image: the repository of the running one (or the one given in its place) and a tag that says when it was built and was never
    /// used before. Refused, with the reason, where nobody may push (<c>library/</c> on Docker Hub) and where the reference is none.
    /// </summary>
    NewName Name(string runningImage, string? instead, DateTimeOffset now);

    /// <summary>The tool that can build this Dockerfile with these options, found before anything is started; or each tool that was looked for, with why it will not do.</summary>
    Task<ToolChoice> ChooseAsync(BuildOrder order, CancellationToken cancellationToken);

    /// <summary>Builds into the tool's own store.</summary>
    /// <param name="progress">Each line that the tool prints, as it comes.</param>
    Task<BuiltImage> BuildAsync(BuildOrder order, string tool, IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>Runs the image for a short while on this machine. That it runs on, or ends as it did before, both are told; where no runtime is there, so is that.</summary>
    Task<Trial> TryAsync(TryImageStep step, TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Pushes or loads what was built; a pushed image's digest is the tool's own word, compared with what the registry then has.</summary>
    Task<DeliveredImage> DeliverAsync(DeliverImageStep step, string tool, IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>What the registry has under this name: its digest; null where it has none. For going on after an interruption.</summary>
    Task<DeliveredImage> FindAsync(string image, CancellationToken cancellationToken);
}

/// <param name="Note">What was left out of the name that was given, as a sentence: its tag, where others may have used it.</param>
public sealed record NewName(string? Image, Problem? Problem = null, string? Note = null);

/// <param name="Tool">As it is passed back: <c>buildah</c>.</param>
/// <param name="Version">With its version, for people: <c>buildah 1.28.2</c>.</param>
/// <param name="Runtime">The tool that can try the image here; null where none can.</param>
public sealed record ToolChoice(string? Tool, string? Version, string? Runtime, Problem? Problem = null);

/// <param name="ImageId">The digest of its configuration.</param>
/// <param name="FailedLine">The line of the Dockerfile at which the build stopped, where the tool's output names it.</param>
public sealed record BuiltImage(string? ImageId, Problem? Problem = null, int? FailedLine = null);

/// <param name="Reference">By digest, as a workload names it: <c>registry.example.com/web@sha256:…</c>; after a load into nodes by its tag.</param>
public sealed record DeliveredImage(string? Reference, Problem? Problem = null);

/// <param name="Ran">False: nothing here could run it, or it needs what only the cluster has; <paramref name="Says"/> tells.</param>
/// <param name="StillRunning">True: it was running when it was stopped again.</param>
/// <param name="ExitCode">Of one that ended by itself.</param>
public sealed record Trial(bool Ran, bool StillRunning, int? ExitCode, string Says, IReadOnlyList<string> LastLines);
