using System.Text.Json.Serialization;

namespace Unloop.Core.Injection;

[JsonConverter(typeof(KebabEnumConverter<FileState>))]
public enum FileState
{
    Mounted,

    /// <summary>Its source is optional and not there: there is no such file.</summary>
    Unset,

    /// <summary>Its source is not there, and the pod does not start without.</summary>
    Missing,

    /// <summary>A subPath that no key answers to: the kubelet makes an empty folder of that name.</summary>
    EmptyFolder,

    /// <summary>Whether its source is there is not known.</summary>
    Unknown,
}

/// <summary>One file that is mounted into a container.</summary>
public sealed record InjectedFile
{
    /// <summary>Absolute, as the program sees it; of a source whose keys are not known: the folder and <c>*</c>.</summary>
    public required string Path { get; init; }
    public required FileState State { get; init; }

    /// <summary>The <c>mountPath</c>.</summary>
    public required string Mount { get; init; }
    public required string Volume { get; init; }

    /// <summary><c>ConfigMap</c>, <c>Secret</c>, <c>Token</c> or <c>Field</c>.</summary>
    public required string Kind { get; init; }
    public required string Source { get; init; }
    public string? Key { get; init; }

    /// <summary>Octal, as <c>ls</c> and <c>chmod</c> have it: <c>0644</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>User and group: <c>root:root</c>, or with fsGroup <c>root:2000</c>.</summary>
    public required string Owner { get; init; }
    public bool Optional { get; init; }

    /// <summary>Mounted one by one: it never changes while the container runs.</summary>
    public bool SubPath { get; init; }

    /// <summary>When the source was last written, where that was after the container started.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    [JsonIgnore]
    internal int Bits { get; init; }

    [JsonIgnore]
    public string From => Kind is "Token" or "Field" ? $"{Source}" : Key is null ? $"{Kind} {Source}" : $"{Kind} {Source}, key {Key}";
}

/// <summary>A mount of any kind, and what the image has in its place.</summary>
/// <param name="Hides">Names of the image's own entries that the mount hides; null where the image was not looked into.</param>
public sealed record InjectedMount(string Path, string Volume, string Kind, bool ReadOnly, string? SubPath, IReadOnlyList<string>? Hides);
