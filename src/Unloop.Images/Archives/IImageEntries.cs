namespace Unloop.Images.Archives;

/// <summary>The files of an image on disk, by their paths inside it, whether they lie in a folder or in an archive.</summary>
internal interface IImageEntries
{
    /// <summary>Null when there is no such file.</summary>
    /// <param name="path">With slashes: <c>blobs/sha256/…</c>. One that climbs out is not there.</param>
    Task<EntryContent?> OpenAsync(string path, CancellationToken cancellationToken);
}

/// <param name="Content">From its beginning; the caller disposes it. Seeks only where that is cheap.</param>
internal sealed record EntryContent(Stream Content, long Size);
