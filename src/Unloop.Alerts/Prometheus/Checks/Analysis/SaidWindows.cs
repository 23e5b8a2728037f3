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
    /// <summary>Characters; without a bound a long text would be read once for each time that it names.</summary>
    private const int LongestSentence = 400;

    private static readonly string[] Spoken = ["summary", "description", "message"];

    public static IEnumerable<SaidWindow> In(SceneRule rule) => rule.Located.Annotations
        .Where(a => Spoken.Contains(a.Key))
        .SelectMany(a => Phrase().Matches(a.Value.Value).Where(m => IsOfCount(a.Value.Value, m)).Select(m => Read(a.Key, a.Value, m)).OfType<SaidWindow>());

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

    /// <summary>Whether its sentence speaks of what is counted; another one speaks of logs to read, or of a time to answer in.</summary>
    private static bool IsOfCount(string text, Match match)
    {
        var (start, end) = (match.Index, match.Index + match.Length);
        var (first, last) = (Math.Max(0, start - LongestSentence), Math.Min(text.Length, end + LongestSentence));
        while (start > first && !EndsSentence(text, start - 1))
        {
            start--;
        }

        while (end < last && !EndsSentence(text, end))
        {
            end++;
        }

        return Counted().IsMatch(text[start..end]);
    }

    /// <summary>The dot of a label is followed by a letter.</summary>
    private static bool EndsSentence(string text, int at) => text[at] == '\n' || (text[at] is '.' or '!' or '?' or ';' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1])));

    [GeneratedRegex(@"\b(times|restart|crash|fail|kill|die[sd])", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Counted();

    private const string Words =
        @"\b(in|within|over|during|per|last|past|every)( the| a)?( last| past| previous)? (?<n>[0-9]{1,6})[ -]?(?<unit>seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b|/ ?(?<n>[0-9]{1,6}) ?(?<unit>minutes?|mins?|m|hours?|h)\b";

    [GeneratedRegex(Words, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Phrase();
}
