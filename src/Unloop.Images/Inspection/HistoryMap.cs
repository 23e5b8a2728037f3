using Unloop.Core.Facts.Images;
using Unloop.Evidence.Redaction;
using Unloop.Images.Content;

namespace Unloop.Images.Inspection;

/// <summary>
/// Which step of the history made which layer. BuildKit and Docker mark steps without a layer, and the others map one to one. buildah without
/// <c>--layers</c> marks a COPY as empty too: what it brought is in the next layer, which then covers a range of steps. Squashed images have one layer for
/// all. Where the numbers do not fit, nothing is said.
/// </summary>
internal static class HistoryMap
{
    public static (IReadOnlyList<ImageLayer> Layers, IReadOnlyList<ImageStep> Steps) Of(IReadOnlyList<LayerDescriptor> layers, IReadOnlyList<HistoryEntry> history)
    {
        var texts = history.Select(h => CreatedBy.Clean(h.CreatedBy)).ToArray();
        var made = new int?[history.Count];
        var ranges = Ranges(layers.Count, history, texts, made);
        return (
            [.. layers.Select((l, i) => ranges is null ? new ImageLayer(l.Digest, l.Size) : new ImageLayer(l.Digest, l.Size, ranges[i].First, ranges[i].Last))],
            [.. texts.Select((t, i) => new ImageStep(Redactor.Text(t), made[i], history[i].Comment))]);
    }

    /// <summary>Null when the history does not say.</summary>
    private static (int First, int Last)[]? Ranges(int layers, IReadOnlyList<HistoryEntry> history, string[] texts, int?[] made)
    {
        var full = history.Count(h => !h.IsEmpty);
        if (full == layers && layers > 0)
        {
            return OneToOne(layers, history, texts, made);
        }

        // Squashed: everything is in the one layer, whatever each step says.
        if (layers != 1 || history.Count == 0)
        {
            return null;
        }

        for (var i = 0; i < made.Length; i++)
        {
            made[i] = CreatedBy.BringsFiles(texts[i]) ? 0 : null;
        }

        return [(0, history.Count - 1)];
    }

    private static (int First, int Last)[] OneToOne(int layers, IReadOnlyList<HistoryEntry> history, string[] texts, int?[] made)
    {
        var ranges = new (int First, int Last)[layers];
        var (layer, first) = (0, -1);
        for (var step = 0; step < history.Count; step++)
        {
            if (history[step].IsEmpty)
            {
                first = first < 0 && CreatedBy.BringsFiles(texts[step]) ? step : first;
                continue;
            }

            ranges[layer] = (first < 0 ? step : first, step);
            for (var covered = ranges[layer].First; covered <= step; covered++)
            {
                made[covered] = covered == step || CreatedBy.BringsFiles(texts[covered]) ? layer : null;
            }

            (layer, first) = (layer + 1, -1);
        }

        return ranges;
    }
}
