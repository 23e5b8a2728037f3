namespace Unloop.Host.Files;

/// <summary>Reads a folder of small text files that the user wrote.</summary>
public static class TextFolder
{
    private const int MostFiles = 10_000;

    /// <summary>The files with that ending below the folder, by path with slashes, in order; null when there is no such folder.</summary>
    public static IReadOnlyList<(string Path, string Text)>? Read(string folder, string ending)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        return [.. Directory.EnumerateFiles(folder, $"*{ending}", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Take(MostFiles)
            .Select(f => (Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllText(f)))];
    }
}
