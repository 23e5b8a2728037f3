using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;

namespace Unloop.Core.Reasoning.Imaging;

/// <summary>One image that a diagnosis would look into, and for what.</summary>
/// <param name="Container">The container that runs it.</param>
/// <param name="Reference">As the spec names it.</param>
/// <param name="RunningDigest">What the node runs, where its imageID says so.</param>
public sealed record ImageRequest(string Container, string Reference, string? RunningDigest, ImageQuestions Questions)
{
    /// <summary>Hypotheses that an image decides, or may decide.</summary>
    private static readonly Category[] Decidable =
    [
        Category.MissingModule, Category.MissingFile, Category.CommandNotFound, Category.NotExecutable, Category.ExecFormat, Category.ScriptFormat,
        Category.SharedLibrary, Category.MountShadowsFiles, Category.FilePermission,
    ];

    private const int MostClaims = 8;

    /// <summary>
    /// What to ask, once the first answer stands; null where no image can add to it.
    /// </summary>
    /// <param name="case">With what was found so far.</param>
    /// <param name="ranked">The findings, the likeliest first.</param>
    /// <param name="always">Ask even where no leading hypothesis is one that an image decides.</param>
    internal static ImageRequest? For(ContainerCase @case, IReadOnlyList<Finding> ranked, bool always)
    {
        var container = @case.Container;
        var leading = ranked.Take(3).Where(f => Decidable.Contains(f.Category)).ToList();
        if (container.Image is not { Length: > 0 } reference || (leading.Count == 0 && !always && !(ranked.Count == 0 && NeverStarted(container))))
        {
            return null;
        }

        var claims = leading.Select(ImageClaim.Of).OfType<ImageClaim>().Take(MostClaims).ToList();
        return new(container.Name, reference, DigestOf(container.ImageId), new ImageQuestions
        {
            Paths = [.. claims.SelectMany(c => c.Paths.Concat(c.Telltales)).Distinct()],
            Anywhere = [.. claims.SelectMany(c => c.Ends).Distinct()],
            Inventories = [.. claims.SelectMany(c => c.Packages).Select(p => p[..p.IndexOf(':', StringComparison.Ordinal)]).Distinct()],
            Entrypoint = new EntrypointQuestion
            {
                Command = container.Command,
                Args = container.Args,
                WorkingDir = container.WorkingDir,
                Path = container.Env.LastOrDefault(e => e is { Name: "PATH", FromAll: false })?.Value,
                Variables = container.Env.Where(e => e is { FromAll: false, Value: not null }).GroupBy(e => e.Name).ToDictionary(g => g.Key, g => g.Last().Value!),
                RunAsUser = container.Security.RunAsUser ?? @case.Pod.Pod.Security.RunAsUser,
                RunAsGroup = container.Security.RunAsGroup ?? @case.Pod.Pod.Security.RunAsGroup,
                Architecture = @case.Pod.Node?.Architecture,
                Mounts = [.. container.Mounts.Select(m => m.Path)],
            },
        });
    }

    /// <summary>Nothing was found, and it ended the way programs end that never began.</summary>
    private static bool NeverStarted(ContainerFacts container) =>
        container.Termination is { ExitCode: 1 or 126 or 127 or 128 or 255 } or { Reason: "StartError" or "ContainerCannotRun" }
        || container.WaitingReason is "CreateContainerError" or "RunContainerError";

    /// <summary><c>docker-pullable://repository@sha256:…</c>, <c>repository@sha256:…</c>; a bare <c>sha256:…</c> is the digest of a configuration, by which nothing can be fetched.</summary>
    public static string? DigestOf(string? imageId) =>
        imageId?.LastIndexOf("@sha256:", StringComparison.Ordinal) is >= 0 and var at && imageId.Length - at == "@sha256:".Length + 64 ? imageId[(at + 1)..] : null;
}
