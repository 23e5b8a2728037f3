using System.Globalization;
using Unloop.Alerts.Sources;

namespace Unloop.Alerts.Prometheus.Reading;

/// <summary>Reads the groups of a rule file, or of the spec of a PrometheusRule, which may say a little more.</summary>
internal sealed class GroupReader(SourceFile file, SourceErrors errors)
{
    /// <summary>Of one file.</summary>
    private const int MostRules = 20_000;

    private readonly List<LocatedGroup> _groups = [];
    private readonly RuleReader _reader = new(file, errors);
    private int _rules;

    /// <summary>Of all that was read.</summary>
    public IReadOnlyList<LocatedGroup> Groups => _groups;

    public TextPlace Place(int offset) => file.At(offset);

    public void Read(FieldReader fields, RuleManifest? manifest)
    {
        var items = fields.Items("groups");
        if (items.Count == 0 && errors.IsEmpty && fields.Fields.All(f => f.Key.Value != "groups"))
        {
            fields.Fail(fields.At, "there are no rules in it: 'groups' is missing");
        }

        var first = new Dictionary<string, TextPlace>(StringComparer.Ordinal);
        foreach (var item in items.TakeWhile(_ => _rules <= MostRules))
        {
            One(item, manifest, first);
        }
    }

    private void One(SourceNode node, RuleManifest? manifest, Dictionary<string, TextPlace> first)
    {
        var fields = new FieldReader(node, "a group of rules", errors);
        var name = fields.Scalar("name");
        var at = name?.Start ?? node.Start;
        var title = name?.Value.Value ?? "";
        if (node is SourceMap && title.Length == 0)
        {
            fields.Fail(at, "the group has no name");
        }
        else if (title.Length > 0 && !first.TryAdd(title, Place(at)))
        {
            fields.Fail(at, $"the group '{title}' stands twice in the file (first in line {first[title].Line}): Prometheus then loads none of it");
        }

        if (manifest is not null)
        {
            // Of Thanos' ruler.
            _ = fields.Scalar("partial_response_strategy");
        }

        var interval = _reader.Duration(fields, "interval");
        var group = new RuleGroup
        {
            Name = title,
            Interval = interval?.Value,
            QueryOffset = _reader.Duration(fields, "query_offset")?.Value,
            Limit = Limit(fields),
            Labels = _reader.Labels(fields, "labels").ToDictionary(l => l.Key, l => l.Value.Value),
        };
        var rules = fields.Items("rules").TakeWhile(r => IsWithin(r)).Select(r => _reader.Read(r, manifest is not null)).OfType<LocatedRule>().ToList();
        fields.RejectUnknown();
        _groups.Add(new(group with { Rules = [.. rules.Select(r => r.Rule)] }, Place(at), manifest, rules) { IntervalAt = interval?.At });
    }

    private bool IsWithin(SourceNode rule)
    {
        if (++_rules == MostRules + 1)
        {
            errors.Add(rule.Start, $"the file has more than {MostRules} rules; the rest was not read");
        }

        return _rules <= MostRules;
    }

    private static int? Limit(FieldReader fields)
    {
        if (fields.Scalar("limit") is not { } limit)
        {
            return null;
        }

        if (!int.TryParse(limit.Value.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
        {
            fields.Fail(limit.Start, $"the limit must be a whole number, not '{limit.Value.Value}'");
        }

        return count;
    }
}
