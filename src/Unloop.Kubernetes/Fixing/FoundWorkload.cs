using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Planning;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Fixing;

/// <summary>A workload as the API server has it: whole, and as the few fields that are read of it.</summary>
/// <param name="Version">Under which the cluster serves its kind.</param>
/// <param name="Date">The server's time.</param>
internal sealed record FoundWorkload(WorkloadKind Kind, string Version, JsonObject Whole, Workload Object, JsonObject Template, DateTimeOffset? Date)
{
    public string Namespace => Object.Metadata?.Namespace ?? "";
    public string Name => Object.Metadata?.Name ?? "";
    public string Uid => Object.Metadata?.Uid ?? "";
    public string ResourceVersion => Object.Metadata?.ResourceVersion ?? "";
    public string TemplateHash => CanonicalJson.Hash(Template);
    public ApiRequest Place => ApiRequest.Get(Kind.Plural, Namespace, Name, Kind.Group, Version);
    public JsonNode? Spec => Whole["spec"];

    public WorkloadRef Ref => new()
    {
        ApiVersion = Kind.Group.Length == 0 ? Version : $"{Kind.Group}/{Version}",
        Kind = Kind.Kind,
        Namespace = Namespace,
        Name = Name,
        Uid = Uid,
    };

    /// <summary>Null for what has no pod template where its kind should have one.</summary>
    public static FoundWorkload? Of(WorkloadKind kind, string version, JsonObject whole, DateTimeOffset? date) =>
        Templates.Of(kind, whole) is { } template && whole.Deserialize(ApiJson.Default.Workload) is { Metadata: { Name.Length: > 0, Uid.Length: > 0 } } read
            ? new(kind, version, whole, read, template, date)
            : null;
}
