using System.Text.Json;
using System.Text.Json.Serialization;
using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;

namespace Unloop.Core.Reports;

/// <summary>Source-generated JSON for the reports and for evidence; nothing here uses reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(PodEvidence))]
[JsonSerializable(typeof(FindingsReport))]
[JsonSerializable(typeof(ImageReport))]
[JsonSerializable(typeof(FixRecord))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(ConfigReport))]
[JsonSerializable(typeof(ConfigDiffReport))]
[JsonSerializable(typeof(ScaleReport))]
[JsonSerializable(typeof(TryRecord))]
[JsonSerializable(typeof(PastTry))]
public sealed partial class CoreJson : JsonSerializerContext;
