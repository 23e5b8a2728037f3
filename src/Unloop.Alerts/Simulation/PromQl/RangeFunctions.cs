namespace Unloop.Alerts.Simulation.PromQl;

/// <summary>Functions of the samples in a range (promql/functions.go). Each gives null where it has no result.</summary>
internal static class RangeFunctions
{
    private delegate double? Function(ReadOnlySpan<Sample> samples);

    private static readonly Dictionary<string, Function> Simple = new(StringComparer.Ordinal)
    {
        ["sum_over_time"] = s => Sum(s),
        ["avg_over_time"] = s => Sum(s) / s.Length,
        ["count_over_time"] = s => s.Length,
        ["last_over_time"] = s => s[^1].Value,
        ["present_over_time"] = _ => 1,
        ["max_over_time"] = s => Extreme(s, (a, b) => a > b),
        ["min_over_time"] = s => Extreme(s, (a, b) => a < b),
        ["stdvar_over_time"] = s => Variance(s),
        ["stddev_over_time"] = s => Math.Sqrt(Variance(s)),
        ["changes"] = s => Steps(s, (a, b) => a != b && !(double.IsNaN(a) && double.IsNaN(b))),
        ["resets"] = s => Steps(s, (a, b) => b < a),
        ["irate"] = s => Instant(s, isRate: true),
        ["idelta"] = s => Instant(s, isRate: false),
        ["deriv"] = s => s.Length < 2 ? null : Regression.Of(s, s[0].At).Slope,
    };

    public static bool Has(string name) => Simple.ContainsKey(name) || name is "rate" or "increase" or "delta";

    public static double? Apply(string name, ReadOnlySpan<Sample> samples, RangeValue range, Engine engine) => name switch
    {
        "rate" => Extrapolated(samples, range, engine, isCounter: true, (range.End - range.Start) / 1000.0),
        "increase" => Extrapolated(samples, range, engine, isCounter: true, 1),
        "delta" => Extrapolated(samples, range, engine, isCounter: false, 1),
        _ => Simple[name](samples),
    };

    /// <summary>Linear regression, told for a time after the evaluation.</summary>
    public static double? PredictLinear(ReadOnlySpan<Sample> samples, long now, double seconds)
    {
        if (samples.Length < 2)
        {
            return null;
        }

        var line = Regression.Of(samples, now);
        return line.Intercept + (line.Slope * seconds);
    }

    public static double Quantile(double q, IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToList();
        if (sorted.Count == 0 || double.IsNaN(q))
        {
            return double.NaN;
        }

        if (q is < 0 or > 1)
        {
            return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        var rank = q * (sorted.Count - 1);
        var lower = Math.Max(0, (int)Math.Floor(rank));
        var weight = rank - Math.Floor(rank);
        return (sorted[lower] * (1 - weight)) + (sorted[Math.Min(sorted.Count - 1, lower + 1)] * weight);
    }

    /// <summary>
    /// What the samples grew by, stretched to the whole range: to its ends where the samples come as near as that, else by half the distance of two; and never to
    /// before a counter was 0.
    /// </summary>
    private static double? Extrapolated(ReadOnlySpan<Sample> samples, RangeValue range, Engine engine, bool isCounter, double per)
    {
        if (samples.Length < 2)
        {
            return null;
        }

        var (first, last) = (samples[0], samples[^1]);
        var grown = last.Value - first.Value;
        for (var i = 1; isCounter && i < samples.Length; i++)
        {
            grown += samples[i].Value < samples[i - 1].Value ? samples[i - 1].Value : 0;
        }

        var (toStart, toEnd, sampled) = ((first.At - range.Start) / 1000.0, (range.End - last.At) / 1000.0, (last.At - first.At) / 1000.0);
        var apart = sampled / (samples.Length - 1);
        var toZero = isCounter && grown > 0 && first.Value >= 0 ? sampled * (first.Value / grown) : double.PositiveInfinity;
        toStart = engine == Engine.Version2 ? Within(Math.Min(toStart, toZero), apart) : Math.Min(Within(toStart, apart), toZero);
        return grown * ((sampled + toStart + Within(toEnd, apart)) / sampled / per);
    }

    private static double Within(double distance, double apart) => distance < apart * 1.1 ? distance : apart / 2;

    private static double? Instant(ReadOnlySpan<Sample> samples, bool isRate)
    {
        if (samples.Length < 2)
        {
            return null;
        }

        var (before, last) = (samples[^2], samples[^1]);
        var grown = isRate && last.Value < before.Value ? last.Value : last.Value - before.Value;
        return isRate ? grown / ((last.At - before.At) / 1000.0) : grown;
    }

    private static double Sum(ReadOnlySpan<Sample> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
        {
            sum += sample.Value;
        }

        return sum;
    }

    private static double Extreme(ReadOnlySpan<Sample> samples, Func<double, double, bool> isBeyond)
    {
        var found = samples[0].Value;
        foreach (var sample in samples)
        {
            found = isBeyond(sample.Value, found) || double.IsNaN(found) ? sample.Value : found;
        }

        return found;
    }

    private static double Variance(ReadOnlySpan<Sample> samples)
    {
        var (mean, squares) = (Sum(samples) / samples.Length, 0.0);
        foreach (var sample in samples)
        {
            squares += (sample.Value - mean) * (sample.Value - mean);
        }

        return squares / samples.Length;
    }

    private static double Steps(ReadOnlySpan<Sample> samples, Func<double, double, bool> counts)
    {
        var steps = 0;
        for (var i = 1; i < samples.Length; i++)
        {
            steps += counts(samples[i - 1].Value, samples[i].Value) ? 1 : 0;
        }

        return steps;
    }

    private readonly record struct Regression(double Slope, double Intercept)
    {
        public static Regression Of(ReadOnlySpan<Sample> samples, long origin)
        {
            double n = samples.Length, sumX = 0, sumY = 0, sumXY = 0, sumX2 = 0;
            foreach (var sample in samples)
            {
                var x = (sample.At - origin) / 1000.0;
                (sumX, sumY, sumXY, sumX2) = (sumX + x, sumY + sample.Value, sumXY + (x * sample.Value), sumX2 + (x * x));
            }

            var slope = (sumXY - (sumX * sumY / n)) / (sumX2 - (sumX * sumX / n));
            return new Regression(slope, (sumY / n) - (slope * sumX / n));
        }
    }
}
