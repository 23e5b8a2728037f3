using Unloop.Core.Facts;
using Unloop.Images.Content;

namespace Unloop.Images.Archives;

/// <summary>What layouts and archives have in common: blobs that lie in files.</summary>
/// <param name="path">As the user wrote it.</param>
internal abstract class EntryStore(string path, IImageEntries entries) : IContentStore
{
    protected string Path => path;
    protected IImageEntries Entries => entries;

    public abstract Task<RootManifest> ResolveAsync(CancellationToken cancellationToken);

    public Task<byte[]> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        ReadBlobAsync(descriptor, ContentLimits.Manifest, cancellationToken);

    public async Task<byte[]> ReadBlobAsync(Descriptor descriptor, int limit, CancellationToken cancellationToken)
    {
        var name = $"blob {descriptor.Digest} of {path}";
        await using var stream = await OpenVerifiedAsync(descriptor.Digest, descriptor.Size, name, cancellationToken);
        return await BoundedRead.AllAsync(stream, limit, name, cancellationToken);
    }

    public async Task<Stream> OpenAsync(LayerDescriptor layer, CancellationToken cancellationToken) =>
        await OpenVerifiedAsync(Digest(layer), layer.Size, $"layer {layer.Digest} of {path}", cancellationToken);

    public async Task<Stream?> OpenPartAsync(LayerDescriptor layer, long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (await entries.OpenAsync(FileOf(Digest(layer)), cancellationToken) is not { } entry)
        {
            return null;
        }

        if (!entry.Content.CanSeek || offset + length > entry.Size)
        {
            await entry.Content.DisposeAsync();
            return null;
        }

        entry.Content.Position = offset;
        return new PartStream(entry.Content, length, $"layer {layer.Digest} of {path}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The file that holds the blob.</summary>
    protected abstract string FileOf(ContentDigest digest);

    /// <summary>A small file that must be there.</summary>
    protected async Task<byte[]> ReadFileAsync(string file, int limit, CancellationToken cancellationToken)
    {
        var entry = await entries.OpenAsync(file, cancellationToken) ?? throw Missing(file);
        await using var content = entry.Content;
        return await BoundedRead.AllAsync(content, limit, $"file {file} of {path}", cancellationToken);
    }

    protected ContentException Missing(string file) =>
        new(ProblemKind.Failed, $"{path} is not whole: it lacks {Words.Shown(file)}; copy the image once more.");

    private async Task<Stream> OpenVerifiedAsync(ContentDigest digest, long size, string name, CancellationToken cancellationToken)
    {
        var entry = await entries.OpenAsync(FileOf(digest), cancellationToken) ?? throw Missing(FileOf(digest));
        return new VerifiedStream(entry.Content, digest, size, name);
    }

    private static ContentDigest Digest(LayerDescriptor layer) =>
        ContentDigest.TryParse(layer.Digest, out var digest) ? digest : throw new ArgumentException($"'{layer.Digest}' is no digest.", nameof(layer));
}
