using System.Text.Encodings.Web;
using System.Text.Json;
using Unloop.Alerts.Datadog;

namespace Unloop.Alerts.Generation.Writing;

/// <summary>A monitor as a file for Datadog's API, in letters that people can read.</summary>
internal static class MonitorJson
{
    // Quotes and angle brackets matter in HTML, which this is not.
    private static readonly DatadogJson Json = new(new JsonSerializerOptions(DatadogJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" });

    public static string Write(DatadogMonitor monitor) => JsonSerializer.Serialize(monitor, Json.DatadogMonitor);
}
