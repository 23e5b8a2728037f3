using System.Text.Json.Nodes;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Prometheus;
using Unloop.Core.Planning;

namespace Unloop.Alerts.Planning;

/// <summary>
/// One PrometheusRule as a monitor: what is written, what is compared, and the marks by which Unloop knows its own. Pure.
/// </summary>
public static class RuleObject
{
    public const string ApiVersion = "monitoring.coreos.com/v1";
    public const string Kind = "PrometheusRule";

    /// <summary>Label: the digits of <see cref="MonitorIdentity.Target"/>.</summary>
    public const string TargetMark = "unloop.dev/target";

    /// <summary>Label: see <see cref="MonitorIdentity"/>.</summary>
    public const string IdMark = "unloop.dev/id";

    /// <summary>Annotation: it was made by hand before.</summary>
    public const string AdoptedMark = "unloop.dev/adopted";

    private const string ManagedBy = "app.kubernetes.io/managed-by";
    private const string Manager = "unloop";
    private const string Rule = "rules";

    /// <param name="space">Where the object lives.</param>
    /// <param name="name">Of the object.</param>
    /// <param name="selected">Labels that the cluster's Prometheus selects by (<see cref="RuleSelection.Labels"/>); they come before Unloop's own.</param>
    public static DesiredMonitor Desired(AlertScope scope, IReadOnlyList<RuleGroup> groups, string space, string name, IReadOnlyDictionary<string, string> selected)
    {
        var id = MonitorIdentity.Of(scope, Rule);
        var labels = new JsonObject { [ManagedBy] = Manager };
        foreach (var (key, value) in selected)
        {
            labels[key] = value;
        }

        (labels[TargetMark], labels[IdMark]) = (MonitorIdentity.Target(scope), id);
        var written = new JsonArray([.. groups.Select(g => (JsonNode)Written(g))]);
        return new()
        {
            Id = id,
            Name = $"{space}/{name}",
            Body = new()
            {
                ["apiVersion"] = ApiVersion,
                ["kind"] = Kind,
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space, ["labels"] = labels },
                ["spec"] = new JsonObject { ["groups"] = written },
            },
            Normal = new() { ["labels"] = labels.DeepClone(), ["groups"] = ByName(written) },
            Likeness = Likeness(written),
            Needs = [.. groups.SelectMany(g => g.Rules).SelectMany(r => MetricNames.In(r.Expr)).Distinct().Select(m => new NeededSeries(m, [], IsSparse: MetricNames.IsSparse(m)))],
        };
    }

    /// <param name="live">As the API server gives it.</param>
    public static ExistingMonitor Existing(JsonObject live)
    {
        var metadata = live["metadata"] as JsonObject ?? [];
        var labels = metadata["labels"] as JsonObject ?? [];
        var groups = (live["spec"] as JsonObject)?["groups"] as JsonArray ?? [];
        var (space, name) = (Text(metadata["namespace"]) ?? "", Text(metadata["name"]) ?? "");
        return new()
        {
            Reference = $"{space}/{name}",
            Id = Text(labels[TargetMark]) is { Length: > 0 } target && Text(labels[IdMark]) is { Length: > 0 } id && MonitorIdentity.IsOf(id, target) ? id : null,
            IsAdopted = Text((metadata["annotations"] as JsonObject)?[AdoptedMark]) == "true",
            Name = $"{space}/{name}",
            Body = live,
            Normal = new() { ["labels"] = labels.DeepClone(), ["groups"] = ByName(groups) },
            Likeness = Likeness(groups),
            Version = $"{Text(metadata["uid"])}/{Text(metadata["resourceVersion"])}",
        };
    }

    /// <summary>The rules that an object holds; what is no rule is left out.</summary>
    public static IReadOnlyList<RuleGroup> Groups(JsonObject body) =>
        [.. ((body["spec"] as JsonObject)?["groups"] as JsonArray ?? []).OfType<JsonObject>().Select(g => new RuleGroup
        {
            Name = Text(g["name"]) ?? "",
            Interval = Text(g["interval"]),
            Rules = [.. (g["rules"] as JsonArray ?? []).OfType<JsonObject>().Select(r => new Rule
            {
                Alert = Text(r["alert"]),
                Record = Text(r["record"]),
                Expr = Text(r["expr"]) ?? r["expr"]?.ToJsonString() ?? "",
                For = Text(r["for"]),
                KeepFiringFor = Text(r["keep_firing_for"]),
                Labels = Texts(r["labels"]),
                Annotations = Texts(r["annotations"]),
            })],
        })];

    /// <summary>Where the marks of Unloop are in an object, as JSON pointers.</summary>
    public static IEnumerable<string> MarksOf(JsonObject live)
    {
        var metadata = live["metadata"] as JsonObject;
        var (labels, annotations) = (metadata?["labels"] as JsonObject ?? [], metadata?["annotations"] as JsonObject ?? []);
        return labels.Where(l => l.Key is TargetMark or IdMark || (l.Key == ManagedBy && Text(l.Value) == Manager)).Select(l => "/metadata/labels/" + Escaped(l.Key))
            .Concat(annotations.Where(a => a.Key == AdoptedMark).Select(a => "/metadata/annotations/" + Escaped(a.Key)));
    }

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static JsonObject Written(RuleGroup group)
    {
        var rules = new JsonArray([.. group.Rules.Select(r => (JsonNode)Written(r))]);
        var written = new JsonObject { ["name"] = group.Name };
        Add(written, "interval", group.Interval);
        written["rules"] = rules;
        return written;
    }

    private static JsonObject Written(Rule rule)
    {
        var written = new JsonObject();
        Add(written, "alert", rule.Alert);
        Add(written, "record", rule.Record);
        written["expr"] = rule.Expr;
        Add(written, "for", rule.For);
        Add(written, "keep_firing_for", rule.KeepFiringFor);
        Add(written, "labels", rule.Labels);
        Add(written, "annotations", rule.Annotations);
        return written;
    }

    /// <summary>Groups are known by their names, and their order means nothing; rules have an order, in which they are evaluated.</summary>
    private static JsonObject ByName(JsonArray groups)
    {
        var named = new JsonObject();
        foreach (var group in groups.OfType<JsonObject>())
        {
            named[Text(group["name"]) ?? ""] = group.DeepClone();
        }

        return named;
    }

    /// <summary>Of what is asked alone, in any layout: names, labels and words are people's. Null where there is no alert.</summary>
    private static string? Likeness(JsonArray groups)
    {
        var asked = groups.OfType<JsonObject>().SelectMany(g => (g["rules"] as JsonArray ?? []).OfType<JsonObject>()).Where(r => Text(r["alert"]) is not null)
            .Select(r => $"{string.Concat((Text(r["expr"]) ?? "").Where(c => !char.IsWhiteSpace(c)))} for {Text(r["for"]) ?? "0s"}").Order(StringComparer.Ordinal).ToList();
        return asked.Count == 0 ? null : CanonicalJson.Hash(JsonValue.Create(string.Join('\n', asked)));
    }

    private static void Add(JsonObject target, string name, string? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }

    private static void Add(JsonObject target, string name, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count > 0)
        {
            target[name] = new JsonObject(values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value)));
        }
    }

    private static Dictionary<string, string> Texts(JsonNode? node) =>
        (node as JsonObject ?? []).ToDictionary(m => m.Key, m => Text(m.Value) ?? m.Value?.ToJsonString() ?? "");

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
