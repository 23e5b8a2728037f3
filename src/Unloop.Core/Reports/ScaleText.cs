using Unloop.Core.Charts;
using Unloop.Core.Scaling;
using Unloop.Core.Scaling.Obstacles;

namespace Unloop.Core.Reports;

/// <summary>Whether and how a workload scales, for a terminal: the answer, what is mended first, the numbers with their arithmetic, the load drawn, the manifests, what to do next. Pure.</summary>
public static class ScaleText
{
    private const int LabelWidth = 12;

    public static IReadOnlyList<StyledLine> Write(ScaleReport report, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        text.Add(Answer(report, width));
        Numbers(text, report);
        if (report.Chart is { } chart)
        {
            text.Empty();
            text.Wrapped("", [new Span(chart.Title, Tone.Heading)]);
            text.Empty();
            text.Add(ChartText.Write(chart, width));
        }

        Manifests(text, report.Manifests);
        Rest(text, report);
        return text.Lines;
    }

    /// <summary>Whether it can be scaled out, and what stands in the way: what a person must have read before saying yes.</summary>
    public static IReadOnlyList<StyledLine> Answer(ScaleReport report, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        text.Line(new Span($"{report.Workload} in {report.Workload.Namespace}: ", Tone.Strong), new Span(ScaleWords.Answer(report.Answer), report.Answer switch { Scalability.Scalable => Tone.Good, Scalability.NotNow => Tone.Bad, _ => Tone.Strong }));
        text.Wrapped("  ", [new Span(report.Statement)]);
        foreach (var weight in Enum.GetValues<ObstacleWeight>())
        {
            Obstacles(text, weight, [.. report.Obstacles.Where(o => o.Weight == weight)]);
        }

        return text.Lines;
    }

    private static void Obstacles(LineWriter text, ObstacleWeight weight, IReadOnlyList<ScalingObstacle> obstacles)
    {
        if (obstacles.Count == 0)
        {
            return;
        }

        text.Empty();
        text.Line(new Span(ScaleWords.Heading(weight), Tone.Heading));
        for (var i = 0; i < obstacles.Count; i++)
        {
            var obstacle = obstacles[i];
            text.Wrapped($"  {i + 1}. ", [new Span(obstacle.Statement, weight == ObstacleWeight.Mind ? Tone.Plain : Tone.Strong), new Span($"[{obstacle.Rule}]", Tone.Dim)]);
            foreach (var proof in obstacle.Evidence)
            {
                text.Wrapped("     ", [new Span($"{proof.At}: {proof.Text}", Tone.Dim)]);
            }

            text.Wrapped("     ", [new Span(obstacle.Change.Text)]);
            if (obstacle.Change.Command is { } command)
            {
                text.Line(new Span("     $ ", Tone.Dim), new Span(command, Tone.Command));
            }

            foreach (var line in obstacle.Change.Diff?.Split('\n') ?? [])
            {
                text.Diff(line, "     ");
            }
        }
    }

    private static void Numbers(LineWriter text, ScaleReport report)
    {
        if (report.Arithmetic.Count == 0)
        {
            return;
        }

        text.Empty();
        text.Line(new Span("Numbers", Tone.Heading));
        foreach (var number in report.Arithmetic)
        {
            text.Wrapped("  ", [new Span($"{number.What}:"), new Span(number.Value, Tone.Strong), new Span($"= {number.How}", Tone.Dim)]);
        }
    }

    private static void Manifests(LineWriter text, IReadOnlyList<ScaleManifest> manifests)
    {
        foreach (var manifest in manifests)
        {
            text.Empty();
            text.Line(new Span(manifest.ToString(), Tone.Strong));
            text.Wrapped("  ", [new Span(manifest.Statement)]);
            foreach (var line in manifest.ToYaml().TrimEnd('\n').Split('\n'))
            {
                text.Line(new Span($"  {line}"));
            }

            text.Line(new Span("  undo: ", Tone.Dim), new Span(manifest.Undo, Tone.Command));
        }
    }

    private static void Rest(LineWriter text, ScaleReport report)
    {
        text.Empty();
        foreach (var gap in report.Gaps)
        {
            text.Labelled("not seen", $"{gap.What}{(gap.Detail is { } detail ? $" ({detail})" : "")}", Tone.Dim);
        }

        if (report.Applied is { } applied)
        {
            text.Labelled(applied.DryRun ? "dry run" : "applied", applied.Statement, Tone.Good);
        }

        foreach (var error in report.Errors)
        {
            text.Labelled("error", error, Tone.Bad);
        }

        if (ScaleWords.Next(report) is { } next)
        {
            text.Line(new Span("  next: ", Tone.Dim), new Span(next, Tone.Command));
        }
    }
}

/// <summary>The words that every format uses for the same thing.</summary>
internal static class ScaleWords
{
    public static string Answer(Scalability answer) => answer switch
    {
        Scalability.Scalable => "can be scaled out",
        Scalability.AfterMending => "can be scaled out after mending",
        _ => "cannot be scaled out as it is",
    };

    public static string Heading(ObstacleWeight weight) => weight switch
    {
        ObstacleWeight.Blocks => "In the way",
        ObstacleWeight.First => "First",
        _ => "To know",
    };

    /// <summary>The one command that goes on from here; null where there is none.</summary>
    public static string? Next(ScaleReport report)
    {
        var target = $"{report.Workload} -n {report.Workload.Namespace}";
        return report.Applied is { DryRun: false, Done.Count: > 0 } ? $"unloop verify {target}"
            : report.Answer == Scalability.NotNow ? report.Obstacles[0].Change.Command
            : report.Manifests.Count > 0 ? $"unloop scale {target} --apply"
            : null;
    }
}
