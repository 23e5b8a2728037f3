using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Unloop.Core.Reports;

/// <summary>
/// The findings as SARIF 2.1.0, with the properties that GitHub's code scanning requires: of a rule id, short and full description and help;
/// of a result the rule, message, place with a whole region, and a fingerprint that survives moved lines.
/// </summary>
public static class FindingsSarif
{
    private const string SchemaAddress = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    /// <param name="rules">All rules that were run, also those that found nothing.</param>
    public static string Write(FindingsReport report, IReadOnlyList<FindingRule> rules)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", SchemaAddress);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            Tool(json, report.Version, rules);
            json.WriteString("columnKind", "utf16CodeUnits");
            Invocation(json, report.Errors);
            Results(json, report.Items, rules);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Tool(Utf8JsonWriter json, string version, IReadOnlyList<FindingRule> rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "unloop");
        json.WriteString("version", version);
        json.WriteString("semanticVersion", version);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            Message(json, "shortDescription", Capital(rule.Sees));
            Message(json, "fullDescription", $"{Capital(rule.Sees)}.");
            Message(json, "help", $"The log or the pod's status will say: {rule.Symptom}\n\n{rule.Repair}");
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Severity));
            json.WriteEndObject();
            json.WriteStartObject("properties");
            json.WriteString("problem.severity", rule.Severity == FindingSeverity.Note ? "recommendation" : Level(rule.Severity));
            json.WriteString("precision", "very-high");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Invocation(Utf8JsonWriter json, IReadOnlyList<string> errors)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", errors.Count == 0);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("level", "error");
            Message(json, "message", error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Results(Utf8JsonWriter json, IReadOnlyList<CheckFinding> items, IReadOnlyList<FindingRule> rules)
    {
        var index = rules.Select((r, i) => (r.Id, i)).ToDictionary(p => p.Id, p => p.i);
        var seen = new Dictionary<string, int>();
        json.WriteStartArray("results");
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteString("ruleId", item.Id);
            if (index.TryGetValue(item.Id, out var number))
            {
                json.WriteNumber("ruleIndex", number);
            }

            json.WriteString("level", Level(item.Severity));
            Message(json, "message", item.Repair is null ? item.Statement : $"{item.Statement} {item.Repair}");
            json.WriteStartArray("locations");
            Location(json, item);
            json.WriteEndArray();
            json.WriteStartObject("partialFingerprints");
            json.WriteString("primaryLocationLineHash", Fingerprint(item, seen));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Location(Utf8JsonWriter json, CheckFinding item)
    {
        json.WriteStartObject();
        if (item.At.File is { } file)
        {
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", string.Join('/', file.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString)));
            json.WriteEndObject();
            var (line, column) = (item.At.Line ?? 1, item.At.Column ?? 1);
            json.WriteStartObject("region");
            json.WriteNumber("startLine", line);
            json.WriteNumber("startColumn", column);
            json.WriteNumber("endLine", line);
            json.WriteNumber("endColumn", Math.Max(column, item.Excerpt?.Length ?? 0) + 1);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (item.At.Object is { } name)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("fullyQualifiedName", name);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>The same as long as rule, file and subject are; the line's number is left out, for it moves.</summary>
    private static string Fingerprint(CheckFinding item, Dictionary<string, int> seen)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{item.Id}\n{item.At.File}\n{item.At.Object}\n{item.Subject}")))[..16];
        seen[hash] = seen.GetValueOrDefault(hash) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{hash}:{seen[hash]}");
    }

    private static void Message(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "error",
        FindingSeverity.Warning => "warning",
        _ => "note",
    };

    private static string Capital(string sentence) => sentence.Length == 0 ? sentence : char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
