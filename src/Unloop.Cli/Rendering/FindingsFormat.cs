using System.Text.Json;
using Unloop.Core.Reports;

namespace Unloop.Cli.Rendering;

/// <summary>The formats of <c>-o</c> for findings; each is a pure writer in Core.</summary>
internal static class FindingsFormat
{
    public static readonly string[] Names = ["text", "json", "sarif"];

    /// <param name="rules">Asked for only by the formats that list them.</param>
    public static void Write(FindingsReport report, Func<IReadOnlyList<FindingRule>> rules, string format, Terminal terminal)
    {
        switch (format)
        {
            case "json":
                terminal.WriteLine(JsonSerializer.Serialize(report, CoreJson.Default.FindingsReport));
                break;
            case "sarif":
                terminal.WriteLine(FindingsSarif.Write(report, rules()));
                break;
            default:
                terminal.Write(FindingsText.Write(report, terminal.Width));
                break;
        }
    }
}
