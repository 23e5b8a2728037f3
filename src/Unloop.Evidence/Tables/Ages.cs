using System.Globalization;

namespace Unloop.Evidence.Tables;

/// <summary>Ages and counts as kubectl prints them: <c>2m</c>, <c>2d22h</c>, <c>2m (x12 over 10m)</c>, <c>5 (3m2s ago)</c>.</summary>
internal static class Ages
{
    public static bool IsAge(ReadOnlySpan<char> text)
    {
        if (text is "<unknown>" or "<invalid>" or "just now")
        {
            return true;
        }

        var digits = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                digits++;
            }
            else if (digits == 0 || c is not ('s' or 'm' or 'h' or 'd' or 'y'))
            {
                return false;
            }
        }

        return digits > 0 && char.IsAsciiLetter(text[^1]);
    }

    /// <summary>The number in <c>(x12 over 10m)</c>, else 1.</summary>
    public static int Count(string age)
    {
        var start = age.IndexOf("(x", StringComparison.Ordinal);
        var end = start < 0 ? -1 : age.IndexOf(' ', start);
        return end > 0 && int.TryParse(age.AsSpan((start + 2)..end), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 1;
    }
}
