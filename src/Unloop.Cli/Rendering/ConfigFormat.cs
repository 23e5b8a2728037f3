using System.Text.Json;
using Unloop.Core.Reports;

namespace Unloop.Cli.Rendering;

/// <summary>The formats of <c>-o</c> for configuration; each is a pure writer in Core.</summary>
internal static class ConfigFormat
{
    public static void Write(ConfigReport report, string format, bool verbose, Terminal terminal)
    {
        switch (format)
        {
            case "json":
                terminal.WriteLine(JsonSerializer.Serialize(report, CoreJson.Default.ConfigReport));
                break;
            case "markdown":
                terminal.Write(ConfigMarkdown.Write(report));
                break;
            default:
                terminal.Write(ConfigText.Write(report, terminal.Width, verbose));
                break;
        }
    }
}
