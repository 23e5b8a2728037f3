using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>Whether what runs is what people think that runs: a tag that has moved on while the node kept the old image.</summary>
internal sealed class ImageIdentity : IAnalyzer
{
    private const int ShortDigest = 19;

    public string Id => "image-identity";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        if (@case.Image is { } image && @case.Container is { ImageId: { } running, Image: { } reference } && !reference.Contains('@', StringComparison.Ordinal)
            && Moved(image, running) is { } digest)
        {
            var cached = @case.Pod.Events.FirstOrDefault(e => e.Message.Contains("already present on machine", StringComparison.Ordinal));
            yield return new Contribution
            {
                Rule = Id,
                Statement = $"The node runs {Short(digest)}, but {reference} stands for {Short(image.TagDigest!)} in the registry now"
                    + (cached is not null || @case.Container.ImagePullPolicy is "IfNotPresent" or "Never" ? ": the node keeps the image that it has, so a restart will not bring the new one." : "."),
                Proof =
                [
                    new(ProofSource.ContainerStatus, "imageID", running),
                    new(ProofSource.Image, reference, image.TagDigest!),
                    .. cached is null ? [] : new Proof[] { new(ProofSource.Event, cached.Reason, cached.Message) },
                ],
                Advice =
                [
                    new("Deploy the new image by its digest: the same tag once more is no change, and rolls nothing out.")
                    {
                        Command = @case.Pod.Workload is { } workload
                            ? $"kubectl set image -n {@case.Pod.Subject.Namespace ?? "default"} {workload.Kind.ToLowerInvariant()}/{workload.Name} {@case.Container.Name}={WithoutTag(reference)}@{image.TagDigest}"
                            : null,
                    },
                ],
            };
        }
    }

    /// <summary>The running digest, when it is neither the platform's manifest nor the index that the tag stands for.</summary>
    internal static string? Moved(ImageFacts image, string imageId)
    {
        var at = imageId.LastIndexOf('@');
        var digest = at < 0 ? null : imageId[(at + 1)..];
        return digest is not null && image.TagDigest is not null && digest != image.TagDigest && !image.TagManifests.Contains(digest) ? digest : null;
    }

    internal static string Short(string digest) => digest.Length > ShortDigest ? digest[..ShortDigest] + "…" : digest;

    internal static string WithoutTag(string reference) =>
        reference.LastIndexOf(':') is var colon && colon > reference.LastIndexOf('/') ? reference[..colon] : reference;
}
