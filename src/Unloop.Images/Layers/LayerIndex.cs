using System.Text;

namespace Unloop.Images.Layers;

/// <summary>What one layer says, by name: sorted, compact, immutable. Paths have no leading slash; names are compared byte by byte.</summary>
internal sealed class LayerIndex
{
    /// <summary>Fixed-size part of an entry; names and targets lie in one text.</summary>
    internal readonly record struct Row(
        int Name, ushort NameLength, EntryKind Kind, bool IsOpaque, FileFormat Format, ushort Mode, int Uid, int Gid, long Size, int Target, ushort TargetLength, int Detail);

    private readonly byte[] text;
    private readonly Row[] rows;
    private readonly FileDetail[] details;

    /// <param name="text">Names and targets.</param>
    /// <param name="rows">Sorted by name, each name once.</param>
    /// <param name="details">What rows point to with their number; -1 for none.</param>
    internal LayerIndex(byte[] text, Row[] rows, FileDetail[] details) => (this.text, this.rows, this.details) = (text, rows, details);

    public int Count => rows.Length;

    internal ReadOnlySpan<byte> Text => text;
    internal ReadOnlySpan<Row> Rows => rows;
    internal IReadOnlyList<FileDetail> Details => details;

    public ReadOnlySpan<byte> Name(int row) => text.AsSpan(rows[row].Name, rows[row].NameLength);

    public EntryKind KindOf(int row) => rows[row].Kind;

    public LayerEntry this[int row]
    {
        get
        {
            ref readonly var r = ref rows[row];
            return new LayerEntry
            {
                Kind = r.Kind,
                IsOpaque = r.IsOpaque,
                Mode = r.Mode,
                Uid = r.Uid,
                Gid = r.Gid,
                Size = r.Size,
                Format = r.Format,
                Target = r.TargetLength == 0 ? null : Encoding.UTF8.GetString(text, r.Target, r.TargetLength),
                Detail = r.Detail < 0 ? null : details[r.Detail],
            };
        }
    }

    /// <summary>The row of that name, or the complement of the row that would come after it.</summary>
    public int Find(ReadOnlySpan<byte> path)
    {
        var (low, high) = (0, rows.Length - 1);
        while (low <= high)
        {
            var middle = (int)(((uint)low + (uint)high) >> 1);
            switch (Name(middle).SequenceCompareTo(path))
            {
                case 0:
                    return middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return ~low;
    }

    /// <summary>The rows of everything below a folder, at any depth. Below the root is everything but the root itself.</summary>
    public (int First, int End) Below(ReadOnlySpan<byte> folder)
    {
        if (folder.IsEmpty)
        {
            return (rows.Length > 0 && rows[0].NameLength == 0 ? 1 : 0, rows.Length);
        }

        Span<byte> bound = stackalloc byte[folder.Length + 1];
        folder.CopyTo(bound);
        bound[^1] = (byte)'/';
        var first = Find(bound);
        bound[^1] = (byte)'/' + 1;
        var end = Find(bound);
        return (first < 0 ? ~first : first, end < 0 ? ~end : end);
    }

    /// <summary>What this layer says about a path that no symbolic link leads to.</summary>
    public LayerAnswer Look(ReadOnlySpan<byte> path)
    {
        var row = Find(path);
        if (row >= 0 && rows[row].Kind != EntryKind.Whiteout)
        {
            return new LayerAnswer(row, IsImplied: false, HidesLower: rows[row].IsOpaque || rows[row].Kind != EntryKind.Directory || HidesLower(path));
        }

        var hides = row >= 0 || HidesLower(path);
        return new LayerAnswer(-1, IsImplied: HasBelow(path), hides);
    }

    /// <summary>A folder on the way to the path was emptied, taken away, or is something else here.</summary>
    private bool HidesLower(ReadOnlySpan<byte> path)
    {
        while (!path.IsEmpty)
        {
            path = TarPaths.Parent(path);
            var row = Find(path);
            if (row >= 0 && (rows[row].Kind != EntryKind.Directory || rows[row].IsOpaque))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasBelow(ReadOnlySpan<byte> folder)
    {
        var (first, end) = Below(folder);
        for (var row = first; row < end; row++)
        {
            if (rows[row].Kind != EntryKind.Whiteout)
            {
                return true;
            }
        }

        return false;
    }
}

/// <param name="Row">The entry of exactly that name; -1 for none.</param>
/// <param name="IsImplied">There is no such entry, but something below it, so that it is a folder.</param>
/// <param name="HidesLower">What lower layers have under that name, or below it, is not seen.</param>
internal readonly record struct LayerAnswer(int Row, bool IsImplied, bool HidesLower)
{
    public bool IsFound => Row >= 0;
}
