using Unloop.Images.References;

namespace Unloop.Images.Archives;

/// <summary>Images in one archive are told apart by names that tools write more or less in full.</summary>
internal static class ArchiveNames
{
    /// <summary><c>web:1.0</c> and <c>docker.io/library/web:1.0</c> are the same.</summary>
    public static bool AreSame(string one, string other) =>
        one == other
        || (ImageReference.TryParse(one, out var left, out _) && ImageReference.TryParse(other, out var right, out _) && left.ToString() == right.ToString());
}
