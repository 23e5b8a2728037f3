namespace Unloop.Images.Layers;

/// <summary>Looks into files while they pass by in their layer, so that no layer has to be read twice. One buffer serves all files of a layer.</summary>
internal sealed class FileExaminer(LayerLimits limits)
{
    private const int HeaderLength = 4096;
    private const int LongestPart = 64 * 1024;

    private readonly byte[] part = new byte[LongestPart];
    private byte[] spool = [];
    private int kept;

    public (FileFormat Format, FileDetail? Detail) Examine(TarReader tar)
    {
        if (tar.IsSparse)
        {
            return (FileFormat.Unknown, null);
        }

        var head = tar.Peek(HeaderLength);
        var format = FileSniffer.Sniff(head);
        return (format, format switch
        {
            FileFormat.Elf when ElfImage.IsElf(head) => Elf(tar, head),
            FileFormat.Zip when tar.Name.EndsWith(".jar"u8) || tar.Name.EndsWith(".war"u8) => Jar(tar),
            FileFormat.Script or FileFormat.MarkedScript or FileFormat.Text or FileFormat.LfsPointer => Head(tar, format),
            _ => null,
        });
    }

    private FileDetail? Head(TarReader tar, FileFormat format)
    {
        var length = KeptHeads.Of(tar.Name, format is FileFormat.Script or FileFormat.MarkedScript);
        if (length > KeptHeads.FirstLine && kept > limits.Heads)
        {
            length = format == FileFormat.Text ? 0 : KeptHeads.FirstLine;
        }

        if (length == 0)
        {
            return null;
        }

        var head = tar.Peek(length).ToArray();
        kept += head.Length;
        return new FileDetail { Head = head };
    }

    private FileDetail? Elf(TarReader tar, ReadOnlySpan<byte> head)
    {
        // Relocatable objects and cores are not started and not loaded.
        var type = head[5] == 2 ? head[17] : head[16];
        if (type is not (2 or 3))
        {
            return null;
        }

        var dynamic = ElfReader.DynamicPart(head);
        var beginning = Spool(tar);
        if (beginning.Length < tar.Size && dynamic is var (at, length) && at >= beginning.Length && length <= LongestPart && at <= tar.Size - length)
        {
            tar.Skip(at - beginning.Length);
            ReadAll(tar, part.AsSpan(0, length));
            return new FileDetail { Elf = ElfReader.Read(new ElfImage(beginning, at, part.AsSpan(0, length))) };
        }

        return new FileDetail { Elf = ElfReader.Read(new ElfImage(beginning, 0, default)) };
    }

    private FileDetail? Jar(TarReader tar) => tar.Size <= limits.Spool ? new FileDetail { Jar = JarReader.Read(Spool(tar)) } : null;

    private ReadOnlySpan<byte> Spool(TarReader tar)
    {
        var length = (int)Math.Min(tar.Size, limits.Spool);

        // A header may promise any size: the buffer grows with what is really there.
        for (var done = 0; done < length;)
        {
            if (done == spool.Length)
            {
                Array.Resize(ref spool, Math.Min(Math.Max(spool.Length * 2, 1 << 20), limits.Spool));
            }

            var step = Math.Min(length, spool.Length) - done;
            ReadAll(tar, spool.AsSpan(done, step));
            done += step;
        }

        return spool.AsSpan(0, length);
    }

    private static void ReadAll(TarReader tar, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            destination = destination[tar.Read(destination)..];
        }
    }
}
