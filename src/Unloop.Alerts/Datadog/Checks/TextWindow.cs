using System.Globalization;
using System.Text.RegularExpressions;
using Unloop.Alerts.Backoff;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>The time that a monitor's own words say that it looks at: "5 times in the last ten minutes".</summary>
/// <param name="Field"><c>name</c> or <c>message</c>, in which the words stand from <paramref name="Start"/> to <paramref name="End"/>.</param>
internal sealed partial record TextWindow(TimeSpan Length, string Field, int Start, int End, string Words)
{
    private static readonly string[] Numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "fifteen", "twenty", "thirty", "sixty"];

    private static readonly int[] Values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 60];

    /// <summary>Null where the words say none, or more than one.</summary>
    public static TextWindow? Of(DatadogMonitor monitor)
    {
        var all = In("name", monitor.Name).Concat(In("message", monitor.Message)).ToList();
        return all.Select(w => w.Length).Distinct().Count() == 1 ? all[0] : null;
    }

    private static IEnumerable<TextWindow> In(string field, string? text) =>
        Wording().Matches(text is { Length: < 50_000 } ? text : "")
            .Select(m => (Match: m, Length: LengthOf(m.Groups["n"].Value, m.Groups["unit"].Value)))
            .Where(m => m.Length is not null)
            .Select(m => new TextWindow(m.Length!.Value, field, m.Match.Groups["n"].Index, m.Match.Groups["unit"].Index + m.Match.Groups["unit"].Length, m.Match.Groups["all"].Value.Trim()));

    private static TimeSpan? LengthOf(string number, string unit)
    {
        var word = Array.IndexOf(Numbers, number.ToLowerInvariant());
        var value = word >= 0 ? Values[word] : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && digits < 10_000 ? digits : 0;
        return value == 0 ? null : unit.ToLowerInvariant()[0] == 'm' ? TimeSpan.FromMinutes(value)
            : unit[0] is 'h' or 'H' && TimeSpan.FromHours(value) is var hours && hours <= RestartArithmetic.LongestWindow ? hours : null;
    }

    /// <summary>What an alert of pods counts.</summary>
    private const string Counted = @"(times|restart(s|ed|ing)?|crash(es|ed|ing)?|fail(s|ed|ing)?|kill(s|ed)|missing|waiting|unavailable|unready)";

    private const string Span =
        @"(?<all>(?<n>\d+|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|sixty)[\s-]*(?<unit>minutes?|mins?|m|hours?|hrs?|h))\b";

    private const string Between = @"(\s+(\w+|\{\{[^{}]*\}\}))";

    /// <summary>"restarted more than 5 times in the last N minutes", or "In the last N minutes the pod restarted": other times in a message are about other things, such as the logs to read.</summary>
    private const string Phrase =
        @"\b" + Counted + Between + @"{0,3}\s+(in|within|over|during)\s+(the\s+)?((last|past|previous)\s+)?" + Span
        + @"|(^|[.!?:]\s+|\n\s*)(in|within|over|during)\s+(the\s+)?(last|past|previous)\s+" + Span + "(,)?" + Between + @"{0,6}\s+" + Counted + @"\b";

    [GeneratedRegex(Phrase, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Wording();
}
