namespace Unloop.Dockerfile.Checks.Node;

/// <summary>What package-lock.json and yarn.lock tell about one package.</summary>
internal static class LockFile
{
    public static IReadOnlyList<string> Names { get; } = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock"];

    /// <summary>Nothing that production needs brings the package. False, too, where there is no lock file.</summary>
    public static bool IsForDevelopmentOnly(string? text, string package) =>
        text is not null && (text.Contains("yarn lockfile v1", StringComparison.Ordinal) ? !IsNeededInYarnLock(text, package) : IsMarkedInPackageLock(text, package));

    private static bool IsMarkedInPackageLock(string text, string package)
    {
        var at = text.IndexOf($"\"node_modules/{package}\"", StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        var end = text.IndexOf("\"node_modules/", at + 1, StringComparison.Ordinal);
        return (end < 0 ? text[at..] : text[at..end]).Replace(" ", "", StringComparison.Ordinal).Contains("\"dev\":true", StringComparison.Ordinal);
    }

    /// <summary>Needed by another entry, which may be a production one.</summary>
    private static bool IsNeededInYarnLock(string text, string package) =>
        text.Contains($"\n    {package} ", StringComparison.Ordinal) || text.Contains($"\n    \"{package}\" ", StringComparison.Ordinal);
}
