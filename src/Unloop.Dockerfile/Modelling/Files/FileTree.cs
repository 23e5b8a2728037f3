namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>All files of a stage at one moment. Immutable; every change gives a new tree that shares what did not change.</summary>
public sealed class FileTree
{
    private const int Fuel = 20_000;
    private const int MostLinks = 40;

    internal FileTree(Node root) => Root = root;

    internal Node Root { get; }

    /// <summary>The entry at an absolute path after symbolic links, as a process would find it.</summary>
    public FileEntry Find(string path) => Describe(path, follow: true);

    /// <summary>The same without following a symbolic link at the end.</summary>
    public FileEntry FindLink(string path) => Describe(path, follow: false);

    /// <summary>What is in a directory; empty and complete where there is none for certain.</summary>
    public FileListing List(string path)
    {
        var fuel = Fuel;
        var place = Locate(path, follow: true);
        return place.IsUnknown ? new FileListing([], false) : place.Node is { } node && node.Existence != Existence.Absent ? node.List(ref fuel) : new FileListing([], true);
    }

    internal Location Locate(string path, bool follow)
    {
        var fuel = Fuel;
        return Locate(path, follow, ref fuel);
    }

    /// <summary>Follows every symbolic link on the way.</summary>
    internal Location Locate(string path, bool follow, ref int fuel)
    {
        if (Paths.Absolute("/", path) is not { } target)
        {
            return Location.Unknown;
        }

        for (var links = 0; links <= MostLinks; links++)
        {
            var (at, node, next) = Walk(target, follow, ref fuel);
            if (next is null)
            {
                return new Location(at, node, node is { Kind: EntryKind.Symlink, Target: null } && follow);
            }

            if (Paths.Absolute("/", next) is not { } further)
            {
                return Location.Unknown;
            }

            target = further;
        }

        return new Location(target, null, false);
    }

    /// <summary>Puts a node at a path whose parents are no links any more (<see cref="Location.RealPath"/>). Missing parents are made.</summary>
    internal FileTree Set(string realPath, Node node, FileOrigin by)
    {
        var parts = Paths.Split(realPath);
        if (parts.Length == 0)
        {
            return node.MayBeDirectory ? new FileTree(node with { Existence = Existence.Present, Kind = EntryKind.Directory }) : this;
        }

        var fuel = Fuel;
        return new FileTree(Replace(Root, parts, 0, node, by, ref fuel));
    }

    private static Node Replace(Node parent, string[] parts, int index, Node node, FileOrigin by, ref int fuel)
    {
        var name = parts[index];
        if (index == parts.Length - 1)
        {
            return parent with { Children = parent.Children.SetItem(name, node) };
        }

        // A listed child stays as it is: the parent's effects are applied when it is read.
        var child = parent.Children.TryGetValue(name, out var listed) && listed.IsPresent ? listed : parent.Child(name, ref fuel);
        var directory = AsDirectory(child, node.Existence, by);
        return parent with { Children = parent.Children.SetItem(name, Replace(directory, parts, index + 1, node, by, ref fuel)) };
    }

    /// <summary>A parent of something that is there is there; a parent of something that may be there may be.</summary>
    private static Node AsDirectory(Node? node, Existence content, FileOrigin by)
    {
        if (content == Existence.Absent && node is not null)
        {
            return node;
        }

        if (node is null || node.Existence == Existence.Absent || !node.MayBeDirectory)
        {
            return Node.Directory(by, by.Moment) with { Existence = content == Existence.Present ? Existence.Present : Existence.Unknown };
        }

        if (content != Existence.Present || (node.IsPresent && node.Kind == EntryKind.Directory))
        {
            return node;
        }

        var open = node.Kind == EntryKind.Unknown && node.Existence == Existence.Unknown && node.Rest.IsEmpty && node.Effects.Gain is null;
        return node with
        {
            Existence = Existence.Present,
            Kind = EntryKind.Directory,
            Effects = open ? node.Effects.With(new Effects { Gain = node.MadeBy ?? by }) : node.Effects,
        };
    }

    private (string At, Node? Node, string? Next) Walk(string path, bool follow, ref int fuel)
    {
        var parts = Paths.Split(path);
        Node? node = Root;
        for (var i = 0; i < parts.Length && node is not null; i++)
        {
            node = node.Child(parts[i], ref fuel);
            if (node is { Kind: EntryKind.Symlink, IsPresent: true } && (follow || i < parts.Length - 1))
            {
                var folder = "/" + string.Join('/', parts.Take(i));
                if (node.Target is not { } target || Paths.Absolute(folder, target) is not { } resolved)
                {
                    return (path, Node.Anything(node.MadeBy ?? FileOrigin.BeyondLimits), null);
                }

                return (path, node, string.Join('/', [resolved, .. parts.Skip(i + 1)]));
            }
        }

        return (path, node, null);
    }

    private FileEntry Describe(string path, bool follow)
    {
        var place = Locate(path, follow);
        var normal = Paths.Absolute("/", path) ?? path;
        if (place.IsUnknown)
        {
            return new FileEntry { Path = normal, Existence = Existence.Unknown };
        }

        if (place.Node is not { } node)
        {
            return new FileEntry { Path = normal, RealPath = place.RealPath, Existence = Existence.Absent };
        }

        var deleted = node.Existence == Existence.Absent;
        return new FileEntry
        {
            Path = normal,
            RealPath = place.RealPath,
            Existence = node.Existence,
            Kind = deleted ? EntryKind.Unknown : node.Kind,
            MadeBy = deleted ? null : node.MadeBy,
            DeletedBy = node.Previous is { IsPresent: true } ? node.DeletedBy : null,
            TouchedBy = node.TouchedBy,
            Mode = deleted ? null : node.Mode,
            Owner = deleted ? null : node.Owner,
            Target = node.Target,
            Text = node.Text,
            Copied = node.Copied,
        };
    }
}

/// <param name="RealPath">Without links, as far as they are known.</param>
/// <param name="Node">Null: nothing is there, and nothing was.</param>
internal readonly record struct Location(string RealPath, Node? Node, bool IsUnknown)
{
    public static Location Unknown { get; } = new("/", null, true);
}
