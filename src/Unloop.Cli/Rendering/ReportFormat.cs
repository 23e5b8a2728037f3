using System.Text.Json;
using Unloop.Core.Reports;

namespace Unloop.Cli.Rendering;

/// <summary>The formats of <c>-o</c>; each is a pure writer in Core.</summary>
internal static class ReportFormat
{
    public static readonly string[] Names = ["text", "json", "markdown"];

    public static void Write(Report report, string format, bool verbose, Terminal terminal)
    {
        switch (format)
        {
            case "json":
                terminal.WriteLine(JsonSerializer.Serialize(report, CoreJson.Default.Report));
                break;
            case "markdown":
                terminal.Write(MarkdownReport.Write(report));
                break;
            default:
                terminal.Write(TextReport.Write(report, terminal.Width, verbose));
                break;
        }
    }
}
