using System.Text.Json.Nodes;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Prometheus;
using Unloop.Core.Planning;
using Unloop.Core.Text;

namespace Unloop.Alerts.Planning;

/// <summary>
/// One PrometheusRule as a monitor: what is written, what is compared, and the marks by which Unloop knows its own. Pure.
/// </summary>
public static class RuleObject
{
    /// <summary>As it is typed.</summary>
    public const string Provider = "prometheus-operator";

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
    private const string GroupsField = "groups";
    private const string RulesField = "rules";
    private const string Runbook = "runbook";

    /// <summary>Label of every rule of Unloop: which of its alerts it is.</summary>
    private const string KindMark = "unloop";

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
            Normal = new() { ["labels"] = labels.DeepClone(), [GroupsField] = ByName(written) },
            Likeness = Likeness(written),
            LeftWhenAdopted = [GroupsField],
            Parts = Parts(written),
            Needs = [.. groups.SelectMany(g => g.Rules).SelectMany(r => MetricNames.Required(r.Expr)).Distinct().Select(m => new NeededSeries(m, [], IsSparse: MetricNames.IsSparse(m)))],
        };
    }

    /// <param name="live">As the API server gives it.</param>
    public static ExistingMonitor Existing(JsonObject live)
    {
        var metadata = live["metadata"] as JsonObject ?? [];
        var labels = metadata["labels"] as JsonObject ?? [];
        var groups = (live["spec"] as JsonObject)?["groups"] as JsonArray ?? [];
        var (space, name) = (metadata["namespace"].Text() ?? "", metadata["name"].Text() ?? "");
        return new()
        {
            Reference = $"{space}/{name}",
            Id = labels[TargetMark].Text() is { Length: > 0 } target && labels[IdMark].Text() is { Length: > 0 } id && MonitorIdentity.IsOf(id, target) ? id : null,
            IsAdopted = (metadata["annotations"] as JsonObject)?[AdoptedMark].Text() == "true",
            Name = $"{space}/{name}",
            Body = live,
            Normal = new() { ["labels"] = labels.DeepClone(), [GroupsField] = ByName(groups) },
            Likeness = Likeness(groups),
            Parts = Parts(groups),
            Version = $"{metadata["uid"].Text()}/{metadata["resourceVersion"].Text()}",
        };
    }

    /// <summary>
    /// The same, with what earlier diagnoses have brought into the object that is there: whole rules for a cause, and in the others what the runbook says of it
    /// (<see cref="DiagnosedText"/>).
    /// </summary>
    public static DesiredMonitor Kept(DesiredMonitor desired, ExistingMonitor existing)
    {
        var body = desired.Body.DeepClone().AsObject();
        var groups = (JsonArray)body.At("spec", GroupsField)!;
        foreach (var group in groups.Objects())
        {
            KeepIn((JsonArray)group[RulesField]!, existing.Body.At("spec", GroupsField).Objects().FirstOrDefault(g => g["name"].Text() == group["name"].Text())?[RulesField].Objects().ToList() ?? []);
        }

        return desired with
        {
            Body = body,
            Normal = new() { ["labels"] = desired.Normal["labels"]?.DeepClone(), [GroupsField] = ByName(groups) },
            Likeness = Likeness(groups),
            Parts = Parts(groups),
        };
    }

    private static void KeepIn(JsonArray rules, List<JsonObject> there)
    {
        foreach (var rule in rules.Objects())
        {
            if (there.FirstOrDefault(r => KindOf(r) is { } kind && kind == KindOf(rule)) is { } same && rule.At("annotations", Runbook).Text() is { } runbook)
            {
                rule["annotations"]![Runbook] = DiagnosedText.Keep(runbook, same.At("annotations", Runbook).Text() ?? "");
            }
        }

        var kinds = rules.Select(KindOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var kept in there.Where(r => KindOf(r) is { } kind && !kinds.Contains(kind)))
        {
            rules.Add(kept.DeepClone());
        }
    }

    /// <summary>The rules that an object holds; what is no rule is left out.</summary>
    public static IReadOnlyList<RuleGroup> Groups(JsonObject body) =>
        [.. ((body["spec"] as JsonObject)?["groups"] as JsonArray ?? []).OfType<JsonObject>().Select(g => new RuleGroup
        {
            Name = g["name"].Text() ?? "",
            Interval = g["interval"].Text(),
            Rules = [.. (g["rules"] as JsonArray ?? []).OfType<JsonObject>().Select(r => new Rule
            {
                Alert = r["alert"].Text(),
                Record = r["record"].Text(),
                Expr = r["expr"].Text() ?? r["expr"]?.ToJsonString() ?? "",
                For = r["for"].Text(),
                KeepFiringFor = r["keep_firing_for"].Text(),
                Labels = Texts(r["labels"]),
                Annotations = Texts(r["annotations"]),
            })],
        })];

    /// <summary>Where the marks of Unloop are in an object, as JSON pointers.</summary>
    public static IEnumerable<string> MarksOf(JsonObject live)
    {
        var metadata = live["metadata"] as JsonObject;
        var (labels, annotations) = (metadata?["labels"] as JsonObject ?? [], metadata?["annotations"] as JsonObject ?? []);
        return labels.Where(l => l.Key is TargetMark or IdMark || (l.Key == ManagedBy && l.Value.Text() == Manager)).Select(l => "/metadata/labels/" + Escaped(l.Key))
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
            named[group["name"].Text() ?? ""] = group.DeepClone();
        }

        return named;
    }

    /// <summary>Of what is asked alone, in any layout: names, labels and words are people's. Null where there is no alert.</summary>
    private static string? Likeness(JsonArray groups)
    {
        var asked = groups.OfType<JsonObject>().SelectMany(g => (g["rules"] as JsonArray ?? []).OfType<JsonObject>()).Where(r => r["alert"].Text() is not null)
            .Select(r => $"{string.Concat((r["expr"].Text() ?? "").Where(c => !char.IsWhiteSpace(c)))} for {r["for"].Text() ?? "0s"}").Order(StringComparer.Ordinal).ToList();
        return asked.Count == 0 ? null : CanonicalJson.Hash(JsonValue.Create(string.Join('\n', asked)));
    }

    private static string? KindOf(JsonNode? rule) => rule.At("labels", KindMark).Text();

    private static List<MonitorPart> Parts(JsonArray groups) =>
        [.. groups.OfType<JsonObject>().SelectMany(g => g[RulesField].Objects().Select(r => new MonitorPart(g["name"].Text() ?? "", r["alert"].Text() ?? r["record"].Text() ?? "")))];

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
        (node as JsonObject ?? []).ToDictionary(m => m.Key, m => m.Value.Text() ?? m.Value?.ToJsonString() ?? "");
}
