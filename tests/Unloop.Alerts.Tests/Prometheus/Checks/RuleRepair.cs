using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Alerts.Prometheus;
using Unloop.Alerts.Prometheus.Checks;
using Unloop.Alerts.Prometheus.Reading;

namespace Unloop.Alerts.Tests.Prometheus.Checks;

/// <summary>Puts replacements into rules, as their reader would.</summary>
internal static class RuleRepair
{
    /// <summary>The groups of the file as one in JSON, which is YAML too, with one replacement made.</summary>
    public static RuleFile Apply(RuleFile file, RuleFinding finding)
    {
        var rules = new JsonArray();
        foreach (var located in file.Rules)
        {
            rules.Add((JsonNode)Json(ReferenceEquals(located, finding.On.Located) ? Changed(located.Rule, finding) : located.Rule));
        }

        var text = new JsonObject { ["groups"] = new JsonArray(new JsonObject { ["name"] = "a", ["rules"] = rules }) }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        if (finding.Part == RulePart.AnotherRule)
        {
            var added = RuleFileReader.Read("added", "groups:\n- name: a\n  rules:\n" + finding.Replacement!.Replace("\n", "\n  ", StringComparison.Ordinal).Insert(0, "  "));
            Assert.Empty(added.Errors);
            rules.Add((JsonNode)Json(Assert.Single(added.Rules).Rule));
            text = rules.Root.ToJsonString();
        }

        return RuleFileReader.Read(file.File, text);
    }

    /// <summary>Puts a field before those that stand at a place in YAML, in their column.</summary>
    public static string Insert(string text, int at, string field) => $"{text[..at]}{field}\n{new string(' ', at - text.LastIndexOf('\n', at - 1) - 1)}{text[at..]}";

    private static Rule Changed(Rule rule, RuleFinding finding) => finding.Part switch
    {
        RulePart.Expr => rule with { Expr = finding.Replacement! },
        RulePart.For => rule with { For = finding.Replacement },
        RulePart.Label => rule with { Labels = With(rule.Labels, finding.Replacement!) },
        RulePart.Annotation => rule with { Annotations = With(rule.Annotations, rule.Annotations.Keys.Append(finding.Subject).Any(k => finding.Replacement!.StartsWith(k + ": ", StringComparison.Ordinal)) ? finding.Replacement! : $"{finding.Subject}: {finding.Replacement}") },
        _ => rule,
    };

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> texts, string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return new(texts) { [line[..colon]] = line[(colon + 2)..] };
    }

    private static JsonObject Json(Rule rule)
    {
        var json = new JsonObject();
        foreach (var (name, value) in new[] { ("alert", rule.Alert), ("record", rule.Record), ("expr", rule.Expr), ("for", rule.For), ("keep_firing_for", rule.KeepFiringFor) })
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        foreach (var (name, texts) in new[] { ("labels", rule.Labels), ("annotations", rule.Annotations) })
        {
            if (texts.Count > 0)
            {
                json[name] = new JsonObject(texts.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)JsonValue.Create(t.Value))));
            }
        }

        return json;
    }
}
