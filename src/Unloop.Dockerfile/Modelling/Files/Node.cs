using System.Collections.Immutable;

namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>
/// A file or directory of a persistent tree. What a directory holds is said by its <see cref="Children"/>, then by its
/// <see cref="Rest"/> (a base image that can only be asked path by path, a whole tree that was copied in), then by its
/// <see cref="Effects"/>. Copying a directory is thus one step however large it is.
/// </summary>
internal sealed record Node
{
    public required Existence Existence { get; init; }
    public EntryKind Kind { get; init; }

    /// <summary>The step that put it here; effects of its parents count only when they are later.</summary>
    public int Placed { get; init; }
    public FileOrigin? MadeBy { get; init; }
    public FileOrigin? DeletedBy { get; init; }
    public FileOrigin? TouchedBy { get; init; }
    public int? Mode { get; init; }
    public string? Owner { get; init; }
    public string? Target { get; init; }
    public FileText? Text { get; init; }
    public ContextFile? Copied { get; init; }

    /// <summary>What a deletion took away, so that "it was there before" can be said of what lies below.</summary>
    public Node? Previous { get; init; }
    public ImmutableDictionary<string, Node> Children { get; init; } = ImmutableDictionary<string, Node>.Empty;

    /// <summary>Of a directory of the build context: what is in it, each made into a node only when it is asked for.</summary>
    public ContextFolder? Listed { get; init; }

    /// <summary>Newest first.</summary>
    public ImmutableList<RestSource> Rest { get; init; } = [];

    /// <summary>For what lies below only; its own attributes have them already.</summary>
    public Effects Effects { get; init; } = Effects.None;

    public bool IsPresent => Existence == Existence.Present;

    public bool MayBeDirectory => Existence != Existence.Absent && Kind is EntryKind.Directory or EntryKind.Unknown;

    /// <summary>Nothing but its children is in it.</summary>
    public bool IsListed => Rest.IsEmpty && Effects.Gain is null && Kind != EntryKind.Unknown;

    /// <summary>How many entries are listed, and which.</summary>
    public int Count => Children.Count + (Listed?.Count ?? 0);

    public IEnumerable<string> Names => Listed is null ? Children.Keys : Children.Keys.Concat(Listed.Names);

    public static Node Directory(FileOrigin? by, int order, string? owner = null) =>
        new() { Existence = Existence.Present, Kind = EntryKind.Directory, Placed = order, MadeBy = by, Mode = 0b111_101_101, Owner = owner };

    public static Node Absent(int order) => new() { Existence = Existence.Absent, Placed = order };

    /// <summary>Nothing is known of it or of what is below it.</summary>
    public static Node Anything(FileOrigin by) => new() { Existence = Existence.Unknown, Placed = by.Moment, MadeBy = by, TouchedBy = by, Effects = new Effects { Gain = by } };

    /// <summary>The entry of that name with every effect of this directory applied; null when there is none and never was.</summary>
    public Node? Child(string name, ref int fuel)
    {
        if (--fuel < 0)
        {
            return Anything(FileOrigin.BeyondLimits);
        }

        if (Existence == Existence.Absent)
        {
            return Previous?.Child(name, ref fuel) is { } lost && lost.Existence != Existence.Absent ? DeletedWith(lost) : null;
        }

        if (Kind is EntryKind.File or EntryKind.Other or EntryKind.Symlink)
        {
            return null;
        }

        if (Children.TryGetValue(name, out var child))
        {
            return child.Under(Effects);
        }

        if (Listed?.Child(name) is { } file)
        {
            return file.Under(Effects);
        }

        return RestChild(name, ref fuel)?.Under(Effects) ?? (Effects.Gain is { } gain ? Anything(gain) : IsGuess ? Anything(MadeBy ?? FileOrigin.BeyondLimits) : null);
    }

    /// <summary>Names of children and of copied trees, each to be asked for; complete when nothing else can be there.</summary>
    public FileListing List(ref int fuel)
    {
        var complete = true;
        var names = Collect(ref complete, ref fuel);
        return new FileListing([.. names.Order(StringComparer.Ordinal)], complete);
    }

    /// <summary>With the effects of the directory that it is in.</summary>
    public Node Under(Effects above)
    {
        var effects = above.Since(Placed);
        if (effects.IsNone)
        {
            return this;
        }

        var owner = effects.OwnerOrder >= 0 ? effects.Owner : Owner;
        var mode = effects.ModeOrder < 0 ? Mode : effects.Mode?.Of(Mode);
        if (Existence == Existence.Absent)
        {
            return effects.Gain is { } again ? Anything(again) : this;
        }

        var node = this with
        {
            Existence = effects.Loss is null ? Existence : Existence.Unknown,
            Mode = mode,
            Owner = owner,
            Effects = Effects.With(effects),
        };
        return effects.Gain is { } gain ? node.Touched(gain) : node;
    }

    /// <summary>Content and attributes are not known any more. A directory's own attributes rarely change, a file's may.</summary>
    public Node Touched(FileOrigin by) => this with
    {
        TouchedBy = by,
        Text = null,
        Copied = null,
        Mode = Kind == EntryKind.Directory ? Mode : null,
        Owner = null,
    };

    /// <summary>Neither that it is there is known, nor what would be in it.</summary>
    private bool IsGuess => Existence == Existence.Unknown && Kind == EntryKind.Unknown && Rest.IsEmpty;

    private Node DeletedWith(Node lost) => new() { Existence = Existence.Absent, Placed = Placed, DeletedBy = DeletedBy, Previous = lost };

    private Node? RestChild(string name, ref int fuel)
    {
        Node? found = null;
        foreach (var source in Rest)
        {
            var next = source.Child(name, ref fuel);
            found = found is null ? next : next is null ? found : Merging.Over(found, next, ref fuel);
            if (found is { IsPresent: true } && found.Kind is EntryKind.File or EntryKind.Symlink or EntryKind.Other)
            {
                break;
            }
        }

        return found;
    }

    private HashSet<string> Collect(ref bool complete, ref int fuel)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!MayBeDirectory)
        {
            return names;
        }

        complete &= Effects.Gain is null && !IsGuess;
        foreach (var source in Rest)
        {
            if (fuel < 0 || source.Tree is null)
            {
                complete = false;
                continue;
            }

            names.UnionWith(source.Tree.Collect(ref complete, ref fuel));
        }

        if (Listed is not null)
        {
            fuel -= Listed.Count;
            names.UnionWith(Listed.Names);
        }

        foreach (var (name, child) in Children)
        {
            fuel--;
            _ = child.Existence == Existence.Absent ? names.Remove(name) : names.Add(name);
        }

        return names;
    }
}
