using Unloop.Engine.Machine;

namespace Unloop.Host.Files;

/// <summary>Opens large files, and lists folders.</summary>
public sealed class FileStore : IFileStore
{
    private const int BufferSize = 64 * 1024;

    public FileOpening Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return FileOpening.Folder;
            }

            // Opening a pipe would wait for its writer. Pipes and devices have no length, and what has none holds nothing for us.
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return new FileInfo(target).Length == 0
                ? new(new MemoryStream([], writable: false))
                : new(new FileStream(target, new FileStreamOptions { BufferSize = BufferSize }));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return FileOpening.NotThere;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Unreadable($"cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    public IReadOnlyList<FolderEntry>? List(string folder, int limit)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Take(limit)
                .Select(e => new FolderEntry(e.Name, e is DirectoryInfo, e is FileInfo { Exists: true } file ? file.Length : 0))
                .OrderBy(e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static FileOpening Unreadable(string why) => new(null, why, FileOpeningFailure.Unreadable);
}
