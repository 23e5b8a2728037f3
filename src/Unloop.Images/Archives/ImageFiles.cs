using Unloop.Core.Facts;
using Unloop.Engine.Machine;
using Unloop.Images.Content;

namespace Unloop.Images.Archives;

/// <summary>Tells the path of an image on disk from a reference, and opens it: a folder or an archive, an OCI layout or the older form of <c>docker save</c>.</summary>
internal static class ImageFiles
{
    /// <summary>As skopeo and podman write where an image is; the form is found out all the same.</summary>
    private static readonly string[] Transports = ["oci:", "oci-archive:", "docker-archive:"];
    private static readonly string[] Endings = [".tar", ".tar.gz", ".tgz", ".tar.zst"];

    /// <summary>Null when it is no path. A name without a slash before it stays a reference, even where a folder has the same name.</summary>
    public static async Task<IContentStore?> FindAsync(string text, IFileStore store, CancellationToken cancellationToken)
    {
        var transport = Transports.FirstOrDefault(t => text.StartsWith(t, StringComparison.Ordinal));
        var written = text[(transport?.Length ?? 0)..];
        var isPath = transport is not null || IsPath(written);
        foreach (var (path, name) in Splits(written).Where(s => isPath || Endings.Any(e => s.Path.EndsWith(e, StringComparison.OrdinalIgnoreCase))))
        {
            var opening = store.Open(path);
            switch (opening)
            {
                case { Content: { } content }:
                    return await StoreAsync(path, name, await TarEntries.ReadAsync(path, content, store, cancellationToken), cancellationToken);
                case { Why: FileOpeningFailure.Folder }:
                    return await StoreAsync(path, name, new FolderEntries(path, store), cancellationToken);
                case { Why: FileOpeningFailure.Unreadable }:
                    throw new ContentException(ProblemKind.BadInput, $"{Words.Shown(path)} {opening.Failure}.");
            }
        }

        return isPath ? throw new ContentException(ProblemKind.BadInput, $"{Words.Shown(written)} does not exist; an image on disk is a folder or an archive.") : null;
    }

    private static async Task<IContentStore> StoreAsync(string path, string? name, IImageEntries entries, CancellationToken cancellationToken)
    {
        // New archives hold both forms; only one of them has digests.
        if (await ExistsAsync(entries, LayoutStore.IndexFile, cancellationToken))
        {
            return new LayoutStore(path, name, entries);
        }

        return await ExistsAsync(entries, DockerArchive.ListFile, cancellationToken)
            ? new DockerArchive(path, name, entries)
            : throw new ContentException(ProblemKind.BadInput, $"{Words.Shown(path)} is no image: neither an OCI layout nor an archive that 'docker save' or skopeo wrote.");
    }

    private static async Task<bool> ExistsAsync(IImageEntries entries, string path, CancellationToken cancellationToken)
    {
        var entry = await entries.OpenAsync(path, cancellationToken);
        if (entry is not null)
        {
            await entry.Content.DisposeAsync();
        }

        return entry is not null;
    }

    private static bool IsPath(string text) =>
        text is "." or ".." or ['/', ..] || text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal)
        || text.Contains('\\', StringComparison.Ordinal) || text is [_, ':', '/', ..];

    /// <summary>The whole as a path, then each shorter one with what follows a colon (or an <c>@</c>) as the image's name.</summary>
    private static IEnumerable<(string Path, string? Name)> Splits(string text)
    {
        yield return (text, null);
        for (var i = 2; i < text.Length; i++)
        {
            if (text[i] is ':' or '@')
            {
                yield return (text[..i], text[i] == '@' ? text[i..] : text[(i + 1)..]);
            }
        }
    }
}
