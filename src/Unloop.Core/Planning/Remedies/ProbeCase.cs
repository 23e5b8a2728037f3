using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>The probe that a cause is about, in a copy of the template, and how it fails.</summary>
internal sealed partial class ProbeCase
{
    private static readonly string[] Names = ["livenessProbe", "startupProbe", "readinessProbe"];

    private ProbeCase(TemplateEditor edit, JsonObject container, string name, JsonObject probe, string failure) =>
        (Edit, Container, Name, Probe, Failure) = (edit, container, name, probe, failure);

    public TemplateEditor Edit { get; }
    public JsonObject Container { get; }

    /// <summary><c>livenessProbe</c>, <c>startupProbe</c> or <c>readinessProbe</c>.</summary>
    public string Name { get; }
    public JsonObject Probe { get; }

    /// <summary>What the kubelet says of it.</summary>
    public string Failure { get; }

    /// <summary>For people: <c>liveness probe</c>.</summary>
    public string Title => Name.Replace("Probe", " probe", StringComparison.Ordinal);

    public JsonObject? Handler => (Probe["httpGet"] ?? Probe["tcpSocket"] ?? Probe["grpc"]) as JsonObject;

    /// <summary>The port that it asks, by number; null where it names a port that the container does not declare.</summary>
    public int? Port => PortOf(Container, Handler);

    public bool IsRefused => Failure.Contains("refused", StringComparison.Ordinal);

    public static ProbeCase? Of(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        var name = @case.Cause.Category == Category.NotReady ? "readiness" : @case.Cause.Subject.StartsWith("startup", StringComparison.Ordinal) ? "startup" : "liveness";
        var failure = @case.Pod.Events
            .Where(e => e.Reason == "Unhealthy" && e.Message.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (e.Container is null || e.Container == @case.Cause.Container))
            .MaxBy(e => e.Count)?.Message;
        return failure is not null && edit.Container(@case.Cause.Container) is { } container && container[$"{name}Probe"] is JsonObject probe
            ? new(edit, container, $"{name}Probe", probe, failure) : null;
    }

    public int Seconds(string field, int fallback) => TemplateEditor.Number(Probe[field]) is > 0 and < 86_400 and var value ? (int)value : fallback;

    /// <summary>The ports that the container declares.</summary>
    public IReadOnlyList<int> Declared => [.. Container["ports"].Objects().Select(p => TemplateEditor.Number(p["containerPort"])).OfType<long>().Select(p => (int)p)];

    /// <summary>Every probe of the container that asks the same port as this one.</summary>
    public IEnumerable<JsonObject> HandlersOfSamePort(JsonNode? port)
    {
        var text = port?.ToJsonString();
        return Names.Select(n => Container[n] as JsonObject).OfType<JsonObject>()
            .Select(p => (p["httpGet"] ?? p["tcpSocket"] ?? p["grpc"]) as JsonObject).OfType<JsonObject>()
            .Where(h => h["port"]?.ToJsonString() == text);
    }

    public void Replace(string kind, JsonObject handler)
    {
        foreach (var other in new[] { "httpGet", "tcpSocket", "grpc", "exec" })
        {
            Probe.Remove(other);
        }

        Probe[kind] = handler;
    }

    /// <summary>The port that the program says it listens on, and whether only the container itself can reach it there.</summary>
    public static (int Port, bool OnlyLocal)? Listening(RemedyCase @case)
    {
        foreach (var match in @case.LogLines.Reverse().Select(l => Listens().Match(l.Text)).Where(m => m.Success))
        {
            if (int.TryParse(match.Groups["port"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
            {
                return (port, match.Groups["host"].Value is "127.0.0.1" or "localhost" or "[::1]");
            }
        }

        return null;
    }

    private static int? PortOf(JsonObject container, JsonObject? handler) =>
        TemplateEditor.Number(handler?["port"]) is { } number ? (int)number
            : handler?["port"].Text() is { } name
            && container["ports"].Objects().FirstOrDefault(p => p["name"].Text() == name) is { } declared ? (int?)TemplateEditor.Number(declared["containerPort"]) : null;

    [GeneratedRegex("(?i)(listen|serving|started|running|bound|ready)[a-z]*([^0-9]{0,60}?[ /'\"(=])?((?<host>127\\.0\\.0\\.1|0\\.0\\.0\\.0|localhost|\\[::1?\\]|\\*)?:|port[ :=(s]{1,5})(?<port>[0-9]{2,5})\\b", RegexOptions.NonBacktracking)]
    private static partial Regex Listens();
}
