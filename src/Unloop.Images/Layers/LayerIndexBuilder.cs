namespace Unloop.Images.Layers;

/// <summary>Gathers a layer's entries in the order of its archive and makes the index of them.</summary>
internal sealed class LayerIndexBuilder(LayerLimits limits)
{
    private readonly List<LayerIndex.Row> rows = [];
    private readonly List<FileDetail> details = [];
    private byte[] text = new byte[64 * 1024];
    private int used;

    private ReadOnlySpan<byte> Name(in LayerIndex.Row row) => text.AsSpan(row.Name, row.NameLength);

    private ReadOnlySpan<byte> Target(in LayerIndex.Row row) => text.AsSpan(row.Target, row.TargetLength);

    /// <param name="name">Normal, without leading slash; whiteouts as they stand in the archive.</param>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, in LayerEntry entry)
    {
        var own = TarPaths.BaseName(name);
        if (own.SequenceEqual(".wh..wh..opq"u8))
        {
            Append(TarPaths.Parent(name), default, new LayerEntry { Kind = EntryKind.Directory, IsOpaque = true, Mode = NoMode }, null);
        }
        else if (own.StartsWith(".wh..wh."u8))
        {
            // AUFS kept its own records under such names; they are no files of the image.
        }
        else if (own.StartsWith(".wh."u8) && own.Length > 4)
        {
            Span<byte> hidden = stackalloc byte[name.Length - 4];
            name[..^own.Length].CopyTo(hidden);
            own[4..].CopyTo(hidden[(name.Length - own.Length)..]);
            Append(hidden, default, new LayerEntry { Kind = EntryKind.Whiteout }, null);
        }
        else if (!name.IsEmpty || entry.Kind == EntryKind.Directory)
        {
            Append(name, target, entry, entry.Detail);
        }
    }

    /// <summary>Marks a folder that is known only by the whiteout in it; its own entry, where there is one, says the rest.</summary>
    private const int NoMode = 0xFFFF;

    public LayerIndex Build()
    {
        var all = rows.ToArray();
        var order = new int[all.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => Name(all[a]).SequenceCompareTo(Name(all[b])) is var names and not 0 ? names : a.CompareTo(b));
        var sorted = new List<LayerIndex.Row>(order.Length);
        for (var i = 0; i < order.Length;)
        {
            var end = i + 1;
            while (end < order.Length && Name(rows[order[end]]).SequenceEqual(Name(rows[order[i]])))
            {
                end++;
            }

            sorted.Add(Merge(order.AsSpan(i, end - i)));
            i = end;
        }

        var kept = WithoutWhatLiesBelowFiles(sorted);
        var names = text.AsSpan(0, used).ToArray();
        return new LayerIndex(names, ResolveHardLinks(new LayerIndex(names, kept, []), kept), [.. details]);
    }

    private void Append(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, in LayerEntry entry, FileDetail? detail)
    {
        if (rows.Count == limits.Entries || used > limits.Text - name.Length - target.Length)
        {
            throw new LayerFormatException("holds more names than can be kept");
        }

        var nameAt = Store(name);
        var targetAt = Store(target);
        if (detail is not null)
        {
            details.Add(detail);
        }

        rows.Add(new LayerIndex.Row(nameAt, (ushort)name.Length, entry.Kind, entry.IsOpaque, entry.Format, (ushort)entry.Mode, entry.Uid, entry.Gid, entry.Size,
            targetAt, (ushort)target.Length, detail is null ? -1 : details.Count - 1));
    }

    private int Store(ReadOnlySpan<byte> bytes)
    {
        if (text.Length - used < bytes.Length)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, used + bytes.Length));
        }

        bytes.CopyTo(text.AsSpan(used));
        used += bytes.Length;
        return used - bytes.Length;
    }

    /// <summary>
    /// One row for one name. The last entry holds; a whiteout concerns lower layers only, wherever it stands in the archive, so beside a folder of the same
    /// name it makes that folder opaque.
    /// </summary>
    private LayerIndex.Row Merge(ReadOnlySpan<int> same)
    {
        LayerIndex.Row? own = null;
        var (isOpaque, isWhiteout) = (false, false);
        foreach (var i in same)
        {
            var row = rows[i];
            isOpaque |= row.IsOpaque;
            isWhiteout |= row.Kind == EntryKind.Whiteout;
            if (row.Kind != EntryKind.Whiteout && row.Mode != NoMode)
            {
                own = row;
            }
        }

        var result = own ?? (isOpaque ? rows[same[0]] with { Kind = EntryKind.Directory, Mode = 0x1ED } : rows[same[0]]);
        return result with { IsOpaque = result.Kind == EntryKind.Directory && (isOpaque || (isWhiteout && own is not null)) };
    }

    /// <summary>An entry below a name that is no folder in the same layer cannot be unpacked.</summary>
    private LayerIndex.Row[] WithoutWhatLiesBelowFiles(List<LayerIndex.Row> sorted)
    {
        var kept = new List<LayerIndex.Row>(sorted.Count);
        var files = new Stack<LayerIndex.Row>();
        foreach (var row in sorted)
        {
            while (files.Count > 0 && !Name(row).StartsWith(Name(files.Peek())))
            {
                _ = files.Pop();
            }

            var isBelow = false;
            foreach (var file in files)
            {
                isBelow |= Name(row)[file.NameLength] == '/';
            }

            if (isBelow)
            {
                continue;
            }

            kept.Add(row);
            if (row.Kind is not (EntryKind.Directory or EntryKind.Whiteout))
            {
                files.Push(row);
            }
        }

        return [.. kept];
    }

    /// <summary>A hard link is as good a name as the other: it gets what the other one has. Where the layer lacks the other, it stays a link to below.</summary>
    private LayerIndex.Row[] ResolveHardLinks(LayerIndex index, LayerIndex.Row[] rows)
    {
        var resolved = (LayerIndex.Row[])rows.Clone();
        Span<byte> path = stackalloc byte[limits.Name];
        for (var i = 0; i < resolved.Length; i++)
        {
            var row = resolved[i];
            for (var links = 0; row.Kind == EntryKind.HardLink && links < 40; links++)
            {
                var found = index.Find(path[..TarPaths.Normalise(Target(row), path)]);
                if (found < 0 || index.KindOf(found) is EntryKind.Whiteout or EntryKind.Directory)
                {
                    break;
                }

                row = rows[found];
            }

            if (row.Kind is not (EntryKind.HardLink or EntryKind.Directory))
            {
                resolved[i] = row with { Name = resolved[i].Name, NameLength = resolved[i].NameLength, IsOpaque = resolved[i].IsOpaque };
            }
        }

        return resolved;
    }
}
