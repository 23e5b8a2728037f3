namespace Unloop.Host.Contexts;

/// <summary>Where the files that say how an image is built lie on disk.</summary>
/// <param name="Ignore">The ignore file in force, or where one would be made.</param>
public sealed record ContextPaths(string Dockerfile, string Ignore)
{
    /// <summary>As a person would write it from where one is.</summary>
    public string ShownIgnore => ContextFolder.Shown(Ignore);
}
