using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling.Copying;

/// <summary>Puts sources at the destination, one after the other.</summary>
internal sealed class Placement(FileTree files, Target target, Instruction instruction, CopyOrigin origin, string? owner, ModeChange? mode)
{
    private const int MostReported = 1_000;
    private const int Fuel = 2_000_000;

    private static readonly string[] ArchiveNames =
        [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".tar.zstd", ".tar.Z"];

    private int _fuel = Fuel;

    public FileTree Files { get; private set; } = files;

    /// <summary>What stops the build here; null when nothing does.</summary>
    public StepOutcome? Failure { get; private set; }

    private bool IsAdd => instruction.Keyword == "ADD";

    private bool KeepsParents => instruction.Flag("parents") is { } value && value != "false";

    /// <summary>What is copied depends on patterns that are not followed.</summary>
    private bool IsFiltered => instruction.Flag("exclude") is not null;

    public CopiedSource Write(Heredoc heredoc, Func<string, string?>? expand)
    {
        var text = expand is null ? heredoc.Text : expand(heredoc.Text);
        var node = new Node
        {
            Existence = Existence.Present,
            Kind = EntryKind.File,
            Placed = origin.Origin.Moment,
            MadeBy = origin.Origin with { Kind = OriginKind.Inline },
            Mode = mode is { IsAbsolute: true } change ? change.Or : mode is null ? 0b110_100_100 : null,
            Owner = owner ?? "0:0",
            Text = text is null ? null : new FileText(text, true),
        };
        return new CopiedSource("<<" + heredoc.Name, Existence.Present, EntryKind.File, [PutFile(heredoc.Name, heredoc.Name, node)], true);
    }

    public CopiedSource Unknown(string? text)
    {
        Files = Changes.Disturb(Files, target.Path, origin.Origin);
        return new CopiedSource(text, Existence.Unknown, EntryKind.Unknown, [], false);
    }

    public CopiedSource Copy(string text)
    {
        if (IsAdd && IsRemote(text))
        {
            return Download(text);
        }

        if (origin.Files is not { } tree || Paths.Absolute("/", text) is not { } path || (KeepsParents && text.Contains("**", StringComparison.Ordinal)))
        {
            return Unknown(text);
        }

        if (Wildcards.Has(text))
        {
            return CopyMatches(tree, text, path);
        }

        var place = tree.Locate(path, follow: true, ref _fuel);
        if (place.IsUnknown || place.Node is { Existence: Existence.Unknown } || _fuel < 0)
        {
            var placed = Place(path, Assumed(path, place.Node), text);
            return new CopiedSource(text, Existence.Unknown, place.Node?.Kind ?? EntryKind.Unknown, [placed], false);
        }

        return place.Node is not { } node || node.Existence == Existence.Absent
            ? new CopiedSource(text, Existence.Absent, EntryKind.Unknown, [], true)
            : new CopiedSource(text, Existence.Present, node.Kind, [Place(path, node, text)], true);
    }

    private CopiedSource CopyMatches(FileTree tree, string text, string pattern)
    {
        var matches = Wildcards.Expand(tree, pattern, out var complete, ref _fuel);
        var placed = new List<CopiedPath>();
        var kind = EntryKind.Unknown;
        foreach (var (path, node) in matches)
        {
            var one = Place(path, node, path);
            if (placed.Count < MostReported && node.IsPresent)
            {
                placed.Add(one);
                kind = placed.Count == 1 || kind == node.Kind ? node.Kind : EntryKind.Unknown;
            }
        }

        if (!complete)
        {
            Files = Changes.Disturb(Files, target.Path, origin.Origin);
        }

        var existence = placed.Count > 0 ? Existence.Present : complete && matches.Count == 0 ? Existence.Absent : Existence.Unknown;
        return new CopiedSource(text, existence, kind, placed, complete);
    }

    /// <summary>
    /// A source that nobody knows: the build only gets past it when it is there, so it is. A name with an extension, or of a well-known file, is taken for a
    /// file's.
    /// </summary>
    private Node Assumed(string path, Node? node)
    {
        var known = node ?? Node.Anything(origin.Origin);
        var isFile = known.Kind == EntryKind.File || (known.Kind == EntryKind.Unknown && FileNames.LooksLikeFile(Paths.Name(path)));
        return isFile ? known with { Existence = Existence.Present, Kind = EntryKind.File } : known;
    }

    /// <param name="path">Absolute in the source tree.</param>
    /// <param name="written">The source as written, for <c>--parents</c>.</param>
    private CopiedPath Place(string path, Node node, string written)
    {
        if (IsFiltered || (IsAdd && node.Kind != EntryKind.Directory && MayBeArchive(path, node)) || (KeepsParents && !node.IsPresent))
        {
            Files = node.IsPresent ? Changes.MakeDirectory(Files, target.Path, origin.Origin, owner) : Files;
            Files = Changes.Disturb(Files, target.Path, origin.Origin with { Kind = IsAdd ? OriginKind.Unpack : origin.Origin.Kind });
            return Reported(path, target.Path);
        }

        var from = origin.Origin with { SourcePath = origin.IsContext ? path[1..] : path, Source = node.MadeBy };
        var copy = RestSource.Copy(node, from, owner, mode);
        if (KeepsParents)
        {
            var parent = Paths.Absolute(target.Path, "./" + Kept(written)) ?? target.Path;
            return Put(path, parent, copy);
        }

        return node.Kind switch
        {
            EntryKind.Directory => Put(path, target.Path, copy),
            EntryKind.Unknown => PutUnknownKind(path, copy),
            _ => PutFile(path, Paths.Name(path), copy),
        };
    }

    /// <summary>What <c>--parents</c> keeps of a path: all of it, or what follows <c>/./</c>.</summary>
    private static string Kept(string written) => written.LastIndexOf("/./", StringComparison.Ordinal) is var pivot and >= 0 ? written[(pivot + 3)..] : written;

    /// <summary>A file lands in a directory under its own name, a directory lands with its content.</summary>
    private CopiedPath PutUnknownKind(string path, Node copy)
    {
        var existing = Files.Find(target.Path);
        if (!target.IsWrittenAsDirectory && existing.IsAbsent)
        {
            return Put(path, target.Path, copy);
        }

        Files = copy.IsPresent && target.IsWrittenAsDirectory ? Changes.MakeDirectory(Files, target.Path, origin.Origin, owner ?? "0:0") : Files;
        Files = Changes.Disturb(Files, target.Path, origin.Origin);
        return Reported(path, target.Path);
    }

    private CopiedPath PutFile(string path, string name, Node copy)
    {
        var inside = target.IsWrittenAsDirectory;
        if (!inside)
        {
            var existing = Files.Find(target.Path);
            // Of an unknown base it is assumed that no folder of it is called run.sh.
            if (existing.Existence != Existence.Absent && existing.Kind == EntryKind.Unknown && !FileNames.LooksLikeFile(Paths.Name(target.Path)))
            {
                Files = Changes.Disturb(Files, target.Path, origin.Origin);
                return Reported(path, target.Path);
            }

            inside = existing is { IsPresent: true, Kind: EntryKind.Directory };
            if (existing is { Existence: Existence.Unknown, Kind: EntryKind.Directory })
            {
                Files = Changes.Disturb(Files, target.Path, origin.Origin);
                return Reported(path, target.Path);
            }
        }

        if (inside && copy.IsPresent)
        {
            Files = Changes.MakeDirectory(Files, target.Path, origin.Origin, owner ?? "0:0");
        }

        return Put(path, inside ? Paths.Join(target.Path, name) : target.Path, copy);
    }

    private CopiedPath Put(string path, string destination, Node copy)
    {
        if (copy is { IsPresent: true, Kind: EntryKind.Directory } && Files.Find(destination) is { IsPresent: true, Kind: EntryKind.File })
        {
            Failure ??= StepOutcome.Fails($"{destination} is a file, and the directory {path} is to be copied there", $"cannot copy to non-directory: {destination}");
        }

        Files = Changes.Overlay(Files, destination, copy, origin.Origin, ref _fuel);
        return Reported(path, destination);
    }

    private CopiedPath Reported(string path, string destination) => new(origin.IsContext ? path.TrimStart('/') : path, destination);

    private CopiedSource Download(string address)
    {
        var path = address.Split('?', '#')[0];
        var isTree = path.EndsWith(".git", StringComparison.Ordinal) || address.StartsWith("git", StringComparison.Ordinal) || instruction.Flag("unpack") is not null;
        if (isTree || (target.IsWrittenAsDirectory && Paths.Name(path) is "" or "." or ".."))
        {
            Files = Changes.MakeDirectory(Files, target.Path, origin.Origin, owner);
            return Unknown(address);
        }

        var node = new Node
        {
            Existence = Existence.Present,
            Kind = EntryKind.File,
            Placed = origin.Origin.Moment,
            MadeBy = origin.Origin with { Kind = OriginKind.Download, SourcePath = address },
            Mode = mode is { IsAbsolute: true } change ? change.Or : mode is null ? 0b110_000_000 : null,
            Owner = owner ?? "0:0",
        };
        return new CopiedSource(address, Existence.Present, EntryKind.File, [PutFile(address, Paths.Name(path), node)], true);
    }

    private static bool IsRemote(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("git@", StringComparison.Ordinal) || text.StartsWith("git://", StringComparison.Ordinal) || text.StartsWith("ssh://", StringComparison.Ordinal);

    /// <summary>ADD decides by content. Where that was not read, a name like an archive's is enough for a doubt.</summary>
    private static bool MayBeArchive(string path, Node node)
    {
        var bytes = node.Copied is { } file ? file.FirstBytes.Span : default;
        if (bytes.Length >= 6)
        {
            return bytes.StartsWith((byte[])[0x1f, 0x8b]) || bytes.StartsWith("BZh"u8) || bytes.StartsWith((byte[])[0xfd, 0x37, 0x7a, 0x58, 0x5a])
                || bytes.StartsWith((byte[])[0x28, 0xb5, 0x2f, 0xfd]) || path.EndsWith(".tar", StringComparison.Ordinal);
        }

        return ArchiveNames.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)) || node.Kind == EntryKind.Unknown;
    }
}
