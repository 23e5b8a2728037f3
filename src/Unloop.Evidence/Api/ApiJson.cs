using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unloop.Evidence.Api;

/// <summary>
/// One set of records for JSON from the API server and YAML from files. Source-generated; unknown fields are skipped, fields of the wrong
/// scalar type are read as null (see <see cref="TolerantConverter{T}"/>).
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = true,
    MaxDepth = 128,
    Converters = [typeof(TolerantString), typeof(TolerantInt), typeof(TolerantLong), typeof(TolerantBool), typeof(TolerantTime)])]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(Workload))]
[JsonSerializable(typeof(ControllerRevision))]
[JsonSerializable(typeof(LimitRange))]
[JsonSerializable(typeof(ResourceQuota))]
[JsonSerializable(typeof(KeyedObject))]
[JsonSerializable(typeof(CredentialSecret))]
[JsonSerializable(typeof(ServiceAccount))]
[JsonSerializable(typeof(PodMetrics))]
[JsonSerializable(typeof(PartialObject))]
[JsonSerializable(typeof(FieldFiles))]
[JsonSerializable(typeof(AnyObject))]
[JsonSerializable(typeof(ApiStatus))]
[JsonSerializable(typeof(ApiTable))]
[JsonSerializable(typeof(ApiList<Pod>), TypeInfoPropertyName = "PodList")]
[JsonSerializable(typeof(ApiList<Event>), TypeInfoPropertyName = "EventList")]
[JsonSerializable(typeof(ApiList<Node>), TypeInfoPropertyName = "NodeList")]
[JsonSerializable(typeof(ApiList<Workload>), TypeInfoPropertyName = "WorkloadList")]
[JsonSerializable(typeof(ApiList<ControllerRevision>), TypeInfoPropertyName = "ControllerRevisionList")]
[JsonSerializable(typeof(ApiList<LimitRange>), TypeInfoPropertyName = "LimitRangeList")]
[JsonSerializable(typeof(ApiList<ResourceQuota>), TypeInfoPropertyName = "ResourceQuotaList")]
[JsonSerializable(typeof(ApiList<DisruptionBudget>), TypeInfoPropertyName = "DisruptionBudgetList")]
[JsonSerializable(typeof(ApiList<VerticalAutoscaler>), TypeInfoPropertyName = "VerticalAutoscalerList")]
[JsonSerializable(typeof(ApiList<KeyedObject>), TypeInfoPropertyName = "KeyedObjectList")]
[JsonSerializable(typeof(ApiList<PodMetrics>), TypeInfoPropertyName = "PodMetricsList")]
[JsonSerializable(typeof(ApiList<PartialObject>), TypeInfoPropertyName = "PartialObjectList")]
public sealed partial class ApiJson : JsonSerializerContext;
