using System.Security.Cryptography;
using System.Text;
using Unloop.Core.Facts;
using Unloop.Engine.Building;
using Unloop.Images.Content;
using Unloop.Images.References;

namespace Unloop.Images.Building;

/// <summary>
/// Names for rebuilt images. The tag is never one that was used before: a node that has an image under a tag does not look again, and whoever else
/// uses a tag would get our image. Pure.
/// </summary>
internal static class NewNames
{
    private const int SuffixLength = 6;
    private const string IdPrefix = "sha256:";

    public static NewName For(string runningImage, string? instead, DateTimeOffset now)
    {
        var written = instead ?? runningImage;
        var reference = default(ImageReference);
        var wrong = written.StartsWith(IdPrefix, StringComparison.Ordinal) ? "it is an image's ID" : null;
        if (wrong is not null || !ImageReference.TryParse(written, out reference, out wrong))
        {
            return new(null, new(ProblemKind.BadInput, instead is null
                ? $"The running image '{Words.Shown(written)}' names no repository: {wrong}; say where the new one goes with --image."
                : $"--image {Words.Shown(written)}: {wrong}."));
        }

        if (Refusal(reference) is { } refusal)
        {
            return new(null, refusal);
        }

        var tag = Tag(reference, runningImage, now);
        return new($"{reference.Host}/{reference.Repository}:{tag}", null, instead is null ? null : Note(reference, tag));
    }

    /// <summary>Null where it may be pushed to, as far as can be known.</summary>
    public static Problem? Refusal(ImageReference reference) =>
        reference.Host == ImageReference.DockerHub && reference.Repository.StartsWith(ImageReference.Library, StringComparison.Ordinal)
            ? new(ProblemKind.Refused,
                $"'{reference.Written}' means docker.io/{reference.Repository}, where only Docker's own images are: nobody may push there. Name a repository of yours, as in --image registry.example.com/team/{reference.Repository[ImageReference.Library.Length..]}.")
            : null;

    /// <summary>The same inputs at the same time give the same name; others at the same second another.</summary>
    private static string Tag(ImageReference reference, string runningImage, DateTimeOffset now)
    {
        var inputs = SHA256.HashData(Encoding.UTF8.GetBytes($"{reference}\n{runningImage}\n{now.UtcTicks}"));
        return $"unloop-{now.UtcDateTime:yyyyMMdd-HHmmss}-{Convert.ToHexStringLower(inputs)[..SuffixLength]}";
    }

    private static string? Note(ImageReference reference, string tag) =>
        reference.Digest is not null ? $"A digest is no place to push to: the image goes to {reference.Host}/{reference.Repository} under the tag {tag}."
            : reference.Written.EndsWith(":" + reference.Tag, StringComparison.Ordinal) ? $"Not under the tag '{reference.Tag}', which others may use and nodes may hold: its tag is {tag}."
            : null;
}
