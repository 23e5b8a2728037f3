using System.Globalization;
using Unloop.Core.Diagnoses;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>
/// Reads what a script of <see cref="DependencyScript"/> printed. The image, and whoever answered, may have had a hand in it: lines are bounded in
/// number and length, control characters go, and a line can only speak of a target that was asked about.
/// </summary>
public static class DependencyAnswers
{
    private const int MostLines = 2_000;
    private const int LongestDetail = 300;
    private const int MostAddresses = 8;

    /// <summary>As openssl writes it: <c>Mar  5 10:00:00 2024 GMT</c>.</summary>
    private static readonly string[] DateForms = ["MMM d HH:mm:ss yyyy 'GMT'", "MMM  d HH:mm:ss yyyy 'GMT'", "MMM dd HH:mm:ss yyyy 'GMT'"];

    /// <summary>One answer for each target, in their order; a target that the output does not speak of has an answer in which all is unknown.</summary>
    /// <param name="targets">As they were given to the script.</param>
    /// <param name="output">What the container printed, all of it.</param>
    public static IReadOnlyList<DependencyAnswer> Read(IReadOnlyList<DependencyTarget> targets, string output)
    {
        var (by, said) = Lines(output, Math.Min(targets.Count, DependencyTargets.Most));
        return [.. targets.Select((target, i) =>
        {
            var answer = Read(target, i < said.Length ? said[i] : []) with { By = by };
            return answer with { Statements = DependencyStatements.Of(answer), Trouble = DependencyStatements.Trouble(answer) is { } trouble ? trouble with { Solution = DependencyAdvice.For(answer) } : null };
        })];
    }

    /// <summary>Whether the script came to its end; without, what it did not speak of may only have been cut off.</summary>
    public static bool IsComplete(string output) => Spoken(output).Any(l => l == "end");

    /// <summary>A second tool begins where a first one broke off: what it says counts.</summary>
    private static (string? By, Dictionary<string, string>[] Said) Lines(string output, int count)
    {
        string? by = null;
        var said = Fresh();
        foreach (var line in Spoken(output))
        {
            if (line.StartsWith("by ", StringComparison.Ordinal))
            {
                (by, said) = (line[3..], Fresh());
                continue;
            }

            var words = line.Split(' ', 3);
            if (words.Length > 1 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < count)
            {
                _ = said[number].TryAdd(words[1], words.Length > 2 ? words[2].Trim() : "");
            }
        }

        return (by, said);

        Dictionary<string, string>[] Fresh() => [.. Enumerable.Range(0, count).Select(_ => new Dictionary<string, string>(StringComparer.Ordinal))];
    }

    private static IEnumerable<string> Spoken(string output) =>
        output.Split('\n').Where(l => l.StartsWith(DependencyScript.Prefix + " ", StringComparison.Ordinal)).Take(MostLines).Select(l => Clean(l[(DependencyScript.Prefix.Length + 1)..]));

    private static DependencyAnswer Read(DependencyTarget target, Dictionary<string, string> said)
    {
        var dns = said.GetValueOrDefault("dns") ?? "";
        var tls = said.GetValueOrDefault("tls") ?? "";
        return new()
        {
            Target = target,
            Dns = Outcome(dns, "again", "timeout"),
            Addresses = First(dns) == "ok" ? [.. dns.Split(' ').Skip(1).Select(a => HostNames.IsAddress(a) is true ? a : null).OfType<string>().Distinct().Take(MostAddresses)] : [],
            Connection = Connection(First(said.GetValueOrDefault("tcp") ?? "")),
            Tls = Outcome(tls),
            Certificate = First(tls) == "ok" ? Certificate(said) : null,
            Detail = First(tls) == "failed" ? Rest(tls) : First(dns) is "again" or "timeout" ? First(dns) : null,
        };
    }

    private static ShownCertificate Certificate(Dictionary<string, string> said)
    {
        var dates = (said.GetValueOrDefault("dates") ?? "").Split(' ');
        var from = Date(dates[0]) ?? Date(said.GetValueOrDefault("from"));
        var until = Date(dates.ElementAtOrDefault(1)) ?? Date(said.GetValueOrDefault("until"));
        var now = Date(dates.ElementAtOrDefault(2)) ?? Date(said.GetValueOrDefault("now"));
        var chain = said.GetValueOrDefault("chain") ?? "";
        var isDated = First(chain) == "dated";
        return new()
        {
            Subject = Word(said, "subject"),
            Issuer = Word(said, "issuer"),
            Names = Word(said, "names"),
            ValidFrom = from,
            ValidUntil = until,
            Dates = isDated || now < from || now > until ? StepOutcome.Failed : First(chain) == "ok" || (now is not null && until is not null) ? StepOutcome.Passed : StepOutcome.Unknown,
            Name = First(said.GetValueOrDefault("name") ?? "") switch { "ok" => StepOutcome.Passed, "wrong" => StepOutcome.Failed, _ => StepOutcome.Unknown },
            Chain = isDated ? StepOutcome.Unknown : Outcome(chain),
            ChainReason = First(chain) == "failed" && Rest(chain).Length > 0 ? Rest(chain) : null,
        };
    }

    private static ConnectionOutcome Connection(string word) => word switch
    {
        "ok" => ConnectionOutcome.Connected,
        "refused" => ConnectionOutcome.Refused,
        "timeout" => ConnectionOutcome.TimedOut,
        "unreachable" => ConnectionOutcome.Unreachable,
        "reset" => ConnectionOutcome.Reset,
        "failed" => ConnectionOutcome.Failed,
        "barred" => ConnectionOutcome.Barred,
        _ => ConnectionOutcome.Unknown,
    };

    private static StepOutcome Outcome(string text, params ReadOnlySpan<string> alsoFailed) => First(text) switch
    {
        "ok" => StepOutcome.Passed,
        "failed" => StepOutcome.Failed,
        var other => alsoFailed.Contains(other) ? StepOutcome.Failed : StepOutcome.Unknown,
    };

    private static string? Word(Dictionary<string, string> said, string name) => said.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    private static string First(string text) => text.Split(' ', 2)[0];

    private static string Rest(string text) => text.Split(' ', 2) is [_, var rest] ? rest.Trim() : "";

    /// <summary>Seconds since 1970, or openssl's form.</summary>
    private static DateTimeOffset? Date(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? (seconds is > -62_135_596_800 and < 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null)
            : DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private static string Clean(string line)
    {
        var cut = line.Length > LongestDetail * 2 ? line[..(LongestDetail * 2)] : line;
        return new string([.. cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c)]).Trim() is var clean
            ? Sentence.Shorten(clean, LongestDetail) : "";
    }
}
