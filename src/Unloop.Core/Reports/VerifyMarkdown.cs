using System.Text;
using Unloop.Core.Stability;

namespace Unloop.Core.Reports;

/// <summary>How a verification ended, for a ticket or a pipeline's summary. Pure.</summary>
public static class VerifyMarkdown
{
    public static string Write(VerifyReport report)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(MarkdownWriter.Code($"{report.Workload}")).Append(" in ").Append(MarkdownWriter.Code(report.Workload.Namespace)).Append(": ")
            .AppendLine(VerifyWords.State(report.State)).AppendLine();
        if (report.Statement is { } statement)
        {
            text.AppendLine(MarkdownWriter.Escape(statement)).AppendLine();
        }

        if (report is { FromStamps: true, State: StabilityState.Stable })
        {
            text.AppendLine(VerifyWords.Stamps).AppendLine();
        }

        foreach (var moment in report.Timeline)
        {
            text.Append("- ").Append(VerifyWords.Moment(moment.Kind)).Append(": ").AppendLine(VerifyWords.Time(moment));
        }

        if (report.Pods.Count > 0)
        {
            text.AppendLine().AppendLine("| Pod | Ready | Status | Restarts | Revision | Node |").AppendLine("|---|---|---|---|---|---|");
        }

        foreach (var pod in report.Pods)
        {
            text.AppendLine($"| {MarkdownWriter.Escape(pod.Name)} | {pod.Ready} | {MarkdownWriter.Escape(pod.Status)} | {pod.Restarts} | {(pod.IsNew ? "new" : "old")} | {MarkdownWriter.Escape(pod.Node ?? "")} |");
        }

        text.AppendLine();
        return text.Append(MarkdownReport.Write(new Report { Version = report.Version, Items = report.Items, Errors = report.Errors })).ToString();
    }
}
