using System.Text;
using System.Text.Json;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Engine.Fixing.Journals;

namespace Unloop.Engine.Fixing;

/// <summary>What a journal tells, as the record that is reported.</summary>
internal static class FixRecords
{
    public static FixRecord Of(string version, IFixJournal journal, IReadOnlyList<Attempt> attempts, FixVerdict verdict, string says) => new()
    {
        Version = version,
        Id = journal.Id,
        JournalFolder = journal.Folder,
        Workload = attempts.Count > 0 ? attempts[0].Plan.Workload : null,
        Verdict = verdict,
        Says = says,
        StartedAt = journal.Entries.Count > 0 ? journal.Entries[0].At : null,
        EndedAt = journal.Entries.Count > 0 ? journal.Entries[^1].At : null,
        Before = attempts.Count > 0 ? attempts[0].Before : null,
        Attempts = [.. attempts.Select(a => a.ToRecord(journal.Entries))],
        LeftBehind = [.. attempts.SelectMany(a => LeftBehind(a, journal))],
    };

    /// <summary>Puts the record's report beside the journal it was read from.</summary>
    public static FixRecord Keep(IFixJournal journal, FixRecord record)
    {
        var of = record.Alarm is not { } alarm ? "" : alarm.IsSet ? "-alarm" : "-alarm-not-set";
        _ = journal.Keep($"report-{journal.Entries.Count}{of}.md", Encoding.UTF8.GetBytes(FixMarkdown.Write(record)));
        _ = record.Alarm is { IsSet: true } set ? journal.Keep(AlarmWish.Set, JsonSerializer.SerializeToUtf8Bytes(set, AlarmJson.Default.AlarmRecord)) : null;
        return record;
    }

    private static IEnumerable<string> LeftBehind(Attempt attempt, IFixJournal journal)
    {
        var state = new FixState(journal.Entries);
        for (var i = 0; i < attempt.Plan.Steps.Count; i++)
        {
            if (state.Of(attempt.Number, i) is not StepState.Waiting && attempt.Plan.Steps[i] is DeliverImageStep delivered)
            {
                yield return state.Value(attempt.Number, i) ?? delivered.Image;
            }
        }
    }
}
