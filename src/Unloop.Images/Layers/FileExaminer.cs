namespace Unloop.Images.Layers;

/// <summary>Looks into files while they pass by in their layer, so that no layer has to be read twice. One buffer serves all files of a layer.</summary>
internal sealed class FileExaminer(LayerLimits limits)
{
    private const int HeaderLength = 4096;
    private const int LongestPart = 64 * 1024;

    private readonly byte[] part = new byte[LongestPart];
    private byte[] spool = [];
    private int kept;

    public (FileFormat Format, FileDetail? Detail) Examine(IEntryContent file)
    {
        if (file.IsSparse)
        {
            return (FileFormat.Unknown, null);
        }

        var head = file.Peek(HeaderLength);
        var format = FileSniffer.Sniff(head);
        return (format, format switch
        {
            FileFormat.Elf when ElfImage.IsElf(head) => Elf(file, head),
            FileFormat.Zip when file.Name.EndsWith(".jar"u8) || file.Name.EndsWith(".war"u8) => Jar(file),
            FileFormat.Script or FileFormat.MarkedScript or FileFormat.Text or FileFormat.LfsPointer => Head(file, format),
            _ => null,
        });
    }

    private FileDetail? Head(IEntryContent file, FileFormat format)
    {
        var length = KeptHeads.Of(file.Name, format is FileFormat.Script or FileFormat.MarkedScript);
        if (length > KeptHeads.FirstLine && kept > limits.Heads)
        {
            length = format == FileFormat.Text ? 0 : KeptHeads.FirstLine;
        }

        if (length == 0)
        {
            return null;
        }

        var head = file.Peek(length).ToArray();
        kept += head.Length;
        return new FileDetail { Head = head };
    }

    private FileDetail? Elf(IEntryContent file, ReadOnlySpan<byte> head)
    {
        // Relocatable objects and cores are not started and not loaded.
        var type = head[5] == 2 ? head[17] : head[16];
        if (type is not (2 or 3))
        {
            return null;
        }

        var dynamic = ElfReader.DynamicPart(head);
        var beginning = Spool(file);
        if (beginning.Length < file.Size && dynamic is var (at, length) && at >= beginning.Length && length <= LongestPart && at <= file.Size - length)
        {
            file.Skip(at - beginning.Length);
            ReadAll(file, part.AsSpan(0, length));
            return new FileDetail { Elf = ElfReader.Read(new ElfImage(beginning, at, part.AsSpan(0, length))) };
        }

        return new FileDetail { Elf = ElfReader.Read(new ElfImage(beginning, 0, default)) };
    }

    private FileDetail? Jar(IEntryContent file) => file.Size <= limits.Spool ? new FileDetail { Jar = JarReader.Read(Spool(file)) } : null;

    private ReadOnlySpan<byte> Spool(IEntryContent file)
    {
        var length = (int)Math.Min(file.Size, limits.Spool);

        // A header may promise any size: the buffer grows with what is really there.
        for (var done = 0; done < length;)
        {
            if (done == spool.Length)
            {
                Array.Resize(ref spool, Math.Min(Math.Max(spool.Length * 2, 1 << 20), limits.Spool));
            }

            var step = Math.Min(length, spool.Length) - done;
            ReadAll(file, spool.AsSpan(done, step));
            done += step;
        }

        return spool.AsSpan(0, length);
    }

    private static void ReadAll(IEntryContent file, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            destination = destination[file.Read(destination)..];
        }
    }
}
