using System.CommandLine;
using System.CommandLine.Parsing;
namespace Unloop.Cli.Commands;
internal static class ProofFlags
{
    public static Option<TimeSpan> Window() => new("--window") { Description = "Every pod must stay ready for at least this long, as in 30s or 5m", HelpName = "SPAN", CustomParser = Parse, DefaultValueFactory = _ => TimeSpan.FromSeconds(60) };
    public static Option<TimeSpan> WindowMax() => new("--window-max") { Description = "Longer is not waited for: then it is said to hold, not to be stable", HelpName = "SPAN", CustomParser = Parse, DefaultValueFactory = _ => TimeSpan.FromMinutes(10) };
    private static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var unit = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 } : 0;
        if (unit > 0 && int.TryParse(text[..^1], out var n) && n > 0) return TimeSpan.FromSeconds(n * unit);
        result.AddError($"'{text}' is no span"); return default;
    }
}
