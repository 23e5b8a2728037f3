using System.Text;
using Unloop.Core.Facts.Images;
using Unloop.Images.Layers;

namespace Unloop.Images.Files;

/// <summary>Looks for names in the whole image. Needs every layer.</summary>
internal static class FileSearch
{
    /// <summary>Paths whose end is the given one at a slash. What is present comes first, then what was deleted; each in order of its path.</summary>
    public static async Task<IReadOnlyList<FileFinding>> EndingAsync(LayeredFiles files, string ending, int most, CancellationToken cancellationToken)
    {
        var suffix = Encoding.UTF8.GetBytes("/" + ending.TrimStart('/'));
        var findings = new List<FileFinding>();
        foreach (var path in await CandidatesAsync(files, name => EndsWith(name, suffix), cancellationToken))
        {
            var finding = await files.FindAsync(path, cancellationToken);
            if (finding.Presence is FilePresence.Present or FilePresence.Deleted)
            {
                findings.Add(finding with { RealPath = path });
            }
        }

        return [.. findings.OrderBy(f => f.Presence == FilePresence.Present ? 0 : 1).ThenBy(f => f.Path, StringComparer.Ordinal).Take(most)];
    }

    /// <summary>Files whose name has that end; present ones only, in order of their path.</summary>
    public static async Task<IReadOnlyList<string>> WithEndingAsync(LayeredFiles files, string ending, CancellationToken cancellationToken)
    {
        var suffix = Encoding.UTF8.GetBytes(ending);
        var paths = new List<string>();
        foreach (var path in await CandidatesAsync(files, name => name.EndsWith(suffix), cancellationToken))
        {
            if ((await files.FindAsync(path, cancellationToken)).IsFile)
            {
                paths.Add(path);
            }
        }

        return paths;
    }

    /// <summary>Outermost folders of that name; present ones only, in order of their path.</summary>
    public static async Task<IReadOnlyList<string>> FoldersAsync(LayeredFiles files, string name, int most, CancellationToken cancellationToken)
    {
        var suffix = Encoding.UTF8.GetBytes("/" + name);
        var folders = new List<string>();
        foreach (var path in await CandidatesAsync(files, entry => Folder(entry, suffix).Length > 0, cancellationToken, entry => Folder(entry, suffix)))
        {
            if ((await files.FindAsync(path, cancellationToken)).IsDirectory && folders.Count < most)
            {
                folders.Add(path);
            }
        }

        return folders;
    }

    private delegate bool NameTest(ReadOnlySpan<byte> name);

    private delegate ReadOnlySpan<byte> NameCut(ReadOnlySpan<byte> name);

    private static async Task<IEnumerable<string>> CandidatesAsync(LayeredFiles files, NameTest test, CancellationToken cancellationToken, NameCut? cut = null)
    {
        await files.Layers.LoadAllAsync(cancellationToken);
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        for (var layer = files.Layers.Count - 1; layer >= 0; layer--)
        {
            if (await files.LayerAsync(layer, cancellationToken) is { } index)
            {
                Gather(index, test, cut, paths);
            }
        }

        return paths;
    }

    private static void Gather(LayerIndex index, NameTest test, NameCut? cut, SortedSet<string> paths)
    {
        for (var row = 0; row < index.Count && paths.Count < MostCandidates; row++)
        {
            var name = index.Name(row);
            if (index.KindOf(row) != EntryKind.Whiteout && test(name))
            {
                var shortened = cut is null ? default : cut(name);
                _ = paths.Add("/" + Encoding.UTF8.GetString(shortened.IsEmpty ? name : shortened));
            }
        }
    }

    /// <summary>A name of a million files tells nobody anything.</summary>
    private const int MostCandidates = 10_000;

    private static bool EndsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix) => name.EndsWith(suffix) || name.SequenceEqual(suffix[1..]);

    /// <summary>The outermost folder of that name on the way; empty when there is none.</summary>
    private static ReadOnlySpan<byte> Folder(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix)
    {
        if (name.StartsWith(suffix[1..]) && (name.Length == suffix.Length - 1 || name[suffix.Length - 1] == '/'))
        {
            return name[..(suffix.Length - 1)];
        }

        for (var from = 0; name[from..].IndexOf(suffix) is var at and >= 0;)
        {
            var end = from + at + suffix.Length;
            if (end == name.Length || name[end] == '/')
            {
                return name[..end];
            }

            from = end - 1;
        }

        return default;
    }
}
