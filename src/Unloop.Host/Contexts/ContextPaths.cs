namespace Unloop.Host.Contexts;

/// <summary>Where the files that say how an image is built lie on disk.</summary>
/// <param name="Ignore">The ignore file in force, or where one would be made.</param>
public sealed record ContextPaths(string Dockerfile, string Ignore)
{
    /// <summary>The names that a patch gives to the Dockerfile and the ignore file: from where one is, or for a folder elsewhere from that folder.</summary>
    public (string Dockerfile, string Ignore) InPatches
    {
        get
        {
            var shown = (ContextFolder.Shown(Dockerfile), ContextFolder.Shown(Ignore));
            var folder = Path.GetDirectoryName(Path.GetFullPath(Ignore))!;
            return !Path.IsPathRooted(shown.Item1) && !Path.IsPathRooted(shown.Item2) ? shown
                : (Path.GetRelativePath(folder, Dockerfile).Replace('\\', '/'), Path.GetFileName(Ignore));
        }
    }
}
