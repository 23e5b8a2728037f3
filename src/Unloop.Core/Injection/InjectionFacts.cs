using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;

namespace Unloop.Core.Injection;

/// <summary>
/// All that goes into the containers of one pod from outside, as it was read. Values are raw here, because only whole values can be expanded and
/// compared; nothing of this is ever serialised, and a value leaves it only through a <see cref="Mask"/>. Of Secrets there are no values at all.
/// </summary>
public sealed record InjectionFacts
{
    public required string Namespace { get; init; }

    /// <summary><c>Deployment/web</c>; <c>Pod/web</c> for one on its own.</summary>
    public required string Workload { get; init; }

    /// <summary>Null: the workload has no pods, and its template alone is looked at.</summary>
    public string? Pod { get; init; }
    public string? Cluster { get; init; }

    /// <summary>The API server's time.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Init containers first, in the order of the spec.</summary>
    public IReadOnlyList<ContainerSpec> Containers { get; init; } = [];
    public IReadOnlyList<VolumeSpec> Volumes { get; init; } = [];

    /// <summary>The API's default is true.</summary>
    public bool EnableServiceLinks { get; init; } = true;
    public long? FsGroup { get; init; }

    /// <summary>Groups that every process of the pod has besides.</summary>
    public IReadOnlyList<long> SupplementalGroups { get; init; } = [];

    /// <summary>Values of fields for <c>fieldRef</c>, by path; a path that starts with <c>metadata.labels</c> or <c>metadata.annotations</c> and is not here is not set.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<SourceObject> Objects { get; init; } = [];

    /// <summary>Of the pod's namespace, and <c>kubernetes</c> of the default one. Null: not seen.</summary>
    public IReadOnlyList<ServiceSpec>? Services { get; init; }

    /// <summary>By container.</summary>
    public IReadOnlyDictionary<string, ImageFacts> Images { get; init; } = new Dictionary<string, ImageFacts>();

    /// <summary>From 1.32 on the kubelet takes every key of envFrom for a name; null: not known, and taken for true.</summary>
    public bool? TakesAnyName { get; init; }

    public SourceObject? Find(string kind, string name) => Objects.FirstOrDefault(o => o.Kind == kind && o.Name == name);

    /// <summary>What goes into one container. The volumes are the pod's: those that only others mount are no trouble of this one.</summary>
    public InjectionFacts Only(string container)
    {
        var kept = Containers.Where(c => c.Name == container).ToList();
        var mounted = kept.SelectMany(c => c.Mounts).Select(m => m.Volume).ToHashSet();
        return this with { Containers = kept, Volumes = [.. Volumes.Where(v => mounted.Contains(v.Name))] };
    }
}

/// <summary>Makes a value fit to be shown, by what the name that it goes under promises.</summary>
/// <param name="name">Of the variable or key.</param>
/// <param name="value">Raw.</param>
public delegate string Mask(string name, string value);

public sealed record ContainerSpec
{
    public required string Name { get; init; }
    public ContainerType Type { get; init; }

    /// <summary>When its present run began, or else its last one; null: it never ran, or nobody knows.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public bool Running { get; init; }

    /// <summary>Null for one that does not run: with its next start it gets everything anew.</summary>
    public DateTimeOffset? RunsSince => Running ? StartedAt : null;
    public IReadOnlyList<EnvFromSpec> EnvFrom { get; init; } = [];
    public IReadOnlyList<VariableSpec> Env { get; init; } = [];
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    /// <summary>In place of the image's entrypoint.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>In place of the image's command; without <see cref="Command"/> they are handed to the image's entrypoint.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Limits and requests that are set, as <c>limits.memory</c>.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];
    public long? RunAsUser { get; init; }
    public long? RunAsGroup { get; init; }
}

/// <param name="Kind"><c>ConfigMap</c> or <c>Secret</c>.</param>
public sealed record EnvFromSpec(string Kind, string Name, string Prefix, bool Optional);

/// <summary>One entry of <c>env</c>.</summary>
/// <param name="Kind"><c>Literal</c>, <c>ConfigMap</c>, <c>Secret</c>, <c>Field</c>, <c>Resource</c> or <c>File</c>.</param>
/// <param name="Value">A literal's, raw. Already redacted where <paramref name="IsRedacted"/>.</param>
/// <param name="Object">The ConfigMap, Secret or container.</param>
/// <param name="Key">The key, field path or resource.</param>
public sealed record VariableSpec(string Name, string Kind, string? Value = null, string? Object = null, string? Key = null, bool Optional = false, bool IsRedacted = false);

/// <param name="SubPathExpr">In place of <paramref name="SubPath"/>: a path with <c>$(NAME)</c> in it.</param>
public sealed record MountSpec(string Path, string Volume, string? SubPath = null, bool ReadOnly = false, string? SubPathExpr = null)
{
    /// <summary>Where the API server mounts the service account's token into every container, from a volume whose name differs from pod to pod; in older clusters a Secret's.</summary>
    public const string Token = "/var/run/secrets/kubernetes.io/serviceaccount";

    public bool IsToken => Path == Token;
}

/// <summary>A volume, with the parts that bring files of ConfigMaps, Secrets, tokens and fields.</summary>
/// <param name="Kind">As in the API: <c>configMap</c>, <c>secret</c>, <c>projected</c>, <c>emptyDir</c>, …</param>
/// <param name="DefaultMode">Permission bits, as the API has them: 420 is 0644. Null: not set.</param>
public sealed record VolumeSpec(string Name, string Kind, IReadOnlyList<VolumePart> Parts, int? DefaultMode = null);

/// <param name="Kind"><c>ConfigMap</c>, <c>Secret</c>, <c>Token</c> or <c>Field</c>.</param>
/// <param name="Items">Null: every key, under its own name.</param>
public sealed record VolumePart(string Kind, string Name, IReadOnlyList<VolumeItem>? Items, bool Optional);

/// <param name="Mode">Null: the volume's default.</param>
public sealed record VolumeItem(string Key, string Path, int? Mode = null);

/// <summary>A ConfigMap or Secret that the pod names.</summary>
public sealed record SourceObject
{
    public required string Kind { get; init; }
    public required string Name { get; init; }

    /// <summary>Unknown: not asked for, or forbidden. There is no <see cref="Presence.KeyMissing"/> here.</summary>
    public Presence Presence { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The last write, where managed fields tell it.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Who wrote it then owns labels or annotations as well, which may be all that was written.</summary>
    public bool MayBeLabels { get; init; }
    public bool Immutable { get; init; }

    /// <summary>A ConfigMap's text, raw, by key; of a Secret nothing.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>A Secret's keys, with what is wrong with the shape of their values; the values were dropped where they arrived.</summary>
    public IReadOnlyDictionary<string, ValueFlaws> SecretKeys { get; init; } = new Dictionary<string, ValueFlaws>();

    /// <summary>Keys of binaryData: files can be made of them, variables cannot.</summary>
    public IReadOnlyList<string> BinaryKeys { get; init; } = [];

    /// <summary>Names of the same kind in the namespace that are near, where the object is missing.</summary>
    public IReadOnlyList<string> Nearest { get; init; } = [];

    /// <summary>All keys that a file can be made of.</summary>
    public IEnumerable<string> FileKeys => Data.Keys.Concat(SecretKeys.Keys).Concat(BinaryKeys);

    /// <summary>All keys that a variable can be made of.</summary>
    public IEnumerable<string> VariableKeys => Data.Keys.Concat(SecretKeys.Keys);

    public override string ToString() => $"{Kind} {Name}";
}

/// <param name="ClusterIp">Null or <c>None</c>: no variables are made of it.</param>
public sealed record ServiceSpec(string Name, string? ClusterIp, IReadOnlyList<ServicePort> Ports, DateTimeOffset? CreatedAt = null);

public sealed record ServicePort(int Port, string? Name = null, string Protocol = "TCP");
