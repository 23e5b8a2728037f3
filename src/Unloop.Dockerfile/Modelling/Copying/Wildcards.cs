using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Modelling.Copying;

/// <summary>Go's <c>filepath.Glob</c> over a tree; a star stops at slashes.</summary>
internal static class Wildcards
{
    private const int MostMatches = 10_000;

    public static bool Has(string text) => text.AsSpan().ContainsAny('*', '?', '[');

    /// <param name="pattern">Absolute in the tree.</param>
    /// <param name="complete">False when more may match.</param>
    public static List<(string Path, Node Node)> Expand(FileTree files, string pattern, out bool complete, ref int fuel)
    {
        complete = true;
        var places = new List<(string Path, Node Node)> { ("/", files.Root) };
        foreach (var part in Paths.Split(pattern))
        {
            var next = new List<(string Path, Node Node)>();
            foreach (var (path, node) in places)
            {
                complete &= Has(part) ? Matching(files, path, node, part, next, ref fuel) : Named(files, path, part, next, ref fuel);
                if (next.Count > MostMatches || fuel < 0)
                {
                    complete = false;
                    return [];
                }
            }

            places = next;
        }

        return places;
    }

    private static bool Named(FileTree files, string folder, string name, List<(string Path, Node Node)> found, ref int fuel)
    {
        var path = Paths.Join(folder, name.Replace("\\", "", StringComparison.Ordinal));
        var place = files.Locate(path, follow: true, ref fuel);
        if (place.Node is { } node && node.Existence != Existence.Absent)
        {
            found.Add((path, node));
        }

        return !place.IsUnknown;
    }

    private static bool Matching(FileTree files, string folder, Node node, string part, List<(string Path, Node Node)> found, ref int fuel)
    {
        if (!node.MayBeDirectory)
        {
            return true;
        }

        var glob = new PathGlob(part.Replace("**", "*", StringComparison.Ordinal));
        var listing = node.List(ref fuel);
        var complete = listing.IsComplete;
        foreach (var name in listing.Names)
        {
            fuel--;
            if (glob.Matches(name))
            {
                complete &= Named(files, folder, name, found, ref fuel);
            }
        }

        return complete;
    }
}
