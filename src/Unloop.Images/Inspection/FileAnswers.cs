using System.Text;
using Unloop.Core.Facts.Images;
using Unloop.Evidence.Redaction;
using Unloop.Images.Files;
using Unloop.Images.Inspection.Starting;
using Unloop.Images.Layers;

namespace Unloop.Images.Inspection;

/// <summary>Turns what was found into facts for others: redacted, and without what was only needed to find it.</summary>
internal sealed class FileAnswers(LayeredFiles files, ContainerUser? user)
{
    private const int MostEntries = 200;
    private const int MostElsewhere = 50;
    private const int LongestHead = 4096;

    public async Task<ImageFile> AskAsync(string path, CancellationToken cancellationToken)
    {
        var finding = await files.ResolveAsync(path, cancellationToken);
        var answer = Describe(finding);
        if (finding.IsPresent && await files.ResolveAsync(path, cancellationToken, followLast: false) is { Entry.Kind: EntryKind.Symlink } link)
        {
            answer = answer with { Target = link.Entry.Target };
        }

        return !finding.IsDirectory ? answer
            : answer with { Entries = await FolderListing.ListAsync(files, finding.RealPath!, cancellationToken) is { } names ? [.. names.Take(MostEntries)] : null };
    }

    /// <summary>Paths with that end, wherever they lie.</summary>
    public async Task<IEnumerable<ImageFile>> AnywhereAsync(string ending, CancellationToken cancellationToken) =>
        (await FileSearch.EndingAsync(files, ending, MostElsewhere, cancellationToken)).Select(Describe);

    public ImageFile Describe(FileFinding finding)
    {
        var isThere = finding.Presence is FilePresence.Present or FilePresence.Deleted;
        var entry = finding.Entry;
        return new ImageFile
        {
            Path = finding.Path,
            Presence = finding.Presence,
            RealPath = finding.IsPresent ? finding.RealPath ?? finding.Path : null,
            Kind = !isThere ? null : entry.Kind switch
            {
                EntryKind.Directory => FileKind.Directory,
                EntryKind.Symlink => FileKind.Symlink,
                EntryKind.Other => FileKind.Other,
                _ => FileKind.File,
            },
            Mode = isThere ? entry.Mode : null,
            Uid = isThere ? entry.Uid : null,
            Gid = isThere ? entry.Gid : null,
            Size = isThere && entry.Kind is EntryKind.File or EntryKind.HardLink ? entry.Size : null,
            Rights = finding.IsPresent && user is not null ? Rights(entry, user) : null,
            Target = finding.Target ?? (entry.Kind == EntryKind.Symlink ? entry.Target : null),
            Layer = finding.Layer,
            DeletedIn = finding.DeletedIn,
            Head = isThere && entry.Detail is { Head.Length: > 0 } detail ? Head(detail.Head.Span) : null,
        };
    }

    private static string Head(ReadOnlySpan<byte> bytes) => Redactor.Text(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, LongestHead)]));

    private static string? Rights(LayerEntry entry, ContainerUser user)
    {
        var rights = new char[3];
        foreach (var (place, bit, sign) in ((int, int, char)[])[(0, 4, 'r'), (1, 2, 'w'), (2, 1, 'x')])
        {
            if (user.May(entry, bit) is not { } may)
            {
                return null;
            }

            rights[place] = may ? sign : '-';
        }

        return new string(rights);
    }
}
