using System.Text;
using System.Text.Json;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Core.Stability;
using Unloop.Engine.Fixing.Journals;
using Unloop.Engine.Fixing.Planning;

namespace Unloop.Engine.Fixing;

/// <summary>One approved plan of a fix, as the journal has it.</summary>
internal sealed class Attempt
{
    private Attempt(int number, Plan plan, Diagnosis? before, IReadOnlyList<EventFact> warnings) => (Number, Plan, Before, WarningsBefore) = (number, plan, before, warnings);

    /// <summary>From 1.</summary>
    public int Number { get; }

    public Plan Plan { get; }

    /// <summary>The failure that the plan is for.</summary>
    public Diagnosis? Before { get; }

    /// <summary>What was complained of before the plan; empty for a fix that was taken up again.</summary>
    public IReadOnlyList<EventFact> WarningsBefore { get; }

    public VerifyReport? Proof { get; set; }

    /// <summary>The pods as they were last seen.</summary>
    public RolloutSnapshot? LastLook { get; set; }

    /// <summary>The failure after it.</summary>
    public Diagnosis? After { get; set; }

    public string? Comparison { get; set; }

    /// <summary>Writes down what was approved, before anything of it is done.</summary>
    public static (Attempt? Attempt, Problem? Problem) Begin(IFixJournal journal, int number, Plan plan, Proposed proposed, DateTimeOffset now)
    {
        var problem = journal.Keep(PlanName(number), JsonSerializer.SerializeToUtf8Bytes(plan, PlanJson.Default.Plan))
            ?? (proposed.Diagnosis is not { } before ? null : journal.Keep(DiagnosisName(number), JsonSerializer.SerializeToUtf8Bytes(before, CoreJson.Default.Diagnosis)))
            ?? journal.Append(new JournalEntry(now, number, JournalEvent.Approved, null, plan.Hash, plan.Statement));
        return problem is null ? (new Attempt(number, plan, proposed.Diagnosis, [.. proposed.Batch.Pods.SelectMany(p => p.Events).Where(e => e.Type == "Warning")]), null) : (null, problem);
    }

    /// <summary>Every attempt that the journal tells of; the problem says which of its files cannot be trusted.</summary>
    public static (IReadOnlyList<Attempt> Attempts, Problem? Problem) Read(IFixJournal journal)
    {
        var attempts = new List<Attempt>();
        foreach (var approved in journal.Entries.Where(e => e.Event is JournalEvent.Approved))
        {
            var plan = Parse(journal.Kept(PlanName(approved.Attempt)), PlanJson.Default.Plan);
            if (plan is null || plan.Hash != approved.Value)
            {
                return ([], new Problem(ProblemKind.Refused, $"{PlanName(approved.Attempt)} in {journal.Folder} is not the plan that was approved; it is not gone on with. Put things back by hand."));
            }

            attempts.Add(new Attempt(approved.Attempt, plan, Parse(journal.Kept(DiagnosisName(approved.Attempt)), CoreJson.Default.Diagnosis), []));
        }

        return (attempts, null);
    }

    /// <summary>Keeps what is said of the failure after the plan, for whoever goes on from here.</summary>
    public void KeepAfter(IFixJournal journal)
    {
        if (After is { } after)
        {
            _ = journal.Keep(AfterName(Number), JsonSerializer.SerializeToUtf8Bytes(after, CoreJson.Default.Diagnosis));
        }
    }

    /// <summary>The digest of the image that was set; null when none was, or it is not named by one.</summary>
    public string? WantedDigest(IFixJournal journal)
    {
        var delivered = new FixState(journal.Entries).ValueOf<DeliverImageStep>(Plan, Number);
        return delivered?.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? delivered[(at + 1)..] : null;
    }

    public FixAttempt ToRecord(IReadOnlyList<JournalEntry> entries)
    {
        var own = entries.Where(e => e.Attempt == Number).ToList();
        return new FixAttempt
        {
            PlanHash = Plan.Hash,
            Statement = Plan.Statement,
            Diff = Plan.Steps.OfType<EditFilesStep>().FirstOrDefault()?.Diff,
            Cause = Plan.Cause,
            Steps = [.. Plan.Steps.Select((s, i) => Step(s, [.. own.Where(e => e.Step == i)])).OfType<StepRecord>()],
            Proof = Proof,
            After = After,
            Comparison = Comparison,
            TakenBack = own.Any(e => e.Event is JournalEvent.Undone),
        };
    }

    private static StepRecord? Step(PlanStep step, IReadOnlyList<JournalEntry> own)
    {
        var done = own.FirstOrDefault(e => e.Event is JournalEvent.Done);
        return own.FirstOrDefault(e => e.Event is JournalEvent.Starting) is not { } start ? null
            : new StepRecord(KindOf(step), done?.Says ?? step.Statement, done is null ? null : Math.Round((done.At - start.At).TotalSeconds, 1));
    }

    private static string KindOf(PlanStep step) => step.GetType().Name.Replace("Step", "", StringComparison.Ordinal);

    public static string AfterName(int number) => $"{number}-diagnosis-after.json";

    public static T? Parse<T>(byte[]? json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string PlanName(int number) => $"{number}-plan.json";

    private static string DiagnosisName(int number) => $"{number}-diagnosis.json";
}
