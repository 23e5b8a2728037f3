using Unloop.Core.Facts;

namespace Unloop.Images.Content;

/// <summary>Which entry of an index is looked at. Pure.</summary>
internal static class PlatformChoice
{
    /// <param name="wanted">Null: this machine's, or the only one that there is.</param>
    /// <param name="name">The reference, for messages.</param>
    public static Descriptor Of(IReadOnlyList<Descriptor> entries, Platform? wanted, string name)
    {
        var images = entries.Where(e => !e.IsAttestation).ToList();
        var target = wanted ?? Platform.OfThisMachine;
        var best = images.Where(e => e.Platform is not null).Select(e => (Entry: e, Distance: target.Distance(e.Platform!)))
            .Where(e => e.Distance is not null).OrderBy(e => e.Distance).Select(e => e.Entry).FirstOrDefault();
        if (best is not null)
        {
            return best;
        }

        // An entry that names no platform is an index within the index, or the work of a builder that only knows one.
        var unnamed = images.Where(e => e.Platform is null).ToList();
        return (unnamed, images) switch
        {
            ([var only], _) => only,
            (_, [var only]) when wanted is null => only,
            (_, []) => throw new ContentException(ProblemKind.Failed, $"The index of {name} lists no image."),
            _ => throw new ContentException(ProblemKind.NoMatch, wanted is null
                ? $"{name} has no image for {target}; choose with --platform: {Names(images)}."
                : $"{name} has no image for {wanted}; it has {Names(images)}."),
        };
    }

    public static IEnumerable<string> Platforms(IEnumerable<Descriptor> entries) =>
        entries.Where(e => !e.IsAttestation).Select(e => e.Platform?.ToString()).OfType<string>().Distinct();

    private static string Names(List<Descriptor> images)
    {
        var names = Platforms(images).ToList();
        return names.Count > 0 ? Words.Listed(names) : $"{images.Count} entries that name no platform";
    }
}
