using System.Text;
using Unloop.Images.Content;

namespace Unloop.Images.Tests.Layers;

/// <summary>An image in memory, which counts what is read of it.</summary>
internal sealed class TestImage : IImageContent
{
    private readonly List<LayerDescriptor> layers = [];
    private readonly Dictionary<string, byte[]> blobs = [];

    public string Reference => "registry.example.com/web:1.0";
    public string? Digest => "sha256:" + new string('1', 64);
    public string? TagDigest => Digest;
    public IReadOnlyList<string> TagManifests => [];
    public IReadOnlyList<string> Platforms => ["linux/amd64"];
    public ReadOnlyMemory<byte> Config { get; private set; } = "{}"u8.ToArray();
    public IReadOnlyList<LayerDescriptor> Layers => layers;

    /// <summary>Layers that were opened, by number, in order.</summary>
    public List<int> Opened { get; } = [];
    public long PartBytes { get; private set; }
    public bool HasParts { get; init; }

    public static TestImage Of(params TarBuilder[] tars)
    {
        var image = new TestImage();
        foreach (var tar in tars)
        {
            _ = image.Add(TarBuilder.Gzip(tar.ToArray()));
        }

        return image;
    }

    /// <summary>Blobs as they are stored, lowest first.</summary>
    public static TestImage Holding(params byte[][] blobs)
    {
        var image = new TestImage();
        foreach (var blob in blobs)
        {
            _ = image.Add(blob);
        }

        return image;
    }

    public TestImage Add(byte[] blob, byte[]? digestOf = null, Dictionary<string, string>? annotations = null)
    {
        var digest = ContentDigest.OfSha256(digestOf ?? blob).Text;
        layers.Add(new LayerDescriptor(digest, blob.Length, "application/vnd.oci.image.layer.v1.tar+gzip", annotations ?? []));
        blobs[digest] = blob;
        return this;
    }

    public TestImage With(string config)
    {
        Config = Encoding.UTF8.GetBytes(config);
        return this;
    }

    public Task<Stream> OpenAsync(LayerDescriptor layer, CancellationToken cancellationToken)
    {
        lock (Opened)
        {
            Opened.Add(layers.IndexOf(layer));
        }

        Assert.True(ContentDigest.TryParse(layer.Digest, out var digest));
        return Task.FromResult<Stream>(new VerifiedStream(new MemoryStream(blobs[layer.Digest]), digest, layer.Size, "layer"));
    }

    public Task<Stream?> OpenPartAsync(LayerDescriptor layer, long offset, long length, CancellationToken cancellationToken)
    {
        PartBytes += HasParts ? length : 0;
        return Task.FromResult<Stream?>(HasParts ? new MemoryStream(blobs[layer.Digest], (int)offset, (int)length) : null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
