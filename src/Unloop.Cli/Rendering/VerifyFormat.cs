using System.Text.Json;
using Unloop.Core.Reports;
using Unloop.Core.Stability;

namespace Unloop.Cli.Rendering;

/// <summary>The formats of <c>-o</c> for verifications; each is a pure writer in Core.</summary>
internal static class VerifyFormat
{
    public static void Write(VerifyReport report, string format, Terminal terminal)
    {
        switch (format)
        {
            case "json":
                terminal.WriteLine(JsonSerializer.Serialize(report, CoreJson.Default.VerifyReport));
                break;
            case "markdown":
                terminal.Write(VerifyMarkdown.Write(report));
                break;
            default:
                terminal.Write(VerifyText.Write(report, terminal.Width));
                break;
        }
    }
}
