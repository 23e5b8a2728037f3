using System.Formats.Tar;
using System.IO.Compression;
using Unloop.Core.Facts;
using Unloop.Evidence.Logs;
using Unloop.Evidence.Offline;

namespace Unloop.Host.Inputs;

/// <summary>
/// Reads an archive from a stream that can be read once. Nothing is ever written under a name that the archive gives; names that climb out,
/// links and devices are refused all the same, because a bundle that holds them was not made by Unloop.
/// </summary>
internal static class Archive
{
    private const int MagicOffset = 257;
    private const int HeaderLength = 512;
    private const int MaximumProblems = 10;

    public static bool IsGzip(Stream stream) => Start(stream, 2) is [0x1F, 0x8B];

    public static bool IsTar(Stream stream) => HasMagic(Start(stream, HeaderLength));

    public static InputSet Read(Stream stream, string name, Spool spool, InputLimits limits)
    {
        var (start, rest) = Peek(stream, HeaderLength);
        if (start is [0x1F, 0x8B, ..])
        {
            using var unpacked = new GZipStream(rest, CompressionMode.Decompress);
            var inner = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
            try
            {
                var (head, all) = Peek(unpacked, HeaderLength);
                return HasMagic(head) ? Entries(all, name, spool, limits) : Whole(all, inner, spool);
            }
            catch (InvalidDataException)
            {
                spool.Dispose();
                return InputFiles.Failed($"{name} is no gzip file, or a damaged one");
            }
        }

        return HasMagic(start) ? Entries(rest, name, spool, limits) : Whole(rest, name, spool);
    }

    private static InputSet Whole(Stream stream, string name, Spool spool)
    {
        var (open, length, whole) = spool.Add(stream);
        IReadOnlyList<Problem> problems = whole ? [] : [new Problem(ProblemKind.BadInput, $"{name} is too large; only its first {length} bytes were read")];
        return new InputSet([new InputFile(name, length, open)], problems, spool);
    }

    private static InputSet Entries(Stream stream, string name, Spool spool, InputLimits limits)
    {
        var files = new List<InputFile>();
        var problems = new List<Problem>();
        var seen = new HashSet<string>();
        try
        {
            using var reader = new TarReader(stream, leaveOpen: true);
            while (reader.GetNextEntry() is { } entry)
            {
                if (files.Count == limits.Files)
                {
                    problems.Add(new Problem(ProblemKind.BadInput, $"{name} holds more than {limits.Files} files; the rest was not looked at"));
                    break;
                }

                if (!Take(entry, name, spool, files, problems, seen))
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or ArgumentException or OverflowException)
        {
            problems.Add(new Problem(ProblemKind.BadInput, $"{name} is cut short or damaged after {files.Count} files; what was read before is used"));
        }

        return new InputSet(files, [.. problems.Take(MaximumProblems)], spool);
    }

    /// <summary>False when there is no room for more.</summary>
    private static bool Take(TarEntry entry, string name, Spool spool, List<InputFile> files, List<Problem> problems, HashSet<string> seen)
    {
        if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
        {
            return true;
        }

        var shown = LineCleaner.Text(entry.Name.Length > 200 ? entry.Name[..200] + "…" : entry.Name);
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
        {
            problems.Add(new Problem(ProblemKind.BadInput, $"{name}: the entry {shown} is a link or device and was refused"));
            return true;
        }

        if (Inside(entry.Name) is not { } path)
        {
            problems.Add(new Problem(ProblemKind.BadInput, $"{name}: the entry {shown} climbs out of the archive and was refused"));
            return true;
        }

        if (!seen.Add(path))
        {
            return true;
        }

        var (open, length, whole) = entry.DataStream is { } data ? spool.Add(data) : (() => Stream.Null, 0, true);
        if (!whole)
        {
            problems.Add(new Problem(ProblemKind.BadInput, $"{name} unpacks to too much; {shown} and what follows was not read"));
            return false;
        }

        files.Add(new InputFile(LineCleaner.Text(path), length, open));
        return true;
    }

    /// <summary>The path with forward slashes, or null when it is absolute or climbs.</summary>
    private static string? Inside(string name)
    {
        var path = name.Replace('\\', '/');
        if (path.StartsWith('/') || path is [_, ':', ..])
        {
            return null;
        }

        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToList();
        return parts is [] || parts.Contains("..") ? null : string.Join('/', parts);
    }

    private static bool HasMagic(ReadOnlySpan<byte> start) => start.Length >= MagicOffset + 5 && start[MagicOffset..].StartsWith("ustar"u8);

    private static byte[] Start(Stream stream, int length)
    {
        var start = new byte[length];
        var read = stream.ReadAtLeast(start, length, throwOnEndOfStream: false);
        stream.Position = 0;
        return start[..read];
    }

    /// <summary>Looks at the beginning of a stream that cannot be rewound.</summary>
    private static (byte[] Start, Stream All) Peek(Stream stream, int length)
    {
        var start = new byte[length];
        var read = stream.ReadAtLeast(start, length, throwOnEndOfStream: false);
        return (start[..read], new PrefixedStream(start.AsMemory(0, read), stream));
    }
}
