using System.Net;
using System.Net.Http.Headers;
using Unloop.Core.Facts;
using Unloop.Images.Content;
using Unloop.Images.References;

namespace Unloop.Images.Registry;

/// <summary>
/// An image in a registry, read by the distribution specification. The tag's digest is asked for first, by HEAD: that counts against nobody's
/// limit, and what is then read by digest can be verified.
/// </summary>
/// <param name="running">What a node runs, where that is known: the content is this one's, and the tag is only asked what it stands for.</param>
internal sealed class RegistryStore(RegistryClient client, ImageReference reference, ContentDigest? running, RegistryAddress address, TimeProvider time) : IContentStore
{
    private const int RefusalLimit = 64 << 10;

    public async Task<RootManifest> ResolveAsync(CancellationToken cancellationToken)
    {
        if (reference.Tag is null || running is null)
        {
            return await ReadAsync(running ?? reference.Digest ?? (await AskTagAsync(cancellationToken)).Digest, cancellationToken);
        }

        var tag = await FollowTagAsync(cancellationToken);
        try
        {
            return await ReadAsync(running, cancellationToken) with { Tag = tag };
        }
        catch (ContentException e) when (e.Kind == ProblemKind.NoMatch)
        {
            throw new ContentException(ProblemKind.NoMatch, $"{address} no longer has {running}, which runs; {(tag.Digest is { } now ? $"its tag '{reference.Tag}' stands for {now} now" : "nor its tag")}.", e);
        }
    }

    /// <summary>The digest of what the registry has under this reference; null when it has nothing.</summary>
    public async Task<ContentDigest?> FindAsync(CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync(HttpMethod.Head, $"manifests/{reference.Digest?.Text ?? reference.Tag}", MediaTypes.Accept, null, cancellationToken);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        await CheckAsync(answer, HttpStatusCode.OK, RegistryRefusal.ManifestName, cancellationToken);
        return StatedDigest(answer) ?? (await ReadAsync(reference.Digest, cancellationToken)).Digest;
    }

    /// <param name="digest">Null: by the tag.</param>
    private async Task<RootManifest> ReadAsync(ContentDigest? digest, CancellationToken cancellationToken)
    {
        var (content, stated, type) = await GetManifestAsync(digest?.Text ?? reference.Tag!, cancellationToken);
        if ((digest ?? stated) is { } expected && !expected.Matches(content))
        {
            throw Corrupt(RegistryRefusal.ManifestName, expected);
        }

        return new(content, digest ?? ContentDigest.OfSha256(content), type);
    }

    public async Task<byte[]> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        var (content, _, _) = await GetManifestAsync(descriptor.Digest.Text, cancellationToken);
        return descriptor.Digest.Matches(content) ? content : throw Corrupt($"manifest {descriptor.Digest}", descriptor.Digest);
    }

    public async Task<byte[]> ReadBlobAsync(Descriptor descriptor, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(descriptor.Digest, descriptor.Size, "configuration", cancellationToken);
        return await BoundedRead.AllAsync(stream, limit, $"configuration of {reference.Written}", cancellationToken);
    }

    public async Task<Stream> OpenAsync(LayerDescriptor layer, CancellationToken cancellationToken) =>
        await OpenAsync(Digest(layer), layer.Size, $"layer {layer.Digest}", cancellationToken);

    public async Task<Stream?> OpenPartAsync(LayerDescriptor layer, long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var name = $"layer {layer.Digest}";
        var answer = await client.SendAsync(HttpMethod.Get, $"blobs/{Digest(layer)}", null, new RangeHeaderValue(offset, offset + length - 1), cancellationToken);
        if (answer.Status is HttpStatusCode.OK or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            answer.Dispose();
            return null;
        }

        await CheckAsync(answer, HttpStatusCode.PartialContent, name, cancellationToken);
        var range = answer.Response.Content.Headers.ContentRange;
        if (range?.From != offset || range.To != offset + length - 1)
        {
            answer.Dispose();
            return null;
        }

#pragma warning disable CA2000 // The stream that is returned owns the answer and its body.
        return new PartStream(await client.Exchange.BodyAsync(answer, cancellationToken), length, $"{name} of {reference.Written}");
#pragma warning restore CA2000
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>No digest where the registry does not say it; then the manifest is read by its tag.</summary>
    private async Task<(ContentDigest? Digest, bool IsIndex)> AskTagAsync(CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync(HttpMethod.Head, $"manifests/{reference.Tag}", MediaTypes.Accept, null, cancellationToken);
        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests)
        {
            // The next question would be refused like this one, and a password shown once more might lock its owner out.
            await CheckAsync(answer, HttpStatusCode.OK, RegistryRefusal.ManifestName, cancellationToken);
        }

        return answer.Status == HttpStatusCode.OK ? (StatedDigest(answer), MediaTypes.IsIndex(answer.Response.Content.Headers.ContentType?.MediaType ?? "")) : default;
    }

    /// <summary>A node may run one manifest of the index that the tag stands for: then the tag has not moved.</summary>
    private async Task<TagTarget> FollowTagAsync(CancellationToken cancellationToken)
    {
        var (digest, isIndex) = await AskTagAsync(cancellationToken);
        if (!isIndex || digest is null)
        {
            return new(digest, []);
        }

        var index = await ReadAsync(digest, cancellationToken);
        return new(digest, ManifestReader.Read(index.Content, index.MediaType, reference.Written) is Manifest.Index { Entries: var entries } ? [.. entries.Select(e => e.Digest)] : []);
    }

    private async Task<(byte[] Content, ContentDigest? Stated, string Type)> GetManifestAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(HttpMethod.Get, $"manifests/{name}", MediaTypes.Accept, null, cancellationToken);
        await CheckAsync(answer, HttpStatusCode.OK, RegistryRefusal.ManifestName, cancellationToken);
        var (stated, type) = (StatedDigest(answer), answer.Response.Content.Headers.ContentType?.MediaType ?? "");
        if (type == "text/html")
        {
            answer.Dispose();
            throw new ContentException(ProblemKind.Unreachable, $"{address.Host} answers with a web page: a log-in page or proxy stands before the registry, or it is none.");
        }

        await using var body = await client.Exchange.BodyAsync(answer, cancellationToken);
        return (await BoundedRead.AllAsync(body, ContentLimits.Manifest, $"manifest of {reference.Written}", cancellationToken), stated, type);
    }

    private async Task<Stream> OpenAsync(ContentDigest digest, long size, string name, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(HttpMethod.Get, $"blobs/{digest}", null, null, cancellationToken);
        await CheckAsync(answer, HttpStatusCode.OK, name, cancellationToken);
        if (size >= 0 && answer.Response.Content.Headers.ContentLength is { } length && length != size)
        {
            answer.Dispose();
            throw new ContentException(ProblemKind.Failed, $"The {name} of {reference.Written} is not whole: {address.Host} has {length} bytes of it, and the manifest states {size}; push the image again.");
        }

#pragma warning disable CA2000 // The stream that is returned owns the answer and its body.
        return new VerifiedStream(await client.Exchange.BodyAsync(answer, cancellationToken), digest, size, $"{name} of {reference.Written}");
#pragma warning restore CA2000
    }

    /// <summary>Anything but what was hoped for ends here, with the registry's own words.</summary>
    private async Task CheckAsync(Answer answer, HttpStatusCode expected, string what, CancellationToken cancellationToken)
    {
        if (answer.Status == expected)
        {
            return;
        }

        var retryAfter = RegistryClient.RetryAfter(answer, time);
        await using var body = await client.Exchange.BodyAsync(answer, cancellationToken);
        var start = await BoundedRead.StartAsync(body, RefusalLimit, cancellationToken);
        throw new RegistryRefusal(reference, address, client.Authenticator.Refused, client.Authenticator.Notes, client.Authenticator.Said)
            .Explain(answer.Status, start, what, retryAfter);
    }

    private ContentException Corrupt(string what, ContentDigest digest) =>
        new(ProblemKind.Failed, $"The {what} of {reference.Written} is corrupt: {address.Host} sends other bytes than those of {digest}.");

    private static ContentDigest? StatedDigest(Answer answer) =>
        answer.Response.Headers.TryGetValues("Docker-Content-Digest", out var values) && ContentDigest.TryParse(values.FirstOrDefault(), out var digest) ? digest : null;

    private static ContentDigest Digest(LayerDescriptor layer) =>
        ContentDigest.TryParse(layer.Digest, out var digest) ? digest : throw new ArgumentException($"'{layer.Digest}' is no digest.", nameof(layer));
}
