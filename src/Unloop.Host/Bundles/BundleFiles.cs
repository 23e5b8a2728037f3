using System.Formats.Tar;
using System.IO.Compression;
using Unloop.Core.Facts;
using Unloop.Evidence.Bundles;
using Unloop.Host.Files;

namespace Unloop.Host.Bundles;

/// <summary>
/// Writes a bundle to a folder or a .tgz, under another name first: either it is there whole, or not at all. What is there already is never
/// written over. Only the user may read it: redacted evidence is still the user's own.
/// </summary>
public static class BundleFiles
{
    /// <summary>Null when it is written.</summary>
    public static Problem? Write(string target, IEnumerable<BundleEntry> entries)
    {
        var isArchive = target.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) || target.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase);
        var full = Path.GetFullPath(target).TrimEnd(Path.DirectorySeparatorChar);
        if (File.Exists(full) || (Directory.Exists(full) && (isArchive || Directory.EnumerateFileSystemEntries(full).Any())))
        {
            return new Problem(ProblemKind.Refused, $"{target} exists already and is not written over; name another or remove it first");
        }

        var temporary = $"{full}.{Path.GetRandomFileName()}.partial";
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (isArchive)
            {
                WriteArchive(temporary, entries);
                File.Move(temporary, full, overwrite: false);
            }
            else
            {
                WriteFolder(temporary, entries);
                MoveFolder(temporary, full);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Remove(temporary);
            return new Problem(ProblemKind.Failed, $"{target} could not be written: {e.Message}");
        }
    }

    private static void WriteArchive(string path, IEnumerable<BundleEntry> entries)
    {
        using var file = PrivateFiles.Open(path, FileMode.CreateNew);
        using var packed = new GZipStream(file, CompressionLevel.Optimal);
        using var tar = new TarWriter(packed, TarEntryFormat.Pax);
        foreach (var entry in entries)
        {
            using var content = new MemoryStream(entry.Content.ToArray(), writable: false);

            // No clock: the same evidence makes the same bytes.
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry.Path) { DataStream = content, Mode = PrivateFiles.Mode, ModificationTime = DateTimeOffset.UnixEpoch });
        }
    }

    private static void WriteFolder(string path, IEnumerable<BundleEntry> entries)
    {
        PrivateFiles.MakeFolder(path);
        foreach (var entry in entries)
        {
            var file = Path.Combine(path, Path.Combine(entry.Path.Split('/')));
            PrivateFiles.MakeFolder(Path.GetDirectoryName(file)!);
            using var stream = PrivateFiles.Open(file, FileMode.CreateNew);
            stream.Write(entry.Content.Span);
        }
    }

    /// <summary>An empty folder that the user made gives way; one that was filled meanwhile does not.</summary>
    private static void MoveFolder(string temporary, string target)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: false);
        }

        Directory.Move(temporary, target);
    }

    private static void Remove(string temporary)
    {
        try
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }

            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is marked as partial by its name; the problem that is reported is the one that matters.
        }
    }
}
