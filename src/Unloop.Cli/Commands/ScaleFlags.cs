using System.CommandLine;
using Unloop.Core.Facts;
using Unloop.Core.Scaling.Loads;
using Unloop.Core.Scaling.Sizing;
using Unloop.Core.Text;
using Unloop.Host.Files;

namespace Unloop.Cli.Commands;

/// <summary>What a user may say about the load and the sizes.</summary>
internal sealed class ScaleFlags
{
    private const int MostReplicas = 10_000;
    private const double MostPeak = 1000;

    private readonly Option<string> _load = new("--load") { Description = "The load to play: steady, spike, daily, or a CSV or TSV file of time and load", HelpName = "CURVE", DefaultValueFactory = _ => "spike" };
    private readonly Option<double?> _loadNow = new("--load-now") { Description = "With a file: which of its loads is that of now; the first by default", HelpName = "LOAD" };
    private readonly Option<double?> _peak = new("--peak") { Description = "The highest load to expect, in multiples of that of now [default: 3]", HelpName = "TIMES" };
    private readonly Option<int?> _target = new("--target") { Description = "Percent of its CPU request that a pod shall use [default: 70]", HelpName = "PERCENT" };
    private readonly Option<int?> _min = new("--min") { Description = "minReplicas; from the load of now by default", HelpName = "REPLICAS" };
    private readonly Option<int?> _max = new("--max") { Description = "maxReplicas; from the peak by default", HelpName = "REPLICAS" };
    private readonly Option<SpanOfTime> _watch = SpanOfTime.Option("--watch", "Measure the pods' use for this long, each 15 s", TimeSpan.Zero);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_load, _loadNow, _peak, _target, _min, _max, _watch])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            void Within(bool holds, string message)
            {
                if (!holds)
                {
                    result.AddError(message);
                }
            }

            Within(result.GetValue(_target) is null or (>= 1 and <= 1000), "--target is from 1 to 1000 percent");
            Within(result.GetValue(_peak) is null or (> 0 and <= MostPeak), $"--peak is above 0 and at most {MostPeak}");
            Within(result.GetValue(_loadNow) is null or > 0, "--load-now is above 0");
            Within(result.GetValue(_min) is null or (>= 1 and <= MostReplicas), $"--min is from 1 to {MostReplicas}");
            Within(result.GetValue(_max) is null or (>= 1 and <= MostReplicas), $"--max is from 1 to {MostReplicas}");
            Within(result.GetValue(_min) is not { } min || result.GetValue(_max) is not { } max || min <= max, "--min is above --max");
        });
    }

    public TimeSpan Watch(ParseResult parsed) => parsed.GetValue(_watch).Value;

    /// <summary>The curve and what follows from it for the sizes; or all that is wrong with it.</summary>
    public (LoadCurve? Load, ScalingTerms Terms, IReadOnlyList<Problem> Problems) Read(ParseResult parsed)
    {
        var terms = new ScalingTerms { Target = parsed.GetValue(_target) ?? ScalingTerms.DefaultTarget, Peak = parsed.GetValue(_peak) ?? ScalingTerms.DefaultPeak, Min = parsed.GetValue(_min), Max = parsed.GetValue(_max) };
        var name = parsed.GetRequiredValue(_load);
        if (LoadCurve.Named(name, terms.Peak) is { } curve)
        {
            return (curve, terms, []);
        }

        var read = new FileReader().Read(name, LoadFile.LongestText);
        if (read.Failure is { } failure)
        {
            var near = NearestNames.Suggest(name, LoadCurve.Names);
            return (null, terms, [new(ProblemKind.BadInput, $"--load {name}: it is none of {string.Join(", ", LoadCurve.Names)}, and as a file it {failure}{near}")]);
        }

        var reading = LoadFile.Read(Path.GetFileName(name), System.Text.Encoding.UTF8.GetString(read.Content.Span), parsed.GetValue(_loadNow));

        // A file says itself what the peak is, unless the user says otherwise.
        var peak = parsed.GetValue(_peak) is not null ? terms.Peak : Math.Clamp(reading.Curve?.Peak ?? 1, double.Epsilon, MostPeak);
        return (reading.Curve, terms with { Peak = peak }, reading.Problems);
    }
}
