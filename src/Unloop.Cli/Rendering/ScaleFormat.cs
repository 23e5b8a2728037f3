using System.Text.Json;
using Unloop.Core.Reports;

namespace Unloop.Cli.Rendering;

/// <summary>The formats of <c>-o</c> for scaling; each is a pure writer in Core.</summary>
internal static class ScaleFormat
{
    public static void Write(ScaleReport report, string format, Terminal terminal)
    {
        switch (format)
        {
            case "json":
                terminal.WriteLine(JsonSerializer.Serialize(report, CoreJson.Default.ScaleReport));
                break;
            case "markdown":
                terminal.Write(ScaleMarkdown.Write(report));
                break;
            default:
                terminal.Write(ScaleText.Write(report, terminal.Width));
                break;
        }
    }
}
