using System.Text;
using Unloop.Core.Facts.Images;
using Unloop.Images.Layers;

namespace Unloop.Images.Files;

/// <summary>The names in a folder, merged over all layers.</summary>
internal static class FolderListing
{
    /// <param name="folder">After all links; clean.</param>
    /// <returns>Sorted; null when a layer that has a say could not be read.</returns>
    public static async Task<IReadOnlyList<string>?> ListAsync(LayeredFiles files, string folder, CancellationToken cancellationToken)
    {
        var path = Encoding.UTF8.GetBytes(folder[1..]);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        for (var layer = files.Layers.Count - 1; layer >= 0; layer--)
        {
            if (await files.LayerAsync(layer, cancellationToken) is not { } index)
            {
                return null;
            }

            var answer = index.Look(path);
            if (answer.IsFound && index.KindOf(answer.Row) != EntryKind.Directory)
            {
                break;
            }

            Merge(index, path, names, hidden);
            if (answer.HidesLower)
            {
                break;
            }
        }

        return [.. names];
    }

    private static void Merge(LayerIndex index, byte[] folder, SortedSet<string> names, HashSet<string> hidden)
    {
        var whiteouts = new List<string>();
        foreach (var (name, isWhiteout) in Children(index, folder))
        {
            if (isWhiteout)
            {
                whiteouts.Add(name);
            }
            else if (!hidden.Contains(name))
            {
                _ = names.Add(name);
            }
        }

        hidden.UnionWith(whiteouts);
    }

    /// <summary>Each name once, deeper entries passed over by search and not one by one.</summary>
    private static IEnumerable<(string Name, bool IsWhiteout)> Children(LayerIndex index, byte[] folder)
    {
        var (row, end) = index.Below(folder);
        var start = folder.Length == 0 ? 0 : folder.Length + 1;
        while (row < end)
        {
            var (name, isDeeper) = FirstPart(index.Name(row)[start..]);
            var next = isDeeper ? AfterAll(index, row, start) : row + 1;
            var isWhiteout = OnlyWhiteouts(index, row, next);

            // A whiteout further down makes no folder.
            if (!isDeeper || !isWhiteout)
            {
                yield return (name, isWhiteout);
            }

            row = next;
        }
    }

    private static bool OnlyWhiteouts(LayerIndex index, int first, int end)
    {
        var row = first;
        while (row < end && index.KindOf(row) == EntryKind.Whiteout)
        {
            row++;
        }

        return row == end;
    }

    private static (string, bool) FirstPart(ReadOnlySpan<byte> rest)
    {
        var slash = rest.IndexOf((byte)'/');
        return (Encoding.UTF8.GetString(slash < 0 ? rest : rest[..slash]), slash >= 0);
    }

    private static int AfterAll(LayerIndex index, int row, int start)
    {
        var name = index.Name(row);
        return index.Below(name[..(start + name[start..].IndexOf((byte)'/'))]).End;
    }
}
