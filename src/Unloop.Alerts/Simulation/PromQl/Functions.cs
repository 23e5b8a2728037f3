using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Simulation.PromQl;

/// <summary>Function calls (promql/functions.go).</summary>
internal static class Functions
{
    private static readonly Dictionary<string, Func<double, double>> OfNumber = new(StringComparer.Ordinal)
    {
        ["abs"] = Math.Abs, ["ceil"] = Math.Ceiling, ["floor"] = Math.Floor, ["exp"] = Math.Exp, ["ln"] = Math.Log, ["log2"] = Math.Log2, ["log10"] = Math.Log10,
        ["sqrt"] = Math.Sqrt, ["sgn"] = v => v > 0 ? 1 : v < 0 ? -1 : v, ["deg"] = v => v * 180 / Math.PI, ["rad"] = v => v * Math.PI / 180,
        ["sin"] = Math.Sin, ["cos"] = Math.Cos, ["tan"] = Math.Tan, ["asin"] = Math.Asin, ["acos"] = Math.Acos, ["atan"] = Math.Atan,
        ["sinh"] = Math.Sinh, ["cosh"] = Math.Cosh, ["tanh"] = Math.Tanh, ["asinh"] = Math.Asinh, ["acosh"] = Math.Acosh, ["atanh"] = Math.Atanh,
    };

    private static readonly Dictionary<string, Func<DateTimeOffset, double>> OfTime = new(StringComparer.Ordinal)
    {
        ["minute"] = t => t.Minute, ["hour"] = t => t.Hour, ["day_of_week"] = t => (int)t.DayOfWeek, ["day_of_month"] = t => t.Day, ["day_of_year"] = t => t.DayOfYear,
        ["month"] = t => t.Month, ["year"] = t => t.Year, ["days_in_month"] = t => DateTime.DaysInMonth(t.Year, t.Month),
    };

    public static Value Apply(Evaluator evaluator, FunctionCall call, long at)
    {
        var (name, arguments) = (call.Function.Name, call.Arguments);
        if (RangeFunctions.Has(name))
        {
            return evaluator.ApplyToRange(name, arguments[0], at);
        }

        if (OfNumber.TryGetValue(name, out var ofNumber))
        {
            return Evaluator.Distinct(evaluator.Vector(arguments[0], at).Select(ofNumber).Elements);
        }

        if (OfTime.TryGetValue(name, out var ofTime))
        {
            return DateTimePart(evaluator, arguments, at, ofTime);
        }

        return name switch
        {
            "time" => new ScalarValue(at / 1000.0),
            "pi" => new ScalarValue(Math.PI),
            "scalar" => new ScalarValue(evaluator.Vector(arguments[0], at).Elements is [var only] ? only.Number : double.NaN),
            "vector" => new VectorValue([new Element(LabelSet.Empty, evaluator.Scalar(arguments[0], at))]),
            "timestamp" => Timestamp(evaluator.Vector(arguments[0], at), arguments[0], at),
            "sort" or "sort_desc" => evaluator.Vector(arguments[0], at),
            "absent" => Absent(arguments[0], evaluator.Vector(arguments[0], at).Elements.Count == 0),
            "absent_over_time" => Absent(arguments[0], ((RangeValue)evaluator.ValueOf(arguments[0], at)).Series.Count == 0),
            "clamp" => Clamped(evaluator, arguments[0], at, evaluator.Scalar(arguments[1], at), evaluator.Scalar(arguments[2], at)),
            "clamp_min" => Clamped(evaluator, arguments[0], at, evaluator.Scalar(arguments[1], at), double.PositiveInfinity),
            "clamp_max" => Clamped(evaluator, arguments[0], at, double.NegativeInfinity, evaluator.Scalar(arguments[1], at)),
            "round" => Rounded(evaluator.Vector(arguments[0], at), arguments.Count > 1 ? evaluator.Scalar(arguments[1], at) : 1),
            "quantile_over_time" => Quantile(evaluator, arguments, at),
            "predict_linear" => Predict(evaluator, arguments, at),
            "label_replace" => LabelFunctions.Replace(evaluator, arguments, at),
            "label_join" => LabelFunctions.Join(evaluator, arguments, at),
            _ => throw PlayException.NotPlayed($"the function {name}"),
        };
    }

    private static VectorValue DateTimePart(Evaluator evaluator, IReadOnlyList<Expression> arguments, long at, Func<DateTimeOffset, double> part)
    {
        var times = arguments.Count > 0 ? evaluator.Vector(arguments[0], at) : new VectorValue([new Element(LabelSet.Empty, at / 1000.0)]);
        return Evaluator.Distinct(times.Select(seconds => seconds is > -6e10 and < 2e11 ? part(DateTimeOffset.FromUnixTimeSeconds((long)seconds)) : double.NaN).Elements);
    }

    /// <summary>Of a selector itself it is the sample's own time, of anything else the time of evaluation.</summary>
    private static VectorValue Timestamp(VectorValue vector, Expression argument, long at) => Evaluator.Distinct(
        vector.Elements.Select(e => new Element(e.Labels.Nameless, (argument.Bare() is VectorSelector && e.SampledAt is { } sampled ? sampled : at) / 1000.0)));

    /// <summary>One element where there is none, with the labels that the selector names exactly and once.</summary>
    private static VectorValue Absent(Expression argument, bool isAbsent)
    {
        if (!isAbsent)
        {
            return VectorValue.Empty;
        }

        var matchers = argument switch { VectorSelector v => v.Matchers, RangeSelector r => r.Vector.Matchers, _ => [] };
        var labels = matchers
            .Where(m => m.Label != LabelMatcher.MetricName)
            .GroupBy(m => m.Label)
            .Where(g => g.Count() == 1 && g.First().Operator == MatchOperator.Equal)
            .Select(g => KeyValuePair.Create(g.Key, g.First().Value));
        return new VectorValue([new Element(LabelSet.Of(labels), 1)]);
    }

    private static VectorValue Clamped(Evaluator evaluator, Expression argument, long at, double least, double most) =>
        least > most ? VectorValue.Empty : Evaluator.Distinct(evaluator.Vector(argument, at).Select(v => Math.Max(least, Math.Min(most, v))).Elements);

    /// <summary>Halves go up.</summary>
    private static VectorValue Rounded(VectorValue vector, double toNearest) =>
        Evaluator.Distinct(vector.Select(v => Math.Floor((v * (1 / toNearest)) + 0.5) / (1 / toNearest)).Elements);

    private static VectorValue Quantile(Evaluator evaluator, IReadOnlyList<Expression> arguments, long at)
    {
        var q = evaluator.Scalar(arguments[0], at);
        return evaluator.OverRange(arguments[1], at, keepsName: false, (samples, _) => RangeFunctions.Quantile(q, samples.Select(s => s.Value)));
    }

    private static VectorValue Predict(Evaluator evaluator, IReadOnlyList<Expression> arguments, long at)
    {
        var seconds = evaluator.Scalar(arguments[1], at);
        return evaluator.OverRange(arguments[0], at, keepsName: false, (samples, _) => RangeFunctions.PredictLinear(samples, at, seconds));
    }
}
