using System.Collections.Immutable;

namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>The build context as COPY sees it: without what is ignored.</summary>
internal static class ContextTree
{
    /// <summary>BuildKit writes 0644 and 0755 where the sender's file system has no modes; otherwise group and world bits follow the owner's in a usual checkout.</summary>
    private const int Plain = 0b110_100_100;
    private const int Executable = 0b111_101_101;

    public static FileOrigin Origin { get; } = new() { Kind = OriginKind.Context, SourcePath = "", Order = -1 };

    public static Node Unknown { get; } = Node.Anything(Origin) with { Existence = Existence.Present, Kind = EntryKind.Directory };

    public static Node Build(BuildContext context)
    {
        var root = new Folder();
        foreach (var file in context.Files)
        {
            if (!context.IsIgnored(file.Path))
            {
                Add(root, file);
            }
        }

        return root.ToNode("", context.IsComplete ? Effects.None : new Effects { Gain = Origin });
    }

    private static void Add(Folder root, ContextFile file)
    {
        var parts = Paths.Split(file.Path);
        var folder = root;
        for (var i = 0; i < parts.Length - 1; i++)
        {
            folder = folder.Enter(parts[i]);
        }

        if (file.Kind == EntryKind.Directory)
        {
            folder.Enter(parts[^1]);
        }
        else
        {
            folder.Files[parts[^1]] = FileNode(file);
        }
    }

    private static Node FileNode(ContextFile file) => new()
    {
        Existence = Existence.Present,
        Kind = file.Kind,
        Placed = -1,
        MadeBy = Origin with { SourcePath = file.Path },
        Mode = file.Kind != EntryKind.File ? null : file.Executable switch { true => Executable, false => Plain, null => null },
        Owner = "0:0",
        Target = file.Kind == EntryKind.Symlink ? file.Target : null,
        Text = FileText.Of(file),
        Copied = file,
    };

    private sealed class Folder
    {
        private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal);

        public Dictionary<string, Node> Files { get; } = new(StringComparer.Ordinal);

        public Folder Enter(string name)
        {
            if (!_folders.TryGetValue(name, out var folder))
            {
                _folders[name] = folder = new Folder();
            }

            return folder;
        }

        /// <summary>Paths are at most 128 parts deep, so is this.</summary>
        public Node ToNode(string path, Effects effects)
        {
            var children = ImmutableDictionary.CreateBuilder<string, Node>();
            children.AddRange(Files);
            foreach (var (name, folder) in _folders)
            {
                children[name] = folder.ToNode(path.Length == 0 ? name : path + "/" + name, effects);
            }

            return Node.Directory(Origin with { SourcePath = path }, -1, "0:0") with { Children = children.ToImmutable(), Effects = effects };
        }
    }
}
