namespace Unloop.Alerts.Prometheus.Templates;

/// <summary>A text with Go's templates, as labels and annotations of alerts have them (https://prometheus.io/docs/prometheus/latest/configuration/template_reference/).</summary>
/// <param name="Labels">Names that are asked of <c>$labels</c> or <c>.Labels</c>, with their places.</param>
/// <param name="Errors">What Prometheus refuses.</param>
internal sealed record RuleTemplate(IReadOnlyList<TemplatePart> Labels, IReadOnlyList<TemplatePart> Errors);

/// <param name="Text">A label's name, or what is wrong, without full stop.</param>
/// <param name="Start">In the text, in characters.</param>
internal sealed record TemplatePart(string Text, int Start, int Length);
