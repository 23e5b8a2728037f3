using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Host.Contexts;

/// <summary>
/// Lists a build context in a fixed order. Symbolic links are listed, never followed. Of files the beginning is kept, except where thousands of
/// foreign ones lie (node_modules and its like): those are listed only, and not even that when the ignore file keeps the folder out.
/// </summary>
internal sealed class ContextWalk(string root, IgnoreFile? ignore, ContextLimits limits, CancellationToken cancellationToken)
{
    private const int FirstBytes = 64;

    private static readonly string[] Foreign =
        [".git", "node_modules", ".venv", "venv", "vendor", "__pycache__", ".next", ".gradle", ".m2", ".terraform", ".cache", ".pnpm-store", ".yarn", "bower_components"];

    private readonly List<ContextFile> _files = [];
    private bool _isComplete = true;
    private long _kept;

    public BuildContext? Read()
    {
        Walk(new DirectoryInfo(root), "", 0, isForeign: false);
        return _files.Count == 0 && !_isComplete ? null : new BuildContext(_files, _isComplete, ignore);
    }

    private void Walk(DirectoryInfo folder, string prefix, int depth, bool isForeign)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var entry in Entries(folder))
        {
            if (_files.Count >= limits.Files || depth >= limits.Depth)
            {
                _isComplete = false;
                return;
            }

            var path = prefix + entry.Name;
            if (entry.LinkTarget is { } target)
            {
                _files.Add(new ContextFile { Path = path, Kind = EntryKind.Symlink, Target = target.Replace('\\', '/') });
            }
            else if (entry is DirectoryInfo inner)
            {
                _files.Add(new ContextFile { Path = path, Kind = EntryKind.Directory });
                var foreign = isForeign || Foreign.Contains(inner.Name);
                if (!(foreign && ignore?.IsIgnored(path) == true && !ignore.HasExceptions))
                {
                    Walk(inner, path + "/", depth + 1, foreign);
                }
                else if (inner.Name == "node_modules")
                {
                    Packages(inner, path + "/", isScope: false);
                }
            }
            else if (entry is FileInfo file)
            {
                _files.Add(File(file, path, isForeign));
            }
        }
    }

    /// <summary>Which packages are installed, scoped ones too, and nothing of what is in them: no build sees them, but the program does where it works.</summary>
    private void Packages(DirectoryInfo folder, string prefix, bool isScope)
    {
        foreach (var package in Entries(folder).OfType<DirectoryInfo>().TakeWhile(_ => _files.Count < limits.Files))
        {
            _files.Add(new ContextFile { Path = prefix + package.Name, Kind = EntryKind.Directory });
            if (!isScope && package.Name.StartsWith('@') && package.LinkTarget is null)
            {
                Packages(package, prefix + package.Name + "/", isScope: true);
            }
        }
    }

    private IEnumerable<FileSystemInfo> Entries(DirectoryInfo folder)
    {
        try
        {
            return [.. folder.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isComplete = false;
            return [];
        }
    }

    private ContextFile File(FileInfo file, string path, bool isForeign)
    {
        var entry = new ContextFile { Path = path, Size = file.Length, Executable = OperatingSystem.IsWindows() ? null : (file.UnixFileMode & UnixFileMode.UserExecute) != 0 };
        if (file.Length == 0)
        {
            // What is empty is not opened: it may be a pipe.
            return entry with { Head = "" };
        }

        var wanted = (int)Math.Min(file.Length, isForeign ? (file.Extension == ".node" ? FirstBytes : 0) : _kept < limits.AllHeadBytes ? limits.HeadBytes : FirstBytes);
        return wanted == 0 ? entry : WithBeginning(entry, file, wanted);
    }

    private ContextFile WithBeginning(ContextFile entry, FileInfo file, int wanted)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(wanted);
        try
        {
            using var stream = file.OpenRead();
            var read = stream.ReadAtLeast(buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            var bytes = buffer.AsSpan(0, read);
            var text = Text(bytes, isWhole: read >= file.Length);
            _kept += text?.Length ?? 0;
            return entry with { Head = text, FirstBytes = bytes[..Math.Min(FirstBytes, read)].ToArray() };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return entry;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Null for what is no UTF-8 text. A character that the limit cuts in two is left out.</summary>
    private static string? Text(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        if (bytes.Contains((byte)0))
        {
            return null;
        }

        for (var cut = 0; cut <= (isWhole ? 0 : 3) && cut < bytes.Length; cut++)
        {
            if (Utf8.IsValid(bytes[..^cut]))
            {
                return Encoding.UTF8.GetString(bytes[..^cut]);
            }
        }

        return null;
    }
}
