namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>Paths of a Linux container. None of these touches a disk.</summary>
public static class Paths
{
    private const int Longest = 4096;
    private const int Deepest = 128;

    /// <summary>Joins and normalises; <c>..</c> stops at the root. Null for what no kernel takes: a zero character, more than 4096 characters, absurd depth.</summary>
    public static string? Absolute(string directory, string path)
    {
        if (directory.Length + path.Length > Longest || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var parts = new List<string>();
        if (!path.StartsWith('/'))
        {
            Walk(directory, parts);
        }

        Walk(path, parts);
        return parts.Count > Deepest ? null : "/" + string.Join('/', parts);
    }

    /// <summary>A path below the context's root, without a leading slash; empty for the root itself. As in BuildKit, <c>..</c> stops at the root.</summary>
    public static string? Relative(string path) => Absolute("/", path)?[1..];

    /// <summary>The folders above a relative path, nearest first, without the root.</summary>
    public static IEnumerable<string> Parents(string relative)
    {
        for (var slash = relative.LastIndexOf('/'); slash > 0; slash = relative.LastIndexOf('/', slash - 1))
        {
            yield return relative[..slash];
        }
    }

    /// <summary>The last part of a path; empty for the root.</summary>
    public static string Name(string path) => path.TrimEnd('/') is var bare && bare.LastIndexOf('/') is var slash and >= 0 ? bare[(slash + 1)..] : path;

    /// <summary>The folder of an absolute path; the root's is the root.</summary>
    public static string Folder(string absolute) => absolute.LastIndexOf('/') is var slash and > 0 ? absolute[..slash] : "/";

    public static string Join(string directory, string name) => directory.EndsWith('/') ? directory + name : directory + "/" + name;

    /// <summary>The path itself, or something below it.</summary>
    public static bool IsWithin(string path, string folder) =>
        folder == "/" || path == folder || (path.StartsWith(folder, StringComparison.Ordinal) && path.Length > folder.Length && path[folder.Length] == '/');

    internal static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static void Walk(string path, List<string> parts)
    {
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count > 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }
    }
}
