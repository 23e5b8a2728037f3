using System.Globalization;
using Unloop.Alerts.Yaml;

namespace Unloop.Alerts.Prometheus.Reading;

/// <summary>Reads the groups of a rule file, or of the spec of a PrometheusRule, which may say a little more.</summary>
internal static class GroupReader
{
    /// <summary>Of one file.</summary>
    private const int MostRules = 20_000;

    public static IReadOnlyList<LocatedGroup> Read(FieldReader file, RuleManifest? manifest, List<YamlError> errors)
    {
        var items = file.Items("groups");
        if (items.Count == 0 && errors.Count == 0 && file.Fields.All(f => f.Name != "groups"))
        {
            file.Fail(file.At, "there are no rules in it: 'groups' is missing");
        }

        var groups = new List<LocatedGroup>();
        var first = new Dictionary<string, TextPlace>(StringComparer.Ordinal);
        var rules = 0;
        foreach (var item in items)
        {
            var group = One(item, manifest, errors);
            if (group.Group.Name.Length > 0 && !first.TryAdd(group.Group.Name, group.At))
            {
                errors.Add(new(group.At, $"the group '{group.Group.Name}' stands twice in the file (first in line {first[group.Group.Name].Line}): Prometheus then loads none of it"));
            }

            rules += group.Rules.Count;
            if (rules > MostRules)
            {
                errors.Add(new(group.At, $"the file has more than {MostRules} rules; the rest was not read"));
                break;
            }

            groups.Add(group);
        }

        return groups;
    }

    private static LocatedGroup One(MarkedNode node, RuleManifest? manifest, List<YamlError> errors)
    {
        var fields = new FieldReader(node, "a group of rules", errors);
        var name = fields.Scalar("name");
        if (node is MarkedMapping && string.IsNullOrEmpty(name?.Value))
        {
            fields.Fail(name?.At ?? node.At, "the group has no name");
        }

        var limit = fields.Scalar("limit");
        var count = 0;
        if (limit is not null && !int.TryParse(limit.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count))
        {
            fields.Fail(limit.At, $"the limit must be a whole number, not '{limit.Value}'");
        }

        if (manifest is not null)
        {
            // Of Thanos' ruler.
            _ = fields.Scalar("partial_response_strategy");
        }

        var group = new RuleGroup
        {
            Name = name?.Value ?? "",
            Interval = RuleReader.Duration(fields, "interval")?.Value,
            QueryOffset = RuleReader.Duration(fields, "query_offset")?.Value,
            Limit = limit is null ? null : count,
            Labels = RuleReader.Labels(fields, "labels").ToDictionary(l => l.Key, l => l.Value.Value),
        };
        var rules = fields.Items("rules").Select(r => RuleReader.Read(r, manifest is not null, errors)).OfType<LocatedRule>().ToList();
        fields.RejectUnknown();
        return new(group with { Rules = [.. rules.Select(r => r.Rule)] }, name?.At ?? node.At, manifest, rules);
    }
}
