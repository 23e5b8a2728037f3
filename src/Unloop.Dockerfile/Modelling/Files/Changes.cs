namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>The changes that commands make to a tree. Each takes absolute paths and follows links on the way.</summary>
internal static class Changes
{
    /// <summary>Anything below the folder may have been made or changed.</summary>
    public static FileTree Disturb(FileTree files, string folder, FileOrigin by) => Affect(files, folder, by, new Effects { Gain = by });

    /// <summary>Anything below the folder may be gone.</summary>
    public static FileTree Doubt(FileTree files, string folder, FileOrigin by) => Affect(files, folder, by, new Effects { Loss = by });

    /// <summary><c>chown -R</c>. Null: to nobody knows whom.</summary>
    public static FileTree Own(FileTree files, string folder, string? owner, FileOrigin by) =>
        Affect(files, folder, by, new Effects { Owner = owner, OwnerOrder = by.Moment });

    /// <summary><c>chmod -R</c>. Null: to nobody knows what.</summary>
    public static FileTree SetModes(FileTree files, string folder, ModeChange? mode, FileOrigin by) =>
        Affect(files, folder, by, new Effects { Mode = mode, ModeOrder = by.Moment });

    /// <summary>A directory and its parents are there. What is in it stays.</summary>
    public static FileTree MakeDirectory(FileTree files, string path, FileOrigin by, string? owner)
    {
        var place = files.Locate(path, follow: true);
        if (place.IsUnknown)
        {
            return Disturb(files, "/", by);
        }

        return place.Node switch
        {
            { IsPresent: true } => files,
            { Existence: Existence.Unknown } node => files.Set(place.RealPath, Certain(node, by), by),
            _ => files.Set(place.RealPath, Node.Directory(by, by.Moment, owner), by),
        };
    }

    /// <summary>One file, or anything else in one piece, instead of what was there. It keeps what it was by its own <see cref="Node.Existence"/>.</summary>
    public static FileTree Put(FileTree files, string path, Node node, FileOrigin by)
    {
        var place = files.Locate(path, follow: true);
        return place.IsUnknown ? Disturb(files, "/", by) : files.Set(place.RealPath, node, by);
    }

    /// <summary>A tree copied over what is there.</summary>
    public static FileTree Overlay(FileTree files, string path, Node node, FileOrigin by, ref int fuel)
    {
        var place = files.Locate(path, follow: true, ref fuel);
        return place.IsUnknown || fuel < 0 ? Disturb(files, "/", by) : files.Set(place.RealPath, Merging.Over(node, place.Node, ref fuel), by);
    }

    /// <summary>The path and everything below it is gone. The last link is not followed.</summary>
    public static FileTree Remove(FileTree files, string path, FileOrigin by)
    {
        var place = files.Locate(path, follow: false);
        if (place.IsUnknown || path == "/")
        {
            return Doubt(files, "/", by);
        }

        return place.Node is not { } node || node.Existence == Existence.Absent
            ? files
            : files.Set(place.RealPath, new Node { Existence = Existence.Absent, Placed = by.Moment, DeletedBy = by, Previous = node with { Previous = null } }, by);
    }

    /// <summary>Changes what is known about one entry that is there or may be.</summary>
    public static FileTree Adjust(FileTree files, string path, Func<Node, Node> change, FileOrigin by)
    {
        var place = files.Locate(path, follow: true);
        return place.Node is { } node && !place.IsUnknown && node.Existence != Existence.Absent
            ? files.Set(place.RealPath, change(node) with { Placed = by.Moment }, by)
            : files;
    }

    private static FileTree Affect(FileTree files, string folder, FileOrigin by, Effects effects)
    {
        var place = files.Locate(folder, follow: true);
        if (place.IsUnknown)
        {
            return folder == "/" ? files : Affect(files, "/", by, effects);
        }

        return place.Node switch
        {
            null or { Existence: Existence.Absent } when effects.Gain is null => files,
            null or { Existence: Existence.Absent } => files.Set(place.RealPath, Node.Anything(by), by),
            { } node => files.Set(place.RealPath, Affected(node, effects), by),
        };
    }

    /// <summary>A new owner or mode is the directory's too; files that come or go are only in it.</summary>
    private static Node Affected(Node node, Effects effects)
    {
        var own = (effects.Gain is null && effects.Loss is null) || !node.MayBeDirectory ? node.Under(effects) : node;
        return own with { Effects = node.Effects.With(effects) };
    }

    private static Node Certain(Node node, FileOrigin by) => node with
    {
        Existence = Existence.Present,
        Kind = EntryKind.Directory,
        Effects = node.Kind == EntryKind.Unknown && node.Rest.IsEmpty && node.Effects.Gain is null ? node.Effects.With(new Effects { Gain = node.MadeBy ?? by }) : node.Effects,
    };
}
