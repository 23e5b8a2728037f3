using System.Collections.Immutable;

namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>One tree copied over another.</summary>
internal static class Merging
{
    private const int MostSources = 24;

    /// <param name="newer">As it is after it was copied; it wins where both have something.</param>
    /// <param name="older">What was there; null for nothing.</param>
    public static Node Over(Node newer, Node? older, ref int fuel)
    {
        if (older is null || older.Existence == Existence.Absent || (newer.IsPresent && !newer.MayBeDirectory))
        {
            return newer;
        }

        if (newer.Existence == Existence.Absent)
        {
            return older;
        }

        if (--fuel < 0)
        {
            return Node.Anything(newer.MadeBy ?? FileOrigin.BeyondLimits);
        }

        if (newer.IsPresent)
        {
            return older.MayBeDirectory ? Union(newer, older, ref fuel) with { Existence = Existence.Present, Kind = newer.Kind } : newer;
        }

        return Perhaps(newer, older, ref fuel);
    }

    /// <summary>For certain one is a file and the other a directory, or so it is with something in both.</summary>
    public static bool Collide(Node newer, Node older, ref int fuel)
    {
        if (!newer.IsPresent || !older.IsPresent || newer.Kind != EntryKind.Directory || older.Kind != EntryKind.Directory)
        {
            return newer.IsPresent && older.IsPresent && (newer.Kind, older.Kind) is (EntryKind.File, EntryKind.Directory) or (EntryKind.Directory, EntryKind.File);
        }

        foreach (var name in older.List(ref fuel).Names)
        {
            if (newer.Child(name, ref fuel) is { } over && older.Child(name, ref fuel) is { } under && Collide(over, under, ref fuel))
            {
                return true;
            }

            if (fuel < 0)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>It may be there, over what was there.</summary>
    private static Node Perhaps(Node newer, Node older, ref int fuel)
    {
        var by = newer.MadeBy ?? FileOrigin.BeyondLimits;
        var node = newer.MayBeDirectory && older.MayBeDirectory ? Union(newer, older, ref fuel) : older;
        node = node with { Existence = older.Existence, Kind = older.Kind == newer.Kind || older.Kind == EntryKind.Directory ? older.Kind : EntryKind.Unknown };
        return node.Kind == EntryKind.Directory ? node : node.Touched(by);
    }

    /// <summary>Both are directories, or may be: the older one's attributes stay, as with a copy into a directory.</summary>
    private static Node Union(Node newer, Node older, ref int fuel)
    {
        var children = older.Children.ToBuilder();
        foreach (var name in Overlapping(newer, older))
        {
            var under = older.Child(name, ref fuel);
            if (newer.Child(name, ref fuel) is { } over)
            {
                children[name] = Over(over, under, ref fuel);
            }

            if (fuel < 0)
            {
                return Node.Anything(newer.MadeBy ?? FileOrigin.BeyondLimits);
            }
        }

        var effects = older.Effects.With(newer.Effects);
        var rest = Sources(newer, older);
        if (rest.Count > MostSources)
        {
            rest = rest.RemoveRange(MostSources, rest.Count - MostSources);
            effects = effects.With(new Effects { Gain = newer.MadeBy ?? FileOrigin.BeyondLimits });
        }

        return older with { Children = children.ToImmutable(), Rest = rest, Effects = effects };
    }

    /// <summary>Names that are listed on one side and may be on the other; found from the side that has fewer.</summary>
    private static IEnumerable<string> Overlapping(Node newer, Node older)
    {
        var copied = newer.Rest is [{ Tree: { IsListed: true } tree }] && tree.Count < older.Children.Count ? tree.Names.Where(older.Children.ContainsKey) : older.Children.Keys;
        return copied.Concat(newer.Children.Keys.Where(k => !older.Children.ContainsKey(k)));
    }

    /// <summary>Newest first; what is copied a second time replaces the first copy.</summary>
    private static ImmutableList<RestSource> Sources(Node newer, Node older) =>
        newer.Rest.AddRange(older.Rest.Where(old => !newer.Rest.Exists(n => Same(n, old))));

    private static bool Same(RestSource one, RestSource other) =>
        one.Tree is { } tree ? ReferenceEquals(tree, other.Tree) : other.Tree is null && ReferenceEquals(one.Image, other.Image) && one.ImagePath == other.ImagePath;
}
