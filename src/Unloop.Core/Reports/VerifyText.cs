using Unloop.Core.Stability;

namespace Unloop.Core.Reports;

/// <summary>How a verification ended, for a terminal: the pods, then the verdict, how it came to it, and why where it failed. Pure.</summary>
public static class VerifyText
{
    private const int LabelWidth = 17;

    public static IReadOnlyList<StyledLine> Write(VerifyReport report, int width = 80)
    {
        var text = new LineWriter(width, LabelWidth);
        text.Line(
            new Span($"{report.Workload} in {report.Workload.Namespace}: ", Tone.Strong),
            new Span(VerifyWords.State(report.State), report.State == StabilityState.Failed ? Tone.Bad : report.State == StabilityState.Stable ? Tone.Good : Tone.Strong));
        if (report.Statement is { } statement)
        {
            text.Wrapped("  ", [new Span(statement)]);
        }

        if (report is { FromStamps: true, State: StabilityState.Stable })
        {
            text.Wrapped("  ", [new Span(VerifyWords.Stamps, Tone.Dim)]);
        }

        foreach (var moment in report.Timeline)
        {
            text.Labelled(VerifyWords.Moment(moment.Kind), VerifyWords.Time(moment));
        }

        IEnumerable<StyledLine> table = report.Pods.Count > 0 ? [.. RolloutTable.Write(report.Pods, report.ObservedAt), StyledLine.Empty] : [];
        IEnumerable<StyledLine> why = report.Items.Count > 0 ? [StyledLine.Empty, .. TextReport.Write(new Report { Version = report.Version, Items = report.Items }, width)] : [];
        return [.. table, .. text.Lines, .. why];
    }
}

/// <summary>The words that every format of a verification uses for the same thing.</summary>
internal static class VerifyWords
{
    public const string Stamps = "By the API server's stamps it has held for as long as is needed already, at least in part before the first look.";

    public static string State(StabilityState? state) => state switch
    {
        StabilityState.Stable => "stable",
        StabilityState.Holding => "holding, not proven",
        StabilityState.Failed => "failed",
        null => "not seen",
        _ => "not proven",
    };

    public static string Moment(MilestoneKind kind) => kind switch
    {
        MilestoneKind.FirstNewPod => "first new pod",
        MilestoneKind.Ready => "all ready",
        MilestoneKind.OldGone => "old pods gone",
        MilestoneKind.Stable => "stable",
        MilestoneKind.Holding => "holding",
        _ => "failed",
    };

    public static string Time(VerifiedMoment moment) => $"{(moment.At is { } at ? $"{at.ToUniversalTime():HH:mm:ss}Z, " : "")}after {moment.After:0} s";
}
