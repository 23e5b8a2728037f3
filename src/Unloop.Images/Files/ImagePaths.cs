namespace Unloop.Images.Files;

/// <summary>Absolute paths inside an image, by the rules of the kernel and never of the machine that this runs on.</summary>
internal static class ImagePaths
{
    /// <summary>Joins a path to the folder that it is relative to. Nothing is resolved: <c>..</c> means the parent of what a link leads to.</summary>
    public static string Join(string folder, string path) =>
        path.StartsWith('/') ? path : folder.EndsWith('/') ? folder + path : $"{folder}/{path}";

    /// <summary>Without <c>.</c>, <c>..</c>, doubled and trailing slashes, by words alone, as Go's <c>path.Clean</c>.</summary>
    public static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }

    public static string Parent(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "/";

    public static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Whether it is that folder or something in it. Both clean.</summary>
    public static bool IsWithin(string path, string folder) =>
        folder == "/" || (path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/'));
}
