using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Prometheus.Templates;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Joining;

/// <summary>
/// Without honor_labels the labels of a scraped object become <c>exported_pod</c> and its like, and <c>pod</c> is that of kube-state-metrics. Known from the Prometheus, or from
/// another rule that asks for <c>exported_</c> labels.
/// </summary>
internal sealed class ExportersLabels : RuleCheck
{
    private const string Prefix = "exported_";

    private static readonly string[] Shadowed = ["namespace", "pod", "container"];

    public override FindingRule Describes { get; } = new(
        "exporters-labels", FindingSeverity.Error, "The labels are those of kube-state-metrics itself, or exported_ ones where there are none", "The alert names the pod of kube-state-metrics",
        "Set honorLabels: true where kube-state-metrics is scraped, and ask for namespace, pod and container.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene)
    {
        var alerts = scene.Rules.Where(r => r.Tree is not null && r.Selectors.Any(s => KubeStateMetrics.Labels(s.Vector.Metric) is not null) && !Renames(r)).ToList();
        if (scene.Options.HasExportedLabels is false)
        {
            return alerts.SelectMany(r => Uses(r).Where(u => u.Label.StartsWith(Prefix, StringComparison.Ordinal)).DistinctBy(u => u.Text).Select(u => NotThere(r, u)));
        }

        var witness = scene.Options.HasExportedLabels is true ? null : alerts.Find(r => Uses(r).Any(u => u.Label.StartsWith(Prefix, StringComparison.Ordinal)));
        return scene.Options.HasExportedLabels is null && witness is null ? []
            : alerts.SelectMany(r => Uses(r).Where(u => Shadowed.Contains(u.Label)).DistinctBy(u => u.Text).Select(u => Own(r, u, witness)));
    }

    /// <summary>Some put the labels right by hand.</summary>
    private static bool Renames(SceneRule rule) => rule.Tree!.All().Any(e => e is FunctionCall { Function.Name: "label_replace" or "label_join" });

    /// <param name="Text">Of the annotation or label that asks for it; null: the expression does.</param>
    private sealed record Use(string Label, TextSpan Span, string? Text = null);

    private static IEnumerable<Use> Uses(SceneRule rule)
    {
        foreach (var e in rule.Tree!.All())
        {
            var labels = e switch
            {
                VectorSelector v when KubeStateMetrics.Labels(v.Metric) is not null => v.Matchers.Select(m => new Use(m.Label, m.Span)),
                Aggregation { Grouping: { Without: false } g } => g.Labels.Select(l => new Use(l, g.Span)),
                BinaryExpression { Matching: { On: true } m } => m.Labels.Select(l => new Use(l, m.Span)),
                _ => [],
            };
            foreach (var use in labels)
            {
                yield return use;
            }
        }

        // What an aggregation dropped is another check's.
        var result = ResultLabels.Of(rule.Tree!);
        foreach (var (name, text) in rule.Located.Annotations.Concat(rule.Located.Labels))
        {
            foreach (var label in TemplateReader.Read(text.Value).Labels.Where(l => result?.Contains(l.Text) != false))
            {
                yield return new(label.Text, new(label.Start, label.Start + label.Length), name);
            }
        }
    }

    private static RuleFinding NotThere(SceneRule rule, Use use) => Found(rule, use,
        $"No series of kube-state-metrics has {use.Label} in this Prometheus, which keeps the labels of the objects (honor_labels).",
        use.Text is null ? "The expression selects nothing, or merges all pods into one: the alert never fires, or says not for what." : "Nothing stands in its place.",
        $"Write {use.Label[Prefix.Length..]}.", l => l.StartsWith(Prefix, StringComparison.Ordinal) && Shadowed.Contains(l[Prefix.Length..]) ? l[Prefix.Length..] : l);

    private static RuleFinding Own(SceneRule rule, Use use, SceneRule? witness) => Found(rule, use,
        $"{use.Label} is that of kube-state-metrics itself here: {(witness is null ? "this Prometheus scrapes it without honor_labels" : ReferenceEquals(witness, rule) ? $"the rule asks for {Exported(rule)} as well" : $"{witness.Name} asks for {Exported(witness)}")}.",
        use.Text is null ? "Every series has one and the same value of it: pods are merged, or none is selected." : $"The alert names the {use.Label} of kube-state-metrics, whatever crashes.",
        $"Set honorLabels: true where kube-state-metrics is scraped; until then write {Prefix}{use.Label}.", l => Shadowed.Contains(l) ? Prefix + l : l);

    private static string Exported(SceneRule rule) => Uses(rule).First(u => u.Label.StartsWith(Prefix, StringComparison.Ordinal)).Label;

    private static RuleFinding Found(SceneRule rule, Use use, string statement, string effect, string repair, Func<string, string> rename)
    {
        var text = use.Text is null ? null : rule.Located.Annotations.GetValueOrDefault(use.Text) ?? rule.Located.Labels[use.Text];
        return new(rule, statement, effect, repair)
        {
            Span = text is null ? use.Span : null,
            At = text?.PlaceOf(use.Span.Start),
            Length = use.Span.Length,
            Subject = use.Label,
            Part = text is null ? RulePart.Expr : rule.Located.Annotations.ContainsKey(use.Text!) ? RulePart.Annotation : RulePart.Label,
            Replacement = text is null ? Renamed(rule, rename) : $"{use.Text}: {Generation.Yaml.Inline(RenamedText(text.Value, rename))}",
        };
    }

    private static string RenamedText(string text, Func<string, string> rename)
    {
        foreach (var label in TemplateReader.Read(text).Labels.OrderByDescending(l => l.Start))
        {
            var asked = text.Substring(label.Start, label.Length);
            text = text[..label.Start] + asked[..^label.Text.Length] + rename(label.Text) + text[(label.Start + label.Length)..];
        }

        return text;
    }

    private static string Renamed(SceneRule rule, Func<string, string> rename)
    {
        var edits = rule.Tree!.All().SelectMany(e => e switch
        {
            VectorSelector v => v.Matchers.Select(m => (m.Span, m.Label)),
            Aggregation { Grouping: { } g } => g.Labels.Select(l => (g.Span, l)),
            BinaryExpression { Matching: { } m } => m.Labels.Select(l => (m.Span, l)),
            _ => [],
        }).Where(e => e.Span.Length > 0 && rename(e.Item2) != e.Item2).Select(e => (At: Word(rule.Text, e.Span, e.Item2), Label: e.Item2)).Where(e => e.At >= 0).Distinct();
        var text = rule.Text;
        foreach (var (at, label) in edits.OrderByDescending(e => e.At))
        {
            text = text[..at] + rename(label) + text[(at + label.Length)..];
        }

        return text.TrimEnd();
    }

    /// <summary>Where a label stands as a word of its own within a part of the text; -1: nowhere.</summary>
    private static int Word(string text, TextSpan within, string label)
    {
        for (var at = text.IndexOf(label, within.Start, StringComparison.Ordinal); at >= 0 && at < within.End; at = text.IndexOf(label, at + 1, StringComparison.Ordinal))
        {
            var end = at + label.Length;
            if ((at == 0 || !IsOfWord(text[at - 1])) && (end == text.Length || !IsOfWord(text[end])))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
