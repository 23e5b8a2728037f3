using Unloop.Core.Facts;
using Unloop.Images.Content;

namespace Unloop.Images.Archives;

/// <summary>An OCI layout, as a folder or in an archive (<c>skopeo</c>, <c>buildah</c>, <c>docker save</c> since 25).</summary>
/// <param name="name">Which of several images: its reference name, its full name, or <c>@</c> with its digest; null: the only one.</param>
internal sealed class LayoutStore(string path, string? name, IImageEntries entries) : EntryStore(path, entries)
{
    public const string IndexFile = "index.json";

    /// <summary>Where tools write an image's name: the tag by the specification, the whole name by containerd's custom.</summary>
    private static readonly string[] NameAnnotations = ["org.opencontainers.image.ref.name", "io.containerd.image.name"];

    public override async Task<RootManifest> ResolveAsync(CancellationToken cancellationToken)
    {
        var content = await ReadFileAsync(IndexFile, ContentLimits.Manifest, cancellationToken);
        if (ManifestReader.Read(content, MediaTypes.OciIndex, Path) is not Manifest.Index { Entries: var all })
        {
            throw new ContentException(ProblemKind.Failed, $"The index of {Path} is none: it lists no manifests.");
        }

        var images = all.Where(e => !e.IsAttestation).ToList();
        var chosen = name is null ? images : [.. images.Where(e => IsCalled(e, name))];
        return (chosen.DistinctBy(e => e.Digest).ToList(), name) switch
        {
            ([var only], _) => new(await ReadManifestAsync(only, cancellationToken), only.Digest, only.MediaType),
            ([], null) => throw new ContentException(ProblemKind.NoMatch, $"{Path} holds no image."),
            ([], _) => throw new ContentException(ProblemKind.NoMatch, $"{Path} holds no image called {Words.Shown(name)}; it has {Names(images)}."),

            // One image for several platforms, whose index a tool has left out.
            (var several, _) when several.All(e => e.Platform is not null) && several.DistinctBy(e => e.Platform).Count() == several.Count =>
                new(content, ContentDigest.OfSha256(content), MediaTypes.OciIndex),
            (var several, _) => throw new ContentException(ProblemKind.BadInput, $"{Path} holds several images; say which, as in {Path}:{Names(several)}."),
        };
    }

    protected override string FileOf(ContentDigest digest) => $"blobs/{digest.Folder}/{digest.Hex}";

    private static bool IsCalled(Descriptor entry, string name) =>
        name == "@" + entry.Digest || NameAnnotations.Any(a => entry.Annotations.TryGetValue(a, out var called) && ArchiveNames.AreSame(called, name));

    private static string Names(List<Descriptor> images) =>
        Words.Listed([.. images.Select(e => NameAnnotations.Select(a => e.Annotations.GetValueOrDefault(a)).FirstOrDefault(n => n is { Length: > 0 }) ?? "@" + e.Digest)]);
}
