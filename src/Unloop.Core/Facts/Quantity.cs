using System.Globalization;

namespace Unloop.Core.Facts;

/// <summary>Kubernetes quantities: <c>64Mi</c>, <c>1G</c>, <c>250m</c>.</summary>
public static class Quantity
{
    private static readonly (string Suffix, double Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50),
        ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("m", 1e-3), ("u", 1e-6), ("n", 1e-9),
    ];

    /// <summary>The value in its base unit (bytes, cores); null for what is no quantity.</summary>
    public static double? Parse(string text)
    {
        var (number, factor) = (text, 1.0);
        foreach (var (suffix, by) in Suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                (number, factor) = (text[..^suffix.Length], by);
                break;
            }
        }

        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value * factor : null;
    }

    public static long? Bytes(string text) => Parse(text) is { } value and >= 0 and < long.MaxValue ? (long)value : null;
}
