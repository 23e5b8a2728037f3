using System.Globalization;

namespace Unloop.Evidence.Describe;

internal static class Stamps
{
    /// <summary><c>Fri, 10 May 2019 10:01:46 +0900</c>; year 1 and the epoch stand for "never".</summary>
    public static DateTimeOffset? Read(string? text)
    {
        var stamp = text.AsSpan().Trim();

        // The weekday adds nothing, and is wrong in stamps that a person edited.
        stamp = stamp.Length > 5 && stamp[3] == ',' ? stamp[4..].Trim() : stamp;
        return DateTimeOffset.TryParseExact(
                stamp, ["dd MMM yyyy HH:mm:ss zzz", "d MMM yyyy HH:mm:ss zzz"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            && time.Year > 1970 ? time : null;
    }

    /// <summary><c>30s</c></summary>
    public static int? Seconds(string? text) =>
        text is { Length: > 1 } && text[^1] == 's' && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;

    public static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
