using System.Text;
using System.Text.Json;

namespace Unloop.Images.Layers;

/// <summary>Makes an index of a table of contents; both formats write their entries alike. What files hold is read later, where it is asked for.</summary>
internal static class ContentsReader
{
    private sealed record Item(string Name, string Type, long Size, string Link, int Mode, int Uid, int Gid, string Digest, long Offset, long End, long Inner, bool HasHoles);

    /// <param name="end">Where the files' content ends in the blob.</param>
    public static LayerIndex Read(ReadOnlyMemory<byte> json, long end, LayerLimits limits)
    {
        using var document = JsonDocument.Parse(json);
        var items = document.RootElement.GetProperty("entries").EnumerateArray().Take(limits.Entries + 1).Select(Of).ToList();
        if (items.Count > limits.Entries)
        {
            throw new LayerFormatException("holds more files than can be kept");
        }

        var starts = items.Where(i => i.Offset > 0).Select(i => i.Offset).Append(end).Distinct().Order().ToArray();
        var builder = new LayerIndexBuilder(limits);
        var name = new byte[limits.Name];
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var written = Encoding.UTF8.GetBytes(item.Name);
            var target = Encoding.UTF8.GetBytes(item.Link);
            if (written.Length > limits.Name || target.Length > limits.Name)
            {
                throw new LayerFormatException($"holds a name of more than {limits.Name} bytes");
            }

            if (KindOf(item.Type) is { } kind && item.Name is not (".prefetch.landmark" or ".no.prefetch.landmark" or "stargz.index.json"))
            {
                builder.Add(name.AsSpan(0, TarPaths.Normalise(written, name)), target, new LayerEntry
                {
                    Kind = kind,
                    Mode = item.Mode & 0xFFF,
                    Uid = item.Uid,
                    Gid = item.Gid,
                    Size = kind == EntryKind.File ? item.Size : 0,
                    Format = kind == EntryKind.File && item.Size == 0 ? FileFormat.Empty : FileFormat.Unknown,
                    Part = kind == EntryKind.File ? PartOf(items, i, starts) : null,
                });
            }
        }

        return builder.Build();
    }

    private static EntryKind? KindOf(string type) => type switch
    {
        "reg" => EntryKind.File,
        "dir" => EntryKind.Directory,
        "symlink" => EntryKind.Symlink,
        "hardlink" => EntryKind.HardLink,
        "char" or "block" or "fifo" => EntryKind.Other,
        _ => null,
    };

    /// <summary>A file's chunks follow it, one after the other in the list as in the blob.</summary>
    private static FilePart? PartOf(List<Item> items, int at, long[] starts)
    {
        var (first, last) = (items[at], items[at]);
        var hasHoles = first.HasHoles;
        for (var i = at + 1; i < items.Count && items[i].Type == "chunk" && items[i].Name == first.Name; i++)
        {
            last = items[i];
            hasHoles |= last.HasHoles;
        }

        if (first.Offset <= 0 || first.Size <= 0 || first.Digest.Length == 0 || hasHoles || first.Inner is < 0 or > int.MaxValue)
        {
            return null;
        }

        var next = Array.BinarySearch(starts, last.Offset + 1);
        next = next < 0 ? ~next : next;
        var end = last.End > last.Offset ? Math.Max(first.End, last.End) : next < starts.Length ? starts[next] : 0;
        return end > first.Offset ? new FilePart(first.Offset, end - first.Offset, (int)first.Inner, first.Digest) : null;
    }

    private static Item Of(JsonElement entry) => new(
        Text(entry, "name"), Text(entry, "type"), Math.Max(0, Number(entry, "size")), Text(entry, "linkName"), (int)(Number(entry, "mode") & 0xFFF),
        (int)Math.Clamp(Number(entry, "uid"), 0, int.MaxValue), (int)Math.Clamp(Number(entry, "gid"), 0, int.MaxValue), Text(entry, "digest"),
        Number(entry, "offset"), Number(entry, "endOffset"), Number(entry, "innerOffset"), Text(entry, "chunkType").Length > 0);

    private static string Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static long Number(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
