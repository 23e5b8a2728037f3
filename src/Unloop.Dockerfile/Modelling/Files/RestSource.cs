using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>Where the entries of a directory that are not listed come from: a base image, or a tree that was copied.</summary>
internal sealed record RestSource
{
    /// <summary>A stage on a stage on a stage …: deeper copies of copies are unknown, so that no lookup recurses without end.</summary>
    public const int DeepestNesting = 32;

    public BaseImage? Image { get; private init; }

    /// <summary>Of the directory in <see cref="Image"/>.</summary>
    public string ImagePath { get; private init; } = "/";

    public Node? Tree { get; private init; }

    /// <summary>Of the directory itself.</summary>
    public required FileOrigin Origin { get; init; }

    public string? Owner { get; private init; }

    public ModeChange? Mode { get; private init; }

    public int Nesting { get; private init; }

    public static RestSource Of(BaseImage image, string path, FileOrigin origin) => new() { Image = image, ImagePath = path, Origin = origin };

    /// <param name="tree">With the effects that it had when it was copied.</param>
    /// <param name="origin">The copy, with the path that it copied.</param>
    public static RestSource Of(Node tree, FileOrigin origin, string? owner, ModeChange? mode) => new()
    {
        Tree = tree,
        Origin = origin,
        Owner = owner,
        Mode = mode,
        Nesting = 1 + (tree.Rest.IsEmpty ? 0 : tree.Rest.Max(r => r.Nesting)),
    };

    /// <summary>The entry of that name as it is in the new place; null when this source has none.</summary>
    public Node? Child(string name, ref int fuel)
    {
        if (Tree is { } tree)
        {
            return tree.Child(name, ref fuel) is { } child && child.Existence != Existence.Absent
                ? Copy(child, Origin.Of(name, child.MadeBy), Owner, Mode)
                : null;
        }

        return ImageChild(Image!, Paths.Join(ImagePath, name), name);
    }

    /// <summary>A node as it is after it was copied.</summary>
    public static Node Copy(Node node, FileOrigin origin, string? owner, ModeChange? mode)
    {
        var copy = node with
        {
            Placed = origin.Moment,
            MadeBy = origin,
            Owner = owner ?? node.Owner,
            Mode = mode is { } change ? change.Of(node.Mode) : node.Mode,
            Children = [],
            Listed = null,
            Rest = [],
            Effects = Effects.None,
        };
        if (!node.MayBeDirectory)
        {
            return copy;
        }

        var source = Of(node, origin, owner, mode);
        return source.Nesting > DeepestNesting
            ? copy with { Existence = Existence.Unknown, Effects = new Effects { Gain = origin } }
            : copy with { Rest = [source] };
    }

    private Node? ImageChild(BaseImage image, string path, string name)
    {
        var existence = image.Find(path);
        if (existence == Existence.Absent)
        {
            return null;
        }

        var kind = image.KindOf(path);
        var origin = Origin.Of(name, null);
        return new Node
        {
            Existence = existence,
            Kind = kind,
            Placed = Origin.Moment,
            MadeBy = origin,
            Target = kind == EntryKind.Symlink ? image.LinkTarget(path) : null,
            Rest = kind is EntryKind.Directory or EntryKind.Unknown ? [Of(image, path, origin)] : [],
        };
    }
}
