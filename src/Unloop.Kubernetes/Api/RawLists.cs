using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Unloop.Evidence.Api;

namespace Unloop.Kubernetes.Api;

/// <summary>Lists of objects as they are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 128)]
[JsonSerializable(typeof(ApiList<JsonObject>), TypeInfoPropertyName = "RawList")]
internal sealed partial class RawLists : JsonSerializerContext;
