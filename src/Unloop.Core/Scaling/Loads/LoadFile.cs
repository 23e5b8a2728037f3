using System.Globalization;
using Unloop.Core.Facts;

namespace Unloop.Core.Scaling.Loads;

/// <summary>A curve, or everything that keeps the text from being one.</summary>
public sealed record LoadReading(LoadCurve? Curve, IReadOnlyList<Problem> Problems);

/// <summary>
/// Reads a load from CSV or TSV: a time and a load on each line, a heading allowed. Times are seconds from the start, spans (<c>90s</c>, <c>5m</c>, <c>1h30m</c>),
/// times of day (<c>09:15</c>) or stamps (RFC 3339); loads are in any unit, and the first is the load of now. Pure.
/// </summary>
public static class LoadFile
{
    /// <summary>Bytes and lines beyond which it is no load curve.</summary>
    public const int LongestText = 4 << 20;
    private const int MostPoints = 20_000;
    private const int MostProblems = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(8);
    private static readonly char[] Separators = ['\t', ',', ';'];

    /// <param name="now">Which load of the file is that of now; null: the first.</param>
    public static LoadReading Read(string name, string text, double? now = null)
    {
        if (text.Length > LongestText)
        {
            return new(null, [Bad($"{name}: more than {LongestText >> 20} MiB are no load curve; thin it out to a point each 15 s.")]);
        }

        var (rows, problems) = (new List<(int Line, TimeSpan At, double Load)>(), new List<Problem>());
        var lines = text.Split('\n');
        var isFirst = true;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim().TrimStart('\uFEFF');
            if (line.Length > 0 && line[0] != '#')
            {
                Add($"{name}:{i + 1}", i + 1, line, isFirst, rows, problems);
                isFirst = false;
            }
        }

        return Check(name, rows, problems, now);
    }

    private static void Add(string place, int number, string line, bool mayBeHeading, List<(int Line, TimeSpan At, double Load)> rows, List<Problem> problems)
    {
        var separator = Separators.FirstOrDefault(line.Contains);
        var cells = (separator == default ? [line] : line.Split(separator)).Select(c => c.Trim().Trim('"')).ToList();
        if (cells.Count != 2)
        {
            problems.Add(Bad($"{place}: {cells.Count} columns where there should be two, a time and a load."));
            return;
        }

        var (at, load) = (Time(cells[0]), Number(cells[1]));
        if (mayBeHeading && at is null && load is null && cells.TrueForAll(c => c.Length > 0 && !char.IsAsciiDigit(c[0]) && c[0] != '-'))
        {
            return;
        }

        if (at is null)
        {
            problems.Add(Bad($"{place}: '{Shown(cells[0])}' is no time; seconds (90), a span (1h30m), a time of day (09:15) or a stamp (2026-05-01T09:15:00Z)."));
        }

        if (load is null or < 0)
        {
            problems.Add(Bad($"{place}: '{Shown(cells[1])}' is no load; a number, not below 0."));
        }

        if (at is { } time && load is >= 0 and var value)
        {
            rows.Add((number, time, value));
        }
    }

    private static LoadReading Check(string name, List<(int Line, TimeSpan At, double Load)> rows, List<Problem> problems, double? now)
    {
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].At <= rows[i - 1].At)
            {
                problems.Add(Bad($"{name}:{rows[i].Line}: its time is not after that of line {rows[i - 1].Line}; sort the lines, and begin times of day anew with a date."));
            }
        }

        var unit = now ?? (rows.Count > 0 ? rows[0].Load : 0);
        if (problems.Count == 0)
        {
            problems.AddRange(new[]
            {
                rows.Count < 2 ? Bad($"{name}: a load curve needs two points at least; there {(rows.Count == 1 ? "is one" : "is none")}.") : null,
                rows.Count > MostPoints ? Bad($"{name}: {rows.Count} points, and at most {MostPoints} are read; thin it out to a point each 15 s.") : null,
                rows.Count > 1 && rows[^1].At - rows[0].At > Longest ? Bad($"{name}: it is longer than {Longest.TotalDays:0} days.") : null,
                rows.Count > 1 && unit <= 0 ? Bad($"{name}: its first load is 0, and that is what the load of now is measured by; say which load is that of now with --load-now.") : null,
            }.OfType<Problem>());
        }

        return problems.Count > 0
            ? new(null, problems.Count <= MostProblems ? problems : [.. problems.Take(MostProblems), Bad($"{name}: and {problems.Count - MostProblems} more.")])
            : new(new(name, [.. rows.Select(r => new LoadPoint(r.At - rows[0].At, r.Load / unit))]), []);
    }

    private static TimeSpan? Time(string text) =>
        Number(text) is >= 0 and < 1e9 and var seconds ? TimeSpan.FromSeconds(seconds)
        : Span(text) is { } span ? span
        : text.Contains(':', StringComparison.Ordinal) && TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time.ToTimeSpan()
        : text.Contains('-', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var stamp) ? stamp.UtcDateTime - DateTime.UnixEpoch
        : null;

    /// <summary><c>1h30m</c>; null for what is none.</summary>
    private static TimeSpan? Span(string text)
    {
        var (total, digits) = (TimeSpan.Zero, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            if (i == digits || i - digits > 7 || !int.TryParse(text[digits..i], CultureInfo.InvariantCulture, out var number) || "dhms".IndexOf(text[i], StringComparison.Ordinal) is not (>= 0 and var unit))
            {
                return null;
            }

            total += TimeSpan.FromSeconds(number * (double)((int[])[86_400, 3_600, 60, 1])[unit]);
            digits = i + 1;
        }

        return text.Length > 0 && digits == text.Length ? total : null;
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static string Shown(string cell) => cell.Length <= 40 ? cell : cell[..40] + "…";

    private static Problem Bad(string message) => new(ProblemKind.BadInput, message);
}
