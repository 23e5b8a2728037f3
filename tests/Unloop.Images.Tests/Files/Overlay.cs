using Unloop.Core.Facts.Images;
using Unloop.Images.Tests.Layers;

namespace Unloop.Images.Tests.Files;

/// <summary>The plainest reading of the image specification: a dictionary to which one layer after the other is applied.</summary>
internal sealed class Overlay
{
    private readonly Dictionary<string, (FileKind Kind, int Layer)> files = [];
    private readonly HashSet<string> ever = [];

    public enum Act
    {
        File,
        Directory,
        Whiteout,
        Opaque,
    }

    public static TarBuilder Tar(IEnumerable<(Act Act, string Path)> layer)
    {
        var tar = new TarBuilder();
        foreach (var (act, path) in layer)
        {
            _ = act switch
            {
                Act.File => tar.File(path, "x"),
                Act.Directory => tar.Directory(path),
                Act.Whiteout => tar.Whiteout(path),
                _ => tar.Opaque(path),
            };
        }

        return tar;
    }

    public void Apply(int number, IReadOnlyList<(Act Act, string Path)> layer)
    {
        // What is taken away is taken from lower layers, wherever it stands in the archive.
        foreach (var (_, path) in layer.Where(e => e.Act == Act.Whiteout))
        {
            Remove(path, andItself: true);
        }

        foreach (var (_, path) in layer.Where(e => e.Act == Act.Opaque))
        {
            Remove(path, andItself: false);
        }

        var own = layer.Where(e => e.Act is Act.File or Act.Directory).GroupBy(e => e.Path).ToDictionary(g => g.Key, g => g.Last().Act);
        foreach (var path in layer.Where(e => e.Act == Act.Opaque).Select(e => e.Path))
        {
            _ = own.TryAdd(path, Act.Directory);
        }

        var fitting = own.Where(e => !Ancestors(e.Key).Any(a => own.GetValueOrDefault(a, Act.Directory) == Act.File)).OrderBy(e => e.Key, StringComparer.Ordinal);
        foreach (var (path, act) in fitting)
        {
            foreach (var ancestor in Ancestors(path).Reverse())
            {
                Put(ancestor, FileKind.Directory, number, isOwn: false);
            }

            Put(path, act == Act.File ? FileKind.File : FileKind.Directory, number, isOwn: true);
        }
    }

    public (FilePresence Presence, FileKind? Kind) Of(string path) =>
        files.TryGetValue(path, out var file) ? (FilePresence.Present, file.Kind) : (ever.Contains(path) ? FilePresence.Deleted : FilePresence.Absent, null);

    public int? LayerOf(string path) => files.TryGetValue(path, out var file) && file.Kind == FileKind.File ? file.Layer : null;

    public IEnumerable<string> Children(string folder) =>
        files.Keys.Where(p => p.StartsWith(folder + "/", StringComparison.Ordinal) && !p[(folder.Length + 1)..].Contains('/', StringComparison.Ordinal)).Select(p => p[(folder.Length + 1)..])
            .Order(StringComparer.Ordinal);

    private void Put(string path, FileKind kind, int layer, bool isOwn)
    {
        if (!files.TryGetValue(path, out var old) || old.Kind != kind || isOwn)
        {
            if (kind == FileKind.File || (files.TryGetValue(path, out old) && old.Kind == FileKind.File))
            {
                Remove(path, andItself: true);
            }

            files[path] = (kind, layer);
        }

        _ = ever.Add(path);
    }

    private void Remove(string path, bool andItself)
    {
        foreach (var gone in files.Keys.Where(p => p.StartsWith(path + "/", StringComparison.Ordinal) || (andItself && p == path)).ToArray())
        {
            _ = files.Remove(gone);
        }
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }
}
