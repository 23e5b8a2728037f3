namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>The build context as COPY sees it: without what is ignored.</summary>
internal static class ContextTree
{
    public static FileOrigin Origin { get; } = new() { Kind = OriginKind.Context, SourcePath = "", Order = -1 };

    public static Node Unknown { get; } = Node.Anything(Origin) with { Existence = Existence.Present, Kind = EntryKind.Directory };

    public static Node Build(BuildContext context)
    {
        var root = new ContextFolder("", context.IsComplete ? Effects.None : new Effects { Gain = Origin });
        foreach (var file in context.Files)
        {
            if (!context.IsIgnored(file.Path))
            {
                root.Add(file);
            }
        }

        return root.Node;
    }
}

/// <summary>A directory of the context. Contexts are large and most of their files are never asked for.</summary>
internal sealed class ContextFolder(string path, Effects effects)
{
    /// <summary>BuildKit writes 0644 and 0755 where the sender's file system has no modes; otherwise group and world bits follow the owner's in a usual checkout.</summary>
    private const int Plain = 0b110_100_100;
    private const int Executable = 0b111_101_101;

    private readonly Dictionary<string, ContextFolder> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ContextFile> _files = new(StringComparer.Ordinal);

    public Node Node => field ??= Node.Directory(ContextTree.Origin with { SourcePath = path }, -1, "0:0") with { Listed = this, Effects = effects };

    public int Count => _folders.Count + _files.Count;

    public IEnumerable<string> Names => _folders.Keys.Concat(_files.Keys.Where(name => !_folders.ContainsKey(name)));

    public Node? Child(string name) =>
        _folders.TryGetValue(name, out var folder) ? folder.Node : _files.TryGetValue(name, out var file) ? FileNode(file) : null;

    /// <summary>The file and the folders above it.</summary>
    public void Add(ContextFile file)
    {
        var folder = this;
        var start = 0;
        for (var slash = file.Path.IndexOf('/', start); slash >= 0; slash = file.Path.IndexOf('/', start))
        {
            folder = folder.Enter(file.Path[start..slash], file.Path[..slash]);
            start = slash + 1;
        }

        if (file.Kind == EntryKind.Directory)
        {
            folder.Enter(file.Path[start..], file.Path);
        }
        else
        {
            folder._files[file.Path[start..]] = file;
        }
    }

    private ContextFolder Enter(string name, string itsPath)
    {
        if (!_folders.TryGetValue(name, out var folder))
        {
            _folders[name] = folder = new ContextFolder(itsPath, effects);
        }

        return folder;
    }

    private static Node FileNode(ContextFile file) => new()
    {
        Existence = Existence.Present,
        Kind = file.Kind,
        Placed = -1,
        MadeBy = ContextTree.Origin with { SourcePath = file.Path },
        Mode = file.Kind != EntryKind.File ? null : file.Executable switch { true => Executable, false => Plain, null => null },
        Owner = "0:0",
        Target = file.Kind == EntryKind.Symlink ? file.Target : null,
        Text = FileText.Of(file),
        Copied = file,
    };
}
