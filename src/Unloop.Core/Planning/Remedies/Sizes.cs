using System.Globalization;
using System.Text.RegularExpressions;

namespace Unloop.Core.Planning.Remedies;

/// <summary>Sizes of memory: as people say them, as quantities, and as programs print them. All in bytes.</summary>
internal static partial class Sizes
{
    public const long Mebi = 1L << 20;

    /// <summary>What a heap may have of a container's limit, in quarters: the rest is for code, stacks and buffers.</summary>
    private const int HeapQuarters = 3;

    public static long HeapIn(long limit) => limit / 4 * HeapQuarters;

    public static long LimitFor(long heap) => (heap * 4 + HeapQuarters - 1) / HeapQuarters;

    /// <summary>Rounded up to a step that reads well: 1 Mi below 64 Mi, then 16, 64 and 256 Mi.</summary>
    public static long Round(long bytes)
    {
        var step = bytes switch { < 64 * Mebi => Mebi, < 512 * Mebi => 16 * Mebi, < 4096 * Mebi => 64 * Mebi, _ => 256 * Mebi };
        return (bytes + step - 1) / step * step;
    }

    /// <summary>A quantity in Mi.</summary>
    public static string Text(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{(bytes + Mebi - 1) / Mebi}Mi");

    /// <summary>The largest amount that a line says was asked for; null where none is said.</summary>
    public static long? Asked(IEnumerable<string> lines) =>
        lines.SelectMany(l => Asking().Matches(l)).Select(m => Bytes(m.Groups["number"].Value, m.Groups["unit"].Value)).Where(b => b >= Mebi).Max();

    public static long? Bytes(string number, string unit)
    {
        var factor = unit.ToLowerInvariant().TrimEnd('s') switch
        {
            "" or "b" or "byte" => 1L,
            "k" or "kb" or "kib" => 1L << 10,
            "m" or "mb" or "mib" => Mebi,
            "g" or "gb" or "gib" => 1L << 30,
            _ => 0L,
        };
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && factor > 0 && value <= (1L << 44) / factor ? value * factor : null;
    }

    [GeneratedRegex("(?i)(alloc|reserv|resiz|request|need|mmap|malloc)[a-z]*( [a-z/.0-9_-]+){0,6}?[ (:=]+(?<number>[0-9]{1,13}) ?(?<unit>bytes?|[kmg]i?b)\\b", RegexOptions.NonBacktracking)]
    private static partial Regex Asking();
}
