using System.Text.Json.Serialization;

namespace Unloop.Alerts.Datadog;

/// <summary>Source-generated JSON in the words of Datadog's API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(DatadogMonitor))]
[JsonSerializable(typeof(IReadOnlyList<DatadogMonitor>))]
public sealed partial class DatadogJson : JsonSerializerContext;
