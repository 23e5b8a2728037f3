using System.Globalization;

namespace Unloop.Core.Scaling.Sizing;

/// <summary>Amounts as a manifest has them.</summary>
public static class Amounts
{
    private const double Mebi = 1 << 20;

    /// <param name="milli">Thousandths of a core.</param>
    /// <returns><c>250m</c>, <c>2</c>.</returns>
    public static string Cpu(long milli) => milli % 1000 == 0 ? Number(milli / 1000.0) : $"{Number(milli)}m";

    /// <returns><c>128Mi</c>, rounded up; bytes below one.</returns>
    public static string Memory(long bytes) => bytes < Mebi ? Number(bytes) : $"{Number(Math.Ceiling(bytes / Mebi))}Mi";

    /// <param name="resource">As in a quota: <c>requests.cpu</c>.</param>
    /// <param name="value">In cores, bytes or pieces.</param>
    public static string Shown(string resource, double value) =>
        resource.EndsWith("cpu", StringComparison.Ordinal) ? Cpu((long)Math.Round(value * 1000))
        : resource.EndsWith("memory", StringComparison.Ordinal) || resource.EndsWith("storage", StringComparison.Ordinal) ? Memory((long)value)
        : Number(value);

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
