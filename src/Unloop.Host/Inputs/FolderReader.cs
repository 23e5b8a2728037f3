using Unloop.Core.Facts;
using Unloop.Evidence.Offline;

namespace Unloop.Host.Inputs;

/// <summary>Walks a folder in a fixed order. Links are followed only to files inside it; nothing that is empty is opened, for it may be a pipe.</summary>
internal sealed class FolderReader(string root, InputLimits limits)
{
    /// <summary>Folders that hold thousands of files, none of them evidence.</summary>
    private static readonly string[] Skipped = [".git", "node_modules", ".terraform"];

    /// <summary>The file that makes a folder an OCI image layout.</summary>
    private const string LayoutMarker = "oci-layout";

    private readonly List<InputFile> _files = [];
    private readonly List<Problem> _problems = [];
    private readonly List<ImageLayout> _layouts = [];
    private readonly string _root = Path.GetFullPath(root);
    private bool _isFull;

    public InputSet Read()
    {
        Walk(new DirectoryInfo(_root), "", 0);
        if (_isFull)
        {
            _problems.Add(new Problem(ProblemKind.BadInput, $"{root} holds more than {limits.Files} files or is nested deeper than {limits.Depth} folders; the rest was not looked at"));
        }

        return new InputSet(_files, _problems) { Layouts = _layouts };
    }

    private void Walk(DirectoryInfo folder, string prefix, int depth)
    {
        if (File.Exists(Path.Combine(folder.FullName, LayoutMarker)))
        {
            // An image beside the evidence: read by those who know images, and only where it is asked for.
            _layouts.Add(new ImageLayout(prefix.Length == 0 ? "." : prefix.TrimEnd('/'), folder.FullName));
            if (prefix.Length > 0)
            {
                return;
            }
        }

        foreach (var entry in Entries(folder))
        {
            if (_files.Count == limits.Files || depth == limits.Depth)
            {
                _isFull = true;
                return;
            }

            var path = prefix + entry.Name;
            switch (entry)
            {
                case { Name: LayoutMarker or "index.json" or "blobs" } when prefix.Length == 0 && _layouts.Count > 0:
                    break;
                case FileInfo file when IsInside(file):
                    _files.Add(Input(file, path));
                    break;
                case DirectoryInfo { LinkTarget: null } inner when !Skipped.Contains(inner.Name):
                    Walk(inner, path + "/", depth + 1);
                    break;
                case { LinkTarget: not null }:
                    _problems.Add(new Problem(ProblemKind.BadInput, $"{path} is a link to a folder or out of {root}; it was not followed"));
                    break;
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
            _problems.Add(new Problem(ProblemKind.BadInput, $"{folder.Name} cannot be read: {e.Message}"));
            return [];
        }
    }

    private static InputFile Input(FileInfo file, string path)
    {
        var length = file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : file.Length;
        if (length == 0)
        {
            return new InputFile(path, 0, () => Stream.Null);
        }

        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)
            ? new InputFile(path[..^3], -1, () => InputFiles.Gunzip(file.FullName))
            : new InputFile(path, length, () => File.OpenRead(file.FullName));
    }

    private bool IsInside(FileInfo file)
    {
        if (file.LinkTarget is null)
        {
            return true;
        }

        try
        {
            // The whole way counts, not only its end: a folder on it may be a link too.
            return file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target
                && target.FullName.StartsWith(_root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && HasNoLinkedFolder(target);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool HasNoLinkedFolder(FileInfo target)
    {
        for (var folder = target.Directory; folder is not null && folder.FullName.Length > _root.Length; folder = folder.Parent)
        {
            if (folder.LinkTarget is not null)
            {
                return false;
            }
        }

        return true;
    }
}
