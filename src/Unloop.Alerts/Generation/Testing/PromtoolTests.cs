using Unloop.Alerts.Generation.Writing;
using YamlDotNet.RepresentationModel;

namespace Unloop.Alerts.Generation.Testing;

/// <summary>
/// The lives of an alert as unit tests for promtool. Rules are evaluated every 45 s and samples lie 30 s apart, so that every other
/// evaluation is between two samples: what a rule guesses beyond the last of them shows only there.
/// </summary>
internal static class PromtoolTests
{
    public static YamlNode Of(string rules, IReadOnlyList<Alert> alerts) => Yaml.Map(
        ("rule_files", Yaml.TextList([rules])),
        ("evaluation_interval", Yaml.Text($"{TestLives.Evaluation}s")),
        ("tests", Yaml.List(alerts.SelectMany(a => a.Tests.Select(t => Of(a, t))))));

    private static YamlMappingNode Of(Alert alert, RuleTest test) => Yaml.Map(
        ("name", Yaml.Text($"{alert.Id}: {test.Name}")),
        ("interval", Yaml.Text($"{TestLives.Interval}s")),
        ("input_series", Yaml.List(test.Series.Select(s => Yaml.Map(("series", Yaml.Text(s.Series)), ("values", Yaml.Text(Values.Write(s.Values))))))),
        ("alert_rule_test", Yaml.List(test.Moments.Select(m => Of(alert, m)))));

    private static YamlMappingNode Of(Alert alert, TestMoment moment) => Yaml.Map(
        ("eval_time", Yaml.Text(TestLives.Duration(moment.Seconds))),
        ("alertname", Yaml.Text(alert.Prometheus.Alert!)),
        ("exp_alerts", Yaml.List(moment.Firing.Select(f => Expected(alert, f)))));

    private static YamlMappingNode Expected(Alert alert, IReadOnlyDictionary<string, string> firing)
    {
        var labels = new Dictionary<string, string>(firing);
        foreach (var (name, value) in alert.Prometheus.Labels)
        {
            labels[name] = value;
        }

        return Yaml.Map(
            ("exp_labels", Yaml.Texts(labels)),
            ("exp_annotations", Yaml.Texts(alert.Prometheus.Annotations.Select(a => KeyValuePair.Create(a.Key, Expand(a.Value, labels))))));
    }

    /// <summary>As Prometheus fills in the two forms that the annotations have.</summary>
    private static string Expand(string template, Dictionary<string, string> labels) =>
        labels.Aggregate(template, (text, label) => text.Replace($"{{{{ $labels.{label.Key} }}}}", label.Value, StringComparison.Ordinal))
            .Replace("{{ \"{{\" }}", "{{", StringComparison.Ordinal);
}
