using Unloop.Core.Facts.Images;
using Unloop.Images.Files;

namespace Unloop.Images.Inspection;

/// <summary>Reads package inventories off the names of files, as package managers lay them out. Needs every layer.</summary>
internal static class PackageFolders
{
    private const int MostFolders = 50;
    private const int MostNames = 2000;

    public static async Task<IReadOnlyList<PackageInventory>> OfAsync(LayeredFiles files, string ecosystem, CancellationToken cancellationToken) => ecosystem switch
    {
        "npm" => await FoldersAsync(files, ecosystem, ["node_modules"], NpmAsync, cancellationToken),
        "pypi" => await FoldersAsync(files, ecosystem, ["site-packages", "dist-packages"], PythonAsync, cancellationToken),
        "gem" => await FoldersAsync(files, ecosystem, ["specifications"], GemsAsync, cancellationToken),
        "maven" => await EndingAsync(files, ecosystem, ".jar", cancellationToken),
        "nuget" => await EndingAsync(files, ecosystem, ".deps.json", cancellationToken),
        _ => [],
    };

    private static async Task<IReadOnlyList<PackageInventory>> FoldersAsync(
        LayeredFiles files, string ecosystem, string[] names, Func<LayeredFiles, string, CancellationToken, Task<IEnumerable<string>?>> read, CancellationToken cancellationToken)
    {
        var inventories = new List<PackageInventory>();
        foreach (var name in names)
        {
            foreach (var folder in await FileSearch.FoldersAsync(files, name, MostFolders, cancellationToken))
            {
                if (await read(files, folder, cancellationToken) is { } packages)
                {
                    inventories.Add(new PackageInventory(ecosystem, folder, [.. packages.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostNames)]));
                }
            }
        }

        return inventories;
    }

    private static async Task<IEnumerable<string>?> NpmAsync(LayeredFiles files, string folder, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var name in await FolderListing.ListAsync(files, folder, cancellationToken) ?? [])
        {
            if (name.StartsWith('@'))
            {
                names.AddRange((await FolderListing.ListAsync(files, $"{folder}/{name}", cancellationToken) ?? []).Select(n => $"{name}/{n}"));
            }
            else if (!name.StartsWith('.'))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>Distribution names as pip compares them (PEP 503).</summary>
    private static async Task<IEnumerable<string>?> PythonAsync(LayeredFiles files, string folder, CancellationToken cancellationToken) =>
        (await FolderListing.ListAsync(files, folder, cancellationToken) ?? [])
            .Where(n => n.EndsWith(".dist-info", StringComparison.Ordinal) || n.EndsWith(".egg-info", StringComparison.Ordinal))
            .Select(n => n[..^".dist-info".Length].Split('-')[0].ToLowerInvariant().Replace('_', '-').Replace('.', '-'));

    /// <summary>Null where the folder is not of gems.</summary>
    private static async Task<IEnumerable<string>?> GemsAsync(LayeredFiles files, string folder, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var path in (string[])[folder, $"{folder}/default"])
        {
            names.AddRange((await FolderListing.ListAsync(files, path, cancellationToken) ?? []).Where(n => n.EndsWith(".gemspec", StringComparison.Ordinal)).Select(Gem));
        }

        return names.Count > 0 || folder.Contains("/gems/", StringComparison.Ordinal) || folder.Contains("/bundle/", StringComparison.Ordinal) ? names : null;
    }

    /// <summary><c>nokogiri-1.15.4-x86_64-linux.gemspec</c> is nokogiri: the version begins at the first digit after a hyphen.</summary>
    private static string Gem(string file)
    {
        for (var i = 1; i < file.Length - 1; i++)
        {
            if (file[i] == '-' && char.IsAsciiDigit(file[i + 1]))
            {
                return file[..i];
            }
        }

        return file[..^".gemspec".Length];
    }

    private static async Task<IReadOnlyList<PackageInventory>> EndingAsync(LayeredFiles files, string ecosystem, string ending, CancellationToken cancellationToken) =>
        [.. (await FileSearch.WithEndingAsync(files, ending, cancellationToken))
            .GroupBy(ImagePaths.Parent, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Take(MostFolders)
            .Select(g => new PackageInventory(ecosystem, g.Key, [.. g.Select(p => ImagePaths.BaseName(p)[..^ending.Length]).Order(StringComparer.Ordinal).Take(MostNames)]))];
}
