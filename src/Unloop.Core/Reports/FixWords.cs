using System.Globalization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Outcomes;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Reports;

/// <summary>The words that every format uses for the same thing of a fix.</summary>
internal static class FixWords
{
    public static string Verdict(FixVerdict verdict) => verdict switch
    {
        FixVerdict.Stable => "stable",
        FixVerdict.Holding => "holding, not proven",
        FixVerdict.RolledBack => "taken back, as it was before",
        FixVerdict.Undone => "undone, as it was before",
        FixVerdict.NotApplied => "not changed",
        _ => "UNFINISHED",
    };

    public static string? Stamp(DateTimeOffset? stamp) => stamp?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Took(StepRecord step) => step.Took switch
    {
        null => "",
        < 1 => "< 1 s",
        { } seconds => Duration.Text(TimeSpan.FromSeconds(seconds)),
    };

    public static IEnumerable<string> Proof(VerifyReport proof) =>
        [
            proof.Statement ?? (proof.Errors is [var error, ..] ? error : "Nothing was seen of the new pods."),
            .. proof.Timeline.Select(m => $"{VerifyWords.Moment(m.Kind)}: {VerifyWords.Time(m)}"),
        ];

    public static IEnumerable<string> After(FixAttempt attempt)
    {
        if (attempt.Comparison is { } comparison)
        {
            yield return comparison;
        }

        if (attempt.After?.Cause is { } cause)
        {
            yield return $"{cause.Category.Token()}: {cause.Statement} ({ReportWords.Sureness(cause.Confidence)})";
        }
    }

    /// <summary>What the cause suggests, and where something was mended what keeps it so.</summary>
    public static IReadOnlyList<Advice> Prevention(FixRecord record)
    {
        var advice = new List<Advice>();
        if (record.Verdict is FixVerdict.Stable or FixVerdict.Holding)
        {
            if (record.Attempts.Any(a => a.Diff is not null))
            {
                advice.Add(new Advice("Commit the change of the Dockerfile: the next build from the repository would bring the failure back."));
            }

            advice.Add(new Advice("Write what was changed into the manifest that this workload is deployed from: the next deployment would undo it."));
            advice.AddRange(record.Alarm is { } alarm ? Alarm(alarm) : NoAlarm(record));
        }

        return [.. advice, .. record.Before?.Prevention ?? []];
    }

    private static IEnumerable<Advice> Alarm(AlarmRecord alarm)
    {
        var monitors = alarm.Monitors.Select(m => $"“{m.Name}”: {m.Says}{(m.Link is { } link ? $" ({link})" : "")}");
        var state = alarm.IsSet ? "The alarm is set" : "The alarm is NOT set";
        yield return new Advice(string.Join(' ', [$"{state} ({alarm.Provider}, {alarm.Place}): {alarm.Says}", .. monitors])) { Command = alarm.Command };
    }

    private static IEnumerable<Advice> NoAlarm(FixRecord record) => record.Workload is not { } workload ? [] :
    [
        new Advice("Set the alarm for next time, in Datadog or Prometheus: one that fires on restarts, and one that goes on while the pod is in back-off, when restarts are rare.")
        {
            Command = $"unloop monitor generate {workload} -n {workload.Namespace} --provider prometheus --out alerts",
        },
    ];
}
