using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Planning;

/// <summary>
/// What shall be done about one cause in one workload: ordered steps that are taken all or none. Whoever approves it approves its
/// <see cref="Hash"/>; it is made for one state of files and cluster, and is refused where that has moved (<c>unloop.dev/plan/v1</c>).
/// </summary>
public sealed record Plan
{
    public const string SchemaName = "unloop.dev/plan/v1";

    public string Schema { get; init; } = SchemaName;

    /// <summary>Of the Unloop that made it.</summary>
    public required string Version { get; init; }

    /// <summary>The API server that it is for.</summary>
    public required string Server { get; init; }
    public required WorkloadRef Workload { get; init; }

    /// <summary>The hash of the workload's pod template that the plan was made for.</summary>
    public required string TemplateHash { get; init; }
    public required PlannedCause Cause { get; init; }

    /// <summary>What it does, in one sentence.</summary>
    public required string Statement { get; init; }
    public required IReadOnlyList<PlanStep> Steps { get; init; }

    /// <summary>How long the result must hold to count as stable.</summary>
    public required ProofTerms Proof { get; init; }

    /// <summary>What would keep it from working, known before: quotas, budgets, a paused rollout.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whose fields it would change; such a plan is applied only with <c>--despite-owner</c>.</summary>
    public IReadOnlyList<Owner> Owners { get; init; } = [];

    /// <summary>Of everything above, in canonical JSON.</summary>
    [JsonIgnore]
    public string Hash => CanonicalJson.Hash(JsonSerializer.SerializeToNode(this, PlanJson.Default.Plan));
}

/// <summary>The cause that a plan is for, as far as a later look must recognise it.</summary>
public sealed record PlannedCause(Category Category, string Subject, string Container, string Statement, string Fingerprint, Confidence Confidence);

/// <summary>How long every pod must stay ready, without a restart.</summary>
/// <param name="Window">At least this long, as the user says.</param>
/// <param name="WindowMax">Longer is not waited for: then the verdict is that it holds, not that it is stable.</param>
/// <param name="LongestLifetime">How long the failing container was ever seen to live; null when that is not known.</param>
public sealed record ProofTerms(TimeSpan Window, TimeSpan WindowMax, TimeSpan? LongestLifetime = null);

[JsonConverter(typeof(KebabEnumConverter<Risk>))]
public enum Risk
{
    /// <summary>Undone without a trace.</summary>
    Low,

    /// <summary>Pods are replaced, or something is left behind: an image in a registry.</summary>
    Medium,

    /// <summary>Something is lost that cannot be brought back, or a safeguard is lowered.</summary>
    High,
}

/// <summary>One thing to do, and how to undo it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EditFilesStep), "edit-files")]
[JsonDerivedType(typeof(BuildImageStep), "build-image")]
[JsonDerivedType(typeof(TryImageStep), "try-image")]
[JsonDerivedType(typeof(DeliverImageStep), "deliver-image")]
[JsonDerivedType(typeof(PatchWorkloadStep), "patch-workload")]
[JsonDerivedType(typeof(RecreateStep), "recreate")]
public abstract record PlanStep
{
    /// <summary>What it does, in one sentence.</summary>
    public required string Statement { get; init; }

    /// <summary>What must hold before it.</summary>
    public required string Precondition { get; init; }
    public required Risk Risk { get; init; }

    /// <summary>How it is undone, in one sentence.</summary>
    public required string Inverse { get; init; }
}

/// <summary>Files in the working tree; nothing is committed for the user.</summary>
public sealed record EditFilesStep : PlanStep
{
    public required IReadOnlyList<FileEdit> Files { get; init; }

    /// <summary>Exactly what changes, as a unified diff.</summary>
    public required string Diff { get; init; }
}

/// <param name="Path">Absolute.</param>
/// <param name="BeforeHash">Of the text that is there, as UTF-8; null: there is no file.</param>
/// <param name="After">The whole text afterwards.</param>
public sealed record FileEdit(string Path, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? BeforeHash, string After);

public sealed record BuildImageStep : PlanStep
{
    public required BuildOrder Order { get; init; }

    /// <summary>The tool, with its version: <c>buildah 1.28.2</c>.</summary>
    public required string Builder { get; init; }
}

/// <summary>What is built, of what, under which name. Secrets are named here, never held.</summary>
public sealed record BuildOrder
{
    /// <summary>Absolute.</summary>
    public required string Context { get; init; }

    /// <summary>Absolute.</summary>
    public required string Dockerfile { get; init; }

    /// <summary>Repository and a tag that was never used before.</summary>
    public required string Image { get; init; }
    public string? Target { get; init; }

    /// <summary><c>linux/amd64</c>; null: the builder's own.</summary>
    public string? Platform { get; init; }
    public IReadOnlyDictionary<string, string> BuildArgs { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>As the builders take them: <c>id=npmrc,src=/home/me/.npmrc</c>.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Of the image: where it came from (<c>org.opencontainers.image.*</c>, <c>dev.unloop.*</c>).</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The tool to use (<c>buildah</c>); null: the first that can.</summary>
    public string? Builder { get; init; }
}

/// <summary>A short run of the new image on this machine, before anybody depends on it.</summary>
public sealed record TryImageStep : PlanStep
{
    public required string Image { get; init; }

    /// <summary>As in the container's spec; null: the image's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>The tool that runs it.</summary>
    public required string Runtime { get; init; }

    /// <summary>The line that the program ended with in the cluster, where the cause rests on one: an image that says it again is not delivered.</summary>
    public string? FailsWith { get; init; }
}

[JsonConverter(typeof(KebabEnumConverter<Delivery>))]
public enum Delivery
{
    Push,
    KindLoad,
    MinikubeLoad,
    K3dImport,
}

/// <summary>Brings the built image to where the nodes get it.</summary>
public sealed record DeliverImageStep : PlanStep
{
    public required string Image { get; init; }
    public required Delivery Way { get; init; }

    /// <summary>The cluster's or profile's name, for the ways that need one.</summary>
    public string? Cluster { get; init; }
}

/// <summary>Changes the workload's pod template, in place.</summary>
public sealed record PatchWorkloadStep : PlanStep
{
    public required IReadOnlyList<TemplateEdit> Edits { get; init; }

    /// <summary>Containers whose image becomes the one that was built, by its digest.</summary>
    public IReadOnlyList<string> BuiltImageFor { get; init; } = [];

    /// <summary>What changes, for people; secrets are taken out.</summary>
    public IReadOnlyList<TemplateChange> Changes { get; init; } = [];

    /// <summary>Recorded as the cause of the change (<c>kubernetes.io/change-cause</c>).</summary>
    public required string ChangeCause { get; init; }
}

/// <summary>Deletes a workload that cannot be changed in place, and makes it anew; its uid, its history and its emptyDir volumes are lost.</summary>
public sealed record RecreateStep : PlanStep
{
    public required IReadOnlyList<TemplateEdit> Edits { get; init; }
    public IReadOnlyList<string> BuiltImageFor { get; init; } = [];
    public IReadOnlyList<TemplateChange> Changes { get; init; } = [];
}

/// <summary>Source-generated JSON for plans and what is written about them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(JsonNode))]
public sealed partial class PlanJson : JsonSerializerContext;
