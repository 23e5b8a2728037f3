using System.Globalization;
using System.Text.RegularExpressions;
using Unloop.Alerts.Backoff;
using Unloop.Alerts.Sources;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>A length of time that an annotation speaks of: <c>in the last 10 minutes</c>.</summary>
/// <param name="Start">In the annotation.</param>
internal sealed record SaidWindow(string Annotation, LocatedText Text, int Start, int Length, TimeSpan Duration);

internal static partial class SaidWindows
{
    private static readonly string[] Spoken = ["summary", "description", "message"];

    public static IEnumerable<SaidWindow> In(SceneRule rule) => rule.Located.Annotations
        .Where(a => Spoken.Contains(a.Key))
        .SelectMany(a => Phrase().Matches(a.Value.Value).Select(m => Read(a.Key, a.Value, m)).OfType<SaidWindow>());

    private static SaidWindow? Read(string annotation, LocatedText text, Match match)
    {
        if (!double.TryParse(match.Groups["n"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is <= 0 or > 100_000)
        {
            return null;
        }

        var unit = match.Groups["unit"].Value.ToLowerInvariant()[0] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1),
        };
        var (first, last) = (match.Groups["n"], match.Groups["unit"]);
        var said = number * unit;
        return said <= RestartArithmetic.LongestWindow ? new(annotation, text, first.Index, last.Index + last.Length - first.Index, said) : null;
    }

    private const string Words =
        @"\b(in|within|over|during|per|last|past|every)( the| a)?( last| past| previous)? (?<n>[0-9]{1,6})[ -]?(?<unit>seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b|/ ?(?<n>[0-9]{1,6}) ?(?<unit>minutes?|mins?|m|hours?|h)\b";

    [GeneratedRegex(Words, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Phrase();
}
