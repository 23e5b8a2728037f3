namespace Unloop.Images.Layers;

/// <summary>
/// Reads program headers, the dynamic section and the version tables (System V ABI, chapters 4 and 5; LSB, symbol versioning). Every offset comes from a
/// foreign file: nothing is read outside of what was kept, and every loop has an end of its own.
/// </summary>
internal static class ElfReader
{
    private const int MostSegments = 256;
    private const int MostEntries = 4096;
    private const int MostVersions = 1024;

    private const uint SegmentLoad = 1;
    private const uint SegmentDynamic = 2;
    private const uint SegmentInterpreter = 3;

    private readonly record struct Segment(uint Type, ulong Offset, ulong Address, ulong Size);

    /// <summary>Where the dynamic section lies in the file, by its first bytes (4 KiB do); null when it has none.</summary>
    public static (long Offset, int Length)? DynamicPart(ReadOnlySpan<byte> head)
    {
        var image = new ElfImage(head, 0, default);
        foreach (var segment in Segments(image))
        {
            if (segment.Type == SegmentDynamic && segment.Offset < long.MaxValue && segment.Size <= MostEntries * 16)
            {
                return ((long)segment.Offset, (int)segment.Size);
            }
        }

        return null;
    }

    public static ElfFacts Read(in ElfImage image)
    {
        var head = image.At(0, image.Is64 ? 64ul : 52ul);
        var segments = Segments(image);
        var facts = new ElfFacts { Is64 = image.Is64, IsLittleEndian = image.IsLittleEndian, Machine = image.U16(head, 18) };
        foreach (var segment in segments)
        {
            if (segment.Type == SegmentInterpreter)
            {
                facts = facts with { Interpreter = image.StringAt(segment.Offset) };
            }
        }

        var dynamic = segments.Find(s => s.Type == SegmentDynamic);
        if (dynamic.Size == 0)
        {
            return facts with { IsComplete = segments.Count > 0 };
        }

        var section = image.At(dynamic.Offset, dynamic.Size);
        return section.IsEmpty ? facts : ReadDynamic(image, facts, segments, section);
    }

    private static List<Segment> Segments(in ElfImage image)
    {
        var head = image.At(0, image.Is64 ? 64ul : 52ul);
        var offset = image.Word(head, 28, 32);
        var size = image.U16(head, image.Is64 ? 54 : 42);
        var count = Math.Min((int)image.U16(head, image.Is64 ? 56 : 44), MostSegments);
        var segments = new List<Segment>();
        for (var i = 0u; i < count && size >= (image.Is64 ? 56 : 32); i++)
        {
            var entry = image.At(unchecked(offset + (i * size)), size);
            if (entry.IsEmpty)
            {
                break;
            }

            segments.Add(new Segment(image.U32(entry, 0), image.Word(entry, 4, 8), image.Word(entry, 8, 16), image.Word(entry, 16, 32)));
        }

        return segments;
    }

    private static ElfFacts ReadDynamic(in ElfImage image, ElfFacts facts, List<Segment> segments, ReadOnlySpan<byte> section)
    {
        var step = image.Is64 ? 16 : 8;
        var values = new Dictionary<ulong, ulong>();
        var needed = new List<ulong>();
        for (var at = 0; at + step <= section.Length && at < MostEntries * step; at += step)
        {
            var tag = image.Word(section, at, at);
            var value = image.Word(section, at + 4, at + 8);
            if (tag == 0)
            {
                break;
            }

            if (tag == 1)
            {
                needed.Add(value);
            }

            values[tag] = value;
        }

        if (!values.TryGetValue(5, out var address) || FileOffset(segments, address) is not { } strings)
        {
            return facts with { IsComplete = needed.Count == 0 };
        }

        var names = new List<string>();
        var isComplete = true;
        foreach (var offset in needed)
        {
            if (image.StringAt(unchecked(strings + offset)) is { } name)
            {
                names.Add(name);
            }
            else
            {
                isComplete = false;
            }
        }

        var required = new List<SymbolVersion>();
        var provided = new List<string>();
        isComplete &= !values.TryGetValue(0x6ffffffe, out var need) || (FileOffset(segments, need) is { } needAt && ReadRequired(image, needAt, strings, required));
        isComplete &= !values.TryGetValue(0x6ffffffc, out var define) || (FileOffset(segments, define) is { } defineAt && ReadProvided(image, defineAt, strings, provided));
        return facts with
        {
            Needed = names,
            Required = required,
            Provided = provided,
            Soname = Text(image, values, 14, strings),
            Rpath = Text(image, values, 15, strings),
            Runpath = Text(image, values, 29, strings),
            IsComplete = isComplete,
        };
    }

    private static string? Text(in ElfImage image, Dictionary<ulong, ulong> values, ulong tag, ulong strings) =>
        values.TryGetValue(tag, out var offset) ? image.StringAt(unchecked(strings + offset)) : null;

    private static ulong? FileOffset(List<Segment> segments, ulong address)
    {
        foreach (var segment in segments)
        {
            if (segment.Type == SegmentLoad && address >= segment.Address && address - segment.Address < segment.Size)
            {
                return unchecked(segment.Offset + (address - segment.Address));
            }
        }

        return null;
    }

    /// <summary>Verneed: version, count, file, aux, next; each Vernaux: hash, flags, other, name, next.</summary>
    private static bool ReadRequired(in ElfImage image, ulong at, ulong strings, List<SymbolVersion> found)
    {
        for (var files = 0; files < MostVersions; files++)
        {
            var need = image.At(at, 16);
            if (need.IsEmpty || image.StringAt(unchecked(strings + image.U32(need, 4))) is not { } file)
            {
                return false;
            }

            var auxiliary = unchecked(at + image.U32(need, 8));
            for (var i = 0; i < image.U16(need, 2); i++)
            {
                var version = image.At(auxiliary, 16);
                if (version.IsEmpty || found.Count == MostVersions || image.StringAt(unchecked(strings + image.U32(version, 8))) is not { } name)
                {
                    return false;
                }

                // VER_FLG_WEAK: the loader only warns.
                if ((image.U16(version, 4) & 2) == 0)
                {
                    found.Add(new SymbolVersion(file, name));
                }

                auxiliary = unchecked(auxiliary + image.U32(version, 12));
            }

            if (image.U32(need, 12) is var next && next == 0)
            {
                return true;
            }

            at = unchecked(at + next);
        }

        return false;
    }

    /// <summary>Verdef: version, flags, index, count, hash, aux, next; the first Verdaux holds the name.</summary>
    private static bool ReadProvided(in ElfImage image, ulong at, ulong strings, List<string> found)
    {
        for (var definitions = 0; definitions < MostVersions; definitions++)
        {
            var definition = image.At(at, 20);
            if (definition.IsEmpty)
            {
                return false;
            }

            var name = image.At(unchecked(at + image.U32(definition, 12)), 8);
            if (name.IsEmpty || image.StringAt(unchecked(strings + image.U32(name, 0))) is not { } version)
            {
                return false;
            }

            // VER_FLG_BASE is the library's own name.
            if ((image.U16(definition, 2) & 1) == 0)
            {
                found.Add(version);
            }

            if (image.U32(definition, 16) is var next && next == 0)
            {
                return true;
            }

            at = unchecked(at + next);
        }

        return false;
    }
}
