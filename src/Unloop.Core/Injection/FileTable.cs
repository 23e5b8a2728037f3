using System.Globalization;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;

namespace Unloop.Core.Injection;

/// <summary>The files that ConfigMaps, Secrets, tokens and fields bring into one container, and what its mounts hide in the image.</summary>
/// <param name="variables">Of the container, for subPathExpr.</param>
internal sealed class FileTable(InjectionFacts facts, ContainerSpec container, IReadOnlyList<InjectedVariable> variables)
{
    /// <summary>0644, 0600, and the group's bits that the kubelet adds for an fsGroup.</summary>
    private const int DefaultMode = 420;
    private const int TokenMode = 384;
    private const int GroupReads = 288;

    public IReadOnlyList<InjectedFile> Files() =>
        [.. container.Mounts.SelectMany(m => facts.Volumes.FirstOrDefault(v => v.Name == m.Volume) is { Parts.Count: > 0 } volume ? Of(m, volume) : [])];

    public IReadOnlyList<InjectedMount> Mounts() => [.. container.Mounts.Select(m => new InjectedMount(
        m.Path, m.Volume, facts.Volumes.FirstOrDefault(v => v.Name == m.Volume)?.Kind ?? "unknown", m.ReadOnly, m.SubPathExpr is null ? m.SubPath : Expanded(m.SubPathExpr, v => v.Value ?? $"‹{v.From}›"), Hidden(m)))];

    private IEnumerable<InjectedFile> Of(MountSpec mount, VolumeSpec volume)
    {
        var all = volume.Parts.SelectMany(p => OfPart(mount, volume, p)).ToList();
        var root = mount.Path.TrimEnd('/');
        if (mount.SubPathExpr is { } expression && Expansion.NamesIn(expression).Any(n => Set(n) is not { Raw: not null, ChangedAt: null, Unknown.Count: 0 }))
        {
            return [Blank(mount, volume, volume.Parts[0], root, expression, null) with { State = FileState.Unknown, SubPath = true }];
        }

        if ((mount.SubPathExpr is null ? mount.SubPath : Expanded(mount.SubPathExpr, v => v.Raw)) is not { Length: > 0 } sub)
        {
            return all;
        }

        // A mount of one path of the volume: a file of it, or a folder with files below.
        var wanted = sub.Trim('/');
        var file = all.FirstOrDefault(f => Relative(f, mount) == wanted);
        if (file is not null)
        {
            return [file with { Path = root, SubPath = true }];
        }

        var below = all.Where(f => Relative(f, mount).StartsWith(wanted + "/", StringComparison.Ordinal)).ToList();
        if (below.Count > 0)
        {
            return below.Select(f => f with { Path = $"{root}/{Relative(f, mount)[(wanted.Length + 1)..]}", SubPath = true });
        }

        // Several sources behind one path: whichever is not known may have it.
        var unknown = all.FirstOrDefault(f => f.State is FileState.Unknown) ?? all.FirstOrDefault(f => f.State is FileState.Missing) ?? all.FirstOrDefault(f => f.State is FileState.Unset);
        return unknown is not null
            ? [unknown with { Path = root, SubPath = true, Key = wanted }]
            : [Blank(mount, volume, volume.Parts[0], root, wanted, null) with { State = FileState.EmptyFolder, SubPath = true }];
    }

    /// <summary>What the kubelet looks for references in: neither the image's variables nor the runtime's.</summary>
    private InjectedVariable? Set(string name) => variables.LastOrDefault(v => v.Name == name && v is { State: VariableState.Set, Origin: not (VariableOrigin.Image or VariableOrigin.Runtime) });

    private string Expanded(string expression, Func<InjectedVariable, string?> of) => Expansion.Expand(expression, n => Set(n) is { } set ? of(set) : null).Text;

    private IEnumerable<InjectedFile> OfPart(MountSpec mount, VolumeSpec volume, VolumePart part)
    {
        var folder = mount.Path.TrimEnd('/');
        if (part.Kind is "Token" or "Field")
        {
            return (part.Items ?? []).Select(i => Blank(mount, volume, part, $"{folder}/{i.Path}", null, i.Mode));
        }

        var found = facts.Find(part.Kind, part.Name);
        var isKnown = found is { Presence: Presence.Present };
        var state = found is { Presence: Presence.ObjectMissing } ? part.Optional ? FileState.Unset : FileState.Missing : FileState.Unknown;
        if (part.Items is { } items)
        {
            return items.Select(i => Blank(mount, volume, part, $"{folder}/{i.Path.Trim('/')}", i.Key, i.Mode) with
            {
                State = !isKnown ? state : found!.FileKeys.Contains(i.Key) ? FileState.Mounted : part.Optional ? FileState.Unset : FileState.Missing,
                ChangedAt = isKnown ? ChangedAt(found!) : null,
            });
        }

        return isKnown
            ? found!.FileKeys.Order(StringComparer.Ordinal).Select(k => Blank(mount, volume, part, $"{folder}/{k}", k, null) with { ChangedAt = ChangedAt(found!) })
            : [Blank(mount, volume, part, $"{folder}/*", null, null) with { State = state }];
    }

    private InjectedFile Blank(MountSpec mount, VolumeSpec volume, VolumePart part, string path, string? key, int? mode)
    {
        // A token is its user's alone, where all containers run as one. Source: pkg/volume/projected, collectData.
        var user = part.Kind == "Token" && facts.Containers.Select(c => c.RunAsUser).Distinct().ToList() is [{ } only] ? only : (long?)null;
        var bits = part.Kind == "Token" && (user ?? facts.FsGroup) is not null ? TokenMode : mode ?? volume.DefaultMode ?? DefaultMode;
        var bitsNow = facts.FsGroup is null ? bits : bits | GroupReads;
        return new()
        {
            Path = path,
            State = FileState.Mounted,
            Mount = mount.Path,
            Volume = volume.Name,
            Kind = part.Kind,
            Source = part.Name,
            Key = key,
            Mode = "0" + Convert.ToString(bitsNow, 8),
            Bits = bitsNow,
            Owner = $"{user?.ToString(CultureInfo.InvariantCulture) ?? "root"}:{facts.FsGroup?.ToString(CultureInfo.InvariantCulture) ?? "root"}",
            Optional = part.Optional,
        };
    }

    /// <summary>A path as the volume has it.</summary>
    private static string Relative(InjectedFile file, MountSpec mount) => file.Path[(mount.Path.TrimEnd('/').Length + 1)..];

    private DateTimeOffset? ChangedAt(SourceObject source) => Times.After(source.ChangedAt ?? source.CreatedAt, container.RunsSince);

    private IReadOnlyList<string>? Hidden(MountSpec mount)
    {
        if (facts.Images.GetValueOrDefault(container.Name)?.File(mount.Path.TrimEnd('/')) is not { } there || there.Presence == FilePresence.Unknown)
        {
            return null;
        }

        return there.Presence != FilePresence.Present ? [] : there.Kind == FileKind.Directory ? there.Entries : [mount.Path[(mount.Path.LastIndexOf('/') + 1)..]];
    }
}
