using Unloop.Core.Injection;
using static Unloop.Core.Reports.MarkdownWriter;

namespace Unloop.Core.Reports;

/// <summary>What goes into a workload's containers, for a ticket or a review. Pure.</summary>
public static class ConfigMarkdown
{
    public static string Write(ConfigReport report)
    {
        var text = new MarkdownWriter();
        text.Heading(1, Escape(ConfigWords.Title(report) + ConfigWords.Count(report.Troubles)));
        foreach (var trouble in report.Troubles)
        {
            text.Heading(2, $"{ConfigWords.Word(trouble.Severity)}: {Code(trouble.Subject)}");
            text.Paragraph($"{Escape(trouble.Statement)} ({trouble.Rule}{(trouble.Container is { } name ? $", container {Code(name)}" : "")})");
            text.Advice(trouble.Advice);
        }

        foreach (var container in report.Containers)
        {
            Container(text, container);
        }

        Advice(text, report.Advice);
        text.Bullets("Not seen", report.Gaps.Select(g => Escape(ReportWords.Gap(g))));
        foreach (var error in report.Errors)
        {
            text.Quote(error);
        }

        return text.ToString();
    }

    private static void Container(MarkdownWriter text, ContainerInjection container)
    {
        text.Heading(2, $"Into {Escape(ConfigWords.Container(container))}");
        text.Table(["Variable", "Value", "From"], ConfigWords.Rows(container, links: false)
            .Select(v => (IReadOnlyList<string>)[v.Name, v.State == VariableState.Set ? ConfigWords.Value(v) : ConfigWords.State(v), v.From]));
        if (ConfigWords.Links(container) is { } links)
        {
            text.Paragraph(Escape(links));
        }

        text.Table(["File", "Mode", "Owner", "From"], container.Files
            .Select(f => (IReadOnlyList<string>)[f.Path, f.State == FileState.Mounted ? f.Mode : ConfigWords.State(f), f.Owner, f.SubPath ? $"{f.From} (subPath)" : f.From]));
    }

    private static void Advice(MarkdownWriter text, IReadOnlyList<ConfigAdvice> advice)
    {
        if (advice.Count > 0)
        {
            text.Heading(2, "So that it stays right");
        }

        foreach (var item in advice)
        {
            text.Paragraph(Escape(item.Text));
            if (item.Command is { } command)
            {
                text.Fenced("sh", command);
            }

            if (item.Manifest is { } manifest)
            {
                text.Fenced("yaml", manifest);
            }
        }
    }
}
