using Unloop.Engine.Imaging;
using Unloop.Images.Content;

namespace Unloop.Images.Layers;

/// <summary>
/// The indexes of one image's layers, each made when it is first asked for: from the cache, else by reading the layer. At most two layers are read at a
/// time, and none twice.
/// </summary>
internal sealed class LayerStore(IImageContent content, ILayerCache cache, LayerLimits limits) : IDisposable
{
    private const int AtOnce = 2;

    private readonly SemaphoreSlim turns = new(AtOnce);
    private readonly Task<LayerIndex>?[] loads = new Task<LayerIndex>?[content.Layers.Count];

    public int Count => loads.Length;

    /// <exception cref="ContentException">The layer could not be read; the same each time it is asked for.</exception>
    public Task<LayerIndex> LoadAsync(int layer, CancellationToken cancellationToken)
    {
        lock (loads)
        {
            return loads[layer] ??= ReadAsync(content.Layers[layer], cancellationToken);
        }
    }

    /// <summary>Begins with all that are not there yet, for a question that needs them all. Their errors come when they are asked for.</summary>
    public async Task LoadAllAsync(CancellationToken cancellationToken)
    {
        for (var layer = Count - 1; layer >= 0; layer--)
        {
            _ = LoadAsync(layer, cancellationToken);
        }

        foreach (var load in loads)
        {
            await ((Task)load!).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<LayerIndex> ReadAsync(LayerDescriptor layer, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            if (cache.Read(layer.Digest) is { } bytes && LayerIndexFile.Read(bytes.Span, layer.Digest) is { } cached)
            {
                return cached;
            }

            var index = await LayerReader.ReadAsync(content, layer, limits, cancellationToken);
            cache.Write(layer.Digest, LayerIndexFile.Write(index, layer.Digest));
            return index;
        }
        finally
        {
            _ = turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();
}
