using Unloop.Core.Facts.Images;

namespace Unloop.Evidence.Bundles;

/// <summary>The part of <see cref="EvidenceRepair"/> that is about images.</summary>
internal static class ImageRepair
{
    private static readonly Dictionary<string, string> NoPairs = [];

    public static ImageFacts Complete(ImageFacts image) => image with
    {
        TagManifests = EvidenceRepair.Whole(image.TagManifests),
        Platforms = EvidenceRepair.Whole(image.Platforms),
        Config = Complete(image.Config ?? new ImageConfig()),
        Layers = EvidenceRepair.Whole(image.Layers),
        History = [.. EvidenceRepair.Whole(image.History).Where(h => h.CreatedBy is not null)],
        Files = [.. EvidenceRepair.Whole(image.Files).Where(f => f.Path is not null)],
        Searched = EvidenceRepair.Whole(image.Searched),
        Entrypoint = image.Entrypoint is { } entrypoint
            ? entrypoint with
            {
                Argv = EvidenceRepair.Whole(entrypoint.Argv),
                Origin = EvidenceRepair.Whole(entrypoint.Origin),
                Troubles = [.. EvidenceRepair.Whole(entrypoint.Troubles).Where(t => t is { Subject: not null, Statement: not null })],
            }
            : null,
        Inventories = [.. EvidenceRepair.Whole(image.Inventories).Where(i => i.Ecosystem is not null).Select(i => i with { Names = EvidenceRepair.Whole(i.Names) })],
        Gaps = EvidenceRepair.Whole(image.Gaps),
    };

    private static ImageConfig Complete(ImageConfig config) => config with
    {
        Env = EvidenceRepair.Whole(config.Env),
        Volumes = EvidenceRepair.Whole(config.Volumes),
        ExposedPorts = EvidenceRepair.Whole(config.ExposedPorts),
        Labels = config.Labels ?? NoPairs,
    };
}
