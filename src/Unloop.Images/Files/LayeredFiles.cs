using System.Text;
using Unloop.Core.Facts.Images;
using Unloop.Images.Content;
using Unloop.Images.Layers;

namespace Unloop.Images.Files;

/// <summary>
/// The files of an image as a container sees them: its layers one over the other. Looks from the top layer down and stops as soon as the answer is known, so
/// that lower layers are read only when it takes them. What a layer that cannot be read might hide is unknown, never absent.
/// </summary>
/// <param name="layers">Lowest first.</param>
/// <param name="covered">Clean paths where a volume lies over the image.</param>
internal sealed class LayeredFiles(LayerStore layers, IReadOnlyList<string> covered)
{
    /// <summary>As the kernel counts: one more is ELOOP.</summary>
    private const int MostLinks = 40;
    private const int LongestPath = 4096;

    private readonly Dictionary<string, FileFinding> found = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, ContentException> failures = [];

    /// <summary>Layers that could not be read, with the reason.</summary>
    public IReadOnlyDictionary<int, ContentException> Failures => failures;

    public LayerStore Layers => layers;

    /// <summary>Follows symbolic links component by component, the last one too unless told otherwise.</summary>
    public async Task<FileFinding> ResolveAsync(string path, CancellationToken cancellationToken, bool followLast = true)
    {
        var pending = new Stack<string>();
        Push(pending, path);
        var (current, links, lastTarget, through) = ("", 0, (string?)null, (string?)null);
        var finding = Root(path);
        while (pending.TryPop(out var part))
        {
            if (part is "." or "..")
            {
                current = part == "." ? current : current[..Math.Max(0, current.LastIndexOf('/'))];
                finding = current.Length == 0 ? Root(path) : await FindAsync(current, cancellationToken);
                continue;
            }

            var next = $"{current}/{part}";
            finding = await FindAsync(next, cancellationToken);
            if (!finding.IsPresent || (finding.Entry.Kind is not (EntryKind.Directory or EntryKind.Symlink) && pending.Count > 0))
            {
                return through is not null && await FindAsync(ImagePaths.Clean(through), cancellationToken) is { IsPresent: true } above
                    ? above with { Path = path, RealPath = above.Path }
                    : await MissingAsync(path, next, pending, finding, lastTarget, cancellationToken);
            }

            if (finding.Entry.Kind == EntryKind.Symlink && (pending.Count > 0 || followLast))
            {
                lastTarget = finding.Entry.Target ?? "";
                through = finding.HasFilesAbove && pending.Count > 0 ? $"{next}/{string.Join('/', pending)}" : through;
                if (++links > MostLinks || lastTarget.Length == 0 || next.Length + lastTarget.Length > LongestPath)
                {
                    return finding with { Path = path, Presence = FilePresence.Dangling, RealPath = null, Target = lastTarget };
                }

                current = lastTarget.StartsWith('/') ? "" : current;
                finding = current.Length == 0 ? Root(path) : finding;
                Push(pending, lastTarget);
                continue;
            }

            current = next;
        }

        var seen = finding with { Path = path, RealPath = current.Length == 0 ? "/" : current };
        return seen is { Entry.Part: not null, Row: >= 0, Layer: { } layer } ? seen with { Entry = await layers.LookIntoAsync(layer, seen.Row, cancellationToken) } : seen;
    }

    /// <summary>One path that no symbolic link leads to; the last component is not followed either. Clean, with leading slash.</summary>
    public async Task<FileFinding> FindAsync(string path, CancellationToken cancellationToken)
    {
        if (found.TryGetValue(path, out var known))
        {
            return known;
        }

        var finding = covered.Any(c => ImagePaths.IsWithin(path, c))
            ? new FileFinding { Path = path, Presence = FilePresence.Unknown, IsCovered = true }
            : path.Length > LongestPath ? new FileFinding { Path = path, Presence = FilePresence.Absent }
            : await SearchAsync(path, cancellationToken);
        return found[path] = finding;
    }

    /// <summary>A layer's index, or null after its failure was noted.</summary>
    public async Task<LayerIndex?> LayerAsync(int layer, CancellationToken cancellationToken)
    {
        try
        {
            return await layers.LoadAsync(layer, cancellationToken);
        }
        catch (ContentException e)
        {
            failures[layer] = e;
            return null;
        }
    }

    private async Task<FileFinding> SearchAsync(string path, CancellationToken cancellationToken)
    {
        var name = Encoding.UTF8.GetBytes(path[1..]);
        var (implied, hidden) = ((int?)null, (int?)null);
        for (var layer = layers.Count - 1; layer >= 0; layer--)
        {
            if (await LayerAsync(layer, cancellationToken) is not { } index)
            {
                // What is hidden is not there either way; whether it ever was stays open.
                return new FileFinding { Path = path, Presence = hidden is null ? FilePresence.Unknown : FilePresence.Absent };
            }

            var answer = index.Look(name);
            if (answer.IsFound || (answer.IsImplied && (hidden is not null || answer.HidesLower)))
            {
                var entry = answer.IsFound ? await FollowHardLinkAsync(index[answer.Row], layer, cancellationToken) : Folder;
                return hidden is not null ? new FileFinding { Path = path, Presence = FilePresence.Deleted, Entry = entry, Layer = layer, DeletedIn = hidden }
                    : implied is not null && entry.Kind is not (EntryKind.Directory or EntryKind.Symlink) ? ImpliedFolder(path, implied)
                    : new FileFinding { Path = path, Presence = FilePresence.Present, Entry = entry, Layer = layer, Row = answer.Row, HasFilesAbove = implied is not null };
            }

            implied = hidden is null && answer.IsImplied ? implied ?? layer : implied;
            if (answer.HidesLower && hidden is null)
            {
                if (implied is not null)
                {
                    break;
                }

                hidden = layer;
            }
        }

        return implied is not null ? ImpliedFolder(path, implied) : new FileFinding { Path = path, Presence = FilePresence.Absent };
    }

    /// <summary>A folder that has no entry of its own: runtimes make it for root, with 0755.</summary>
    private static LayerEntry Folder { get; } = new() { Kind = EntryKind.Directory, Mode = 0x1ED };

    private static FileFinding ImpliedFolder(string path, int? layer) => new() { Path = path, Presence = FilePresence.Present, Entry = Folder, Layer = layer };

    private static FileFinding Root(string path) => new() { Path = path, Presence = FilePresence.Present, Entry = Folder, RealPath = "/" };

    /// <summary>A hard link to a file that only lower layers have.</summary>
    private async Task<LayerEntry> FollowHardLinkAsync(LayerEntry entry, int layer, CancellationToken cancellationToken)
    {
        var path = Encoding.UTF8.GetBytes(ImagePaths.Clean(entry.Target ?? "")[1..]);
        for (var below = layer - 1; entry.Kind == EntryKind.HardLink && below >= 0; below--)
        {
            if (await LayerAsync(below, cancellationToken) is { } index && index.Look(path) is { IsFound: true } answer && index.KindOf(answer.Row) != EntryKind.Directory)
            {
                entry = index[answer.Row];
            }
        }

        return entry.Kind == EntryKind.HardLink ? entry with { Kind = EntryKind.File, Target = null } : entry;
    }

    /// <summary>The rest of a path whose beginning is not there may have been in a lower layer once.</summary>
    private async Task<FileFinding> MissingAsync(string path, string at, Stack<string> pending, FileFinding finding, string? lastTarget, CancellationToken cancellationToken)
    {
        if (finding.Presence == FilePresence.Unknown)
        {
            return finding with { Path = path };
        }

        var whole = pending.Count == 0 ? at : ImagePaths.Clean($"{at}/{string.Join('/', pending)}");
        if (pending.Count > 0)
        {
            var rest = pending.Contains("..") ? finding : await FindAsync(whole, cancellationToken);
            finding = rest.Presence == FilePresence.Deleted ? rest : new FileFinding { Path = path, Presence = FilePresence.Absent };
        }

        return finding with
        {
            Path = path,
            Presence = lastTarget is not null ? FilePresence.Dangling : finding.Presence,
            RealPath = whole,
            Target = lastTarget,
        };
    }

    private static void Push(Stack<string> pending, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            pending.Push(parts[i]);
        }
    }
}
