using System.Text.Json.Serialization;

namespace Unloop.Core.Facts.Images;

/// <summary>
/// What was learnt about one image, for one platform: its configuration and history, and the answers to what was asked
/// (<see cref="ImageQuestions"/>). Data like any other evidence; what could not be learnt is a gap.
/// </summary>
public sealed record ImageFacts
{
    /// <summary>As it was asked for: <c>registry.example.com/web:1.0</c>, <c>…@sha256:…</c>, or the path of a layout or archive.</summary>
    public required string Reference { get; init; }

    /// <summary>Digest of the manifest that was read, which is of one platform.</summary>
    public string? Digest { get; init; }

    /// <summary>What the reference's tag stands for in the registry now: the digest of an index, or <see cref="Digest"/>. A pod's imageID may name either.</summary>
    public string? TagDigest { get; init; }

    /// <summary>The digests of the manifests in the index that the tag stands for; empty when it stands for one manifest.</summary>
    public IReadOnlyList<string> TagManifests { get; init; } = [];

    public string? Os { get; init; }

    /// <summary>As in OCI: <c>amd64</c>, <c>arm64</c>, <c>arm</c>, …</summary>
    public string? Architecture { get; init; }
    public string? Variant { get; init; }

    /// <summary>The platforms of an index, as <c>os/architecture[/variant]</c>; attestations are left out.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];
    public ImageConfig Config { get; init; } = new();

    /// <summary>Lowest first.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; init; } = [];

    /// <summary>The builder's record of its steps, first to last.</summary>
    public IReadOnlyList<ImageStep> History { get; init; } = [];

    /// <summary>One for each path that was asked for, in that order, and then what was found elsewhere under a name that was asked for.</summary>
    public IReadOnlyList<ImageFile> Files { get; init; } = [];

    /// <summary>The ends of paths that every layer was searched for (<see cref="ImageQuestions.Anywhere"/>): what is not among the files is nowhere in the image.</summary>
    public IReadOnlyList<string> Searched { get; init; } = [];
    public EntrypointFacts? Entrypoint { get; init; }
    public IReadOnlyList<PackageInventory> Inventories { get; init; } = [];
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    public ImageFile? File(string path) => Files.FirstOrDefault(f => f.Path == path);
}

/// <summary>The configuration that the image gives to a container; the pod's spec goes before it.</summary>
public sealed record ImageConfig
{
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary><c>NAME=value</c>, values redacted.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];
    public string? WorkingDir { get; init; }

    /// <summary>As written: a name or number, with or without a group. Null or empty: root.</summary>
    public string? User { get; init; }
    public IReadOnlyList<string> Volumes { get; init; } = [];
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public DateTimeOffset? Created { get; init; }
}

/// <param name="Digest">Of the blob.</param>
/// <param name="Size">Of the blob, in bytes, compressed as it is.</param>
/// <param name="FirstStep">The first entry of the history whose files may be in it.</param>
/// <param name="LastStep">The last; they differ where a builder squashed several instructions into one layer. -1: the history does not say.</param>
public sealed record ImageLayer(string Digest, long Size, int FirstStep = -1, int LastStep = -1);

/// <summary>One entry of the history.</summary>
/// <param name="CreatedBy">As the builder wrote it, without its own decorations: <c>RUN npm install</c>, <c>COPY . .</c></param>
/// <param name="Layer">The layer that it made; null for none.</param>
/// <param name="Comment">The builder's own: <c>buildkit.dockerfile.v0</c>.</param>
public sealed record ImageStep(string CreatedBy, int? Layer, string? Comment = null);

[JsonConverter(typeof(KebabEnumConverter<FilePresence>))]
public enum FilePresence
{
    /// <summary>Not known: a layer could not be read.</summary>
    Unknown,
    Present,

    /// <summary>In no layer.</summary>
    Absent,

    /// <summary>A lower layer has it and a higher one took it away.</summary>
    Deleted,

    /// <summary>A symbolic link on the way leads to nothing; <see cref="ImageFile.Target"/> is where it points.</summary>
    Dangling,
}

[JsonConverter(typeof(KebabEnumConverter<FileKind>))]
public enum FileKind
{
    File,
    Directory,
    Symlink,
    Other,
}

/// <summary>One path in an image, as a process in the container would see it.</summary>
public sealed record ImageFile
{
    /// <summary>As asked for, or as found.</summary>
    public required string Path { get; init; }
    public FilePresence Presence { get; init; }

    /// <summary>Absolute, after all symbolic links.</summary>
    public string? RealPath { get; init; }
    public FileKind? Kind { get; init; }

    /// <summary>Permission bits: 0x1ED is 0755.</summary>
    public int? Mode { get; init; }
    public int? Uid { get; init; }
    public int? Gid { get; init; }
    public long? Size { get; init; }

    /// <summary>What the container's user may do with it: <c>r-x</c>; null where the start was not asked about, or groups that are not known decide.</summary>
    public string? Rights { get; init; }

    /// <summary>Of a symbolic link.</summary>
    public string? Target { get; init; }

    /// <summary>The layer that made it, counted from 0, the lowest.</summary>
    public int? Layer { get; init; }

    /// <summary>The layer that deleted it.</summary>
    public int? DeletedIn { get; init; }

    /// <summary>The beginning of a text file, at most 4 KiB, redacted; null for anything else, or where it was not kept.</summary>
    public string? Head { get; init; }

    /// <summary>The names in a directory, sorted, at most 200; null where it was not read.</summary>
    public IReadOnlyList<string>? Entries { get; init; }
}

/// <summary>Which packages a folder of the image holds.</summary>
/// <param name="Ecosystem"><c>npm</c>, <c>pypi</c>, <c>gem</c>, <c>maven</c>, <c>nuget</c>.</param>
/// <param name="Folder">Such as <c>/app/node_modules</c> or <c>/usr/lib/python3/site-packages</c>.</param>
/// <param name="Names">At most 2,000, sorted.</param>
public sealed record PackageInventory(string Ecosystem, string Folder, IReadOnlyList<string> Names);
