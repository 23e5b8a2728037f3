using System.Text.Json;
using Unloop.Core;
using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Engine.Experimenting;
using Unloop.Engine.Fixing.Journals;
using Unloop.Engine.Tests.Fixing;

namespace Unloop.Engine.Tests.Experimenting;

public class TriedFixesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static Plan Raised => FakeWorld.Plan() with { Cause = FakeWorld.Plan().Cause with { Category = Category.OomLimit, Subject = "web" } };

    private static Diagnosis After(Cause? cause, int? code = 1, string? reason = "Error") => new()
    {
        Subject = new ContainerSubject { Pod = "web-1", Container = Raised.Cause.Container, ContainerType = ContainerType.App },
        State = "CrashLoopBackOff",
        Verdict = cause is null ? Verdict.Undetermined : Verdict.Diagnosed,
        Cause = cause,
        Exit = new Exit(code, null, reason, null, null),
    };

    private static Cause Cause(Category category, string subject) => new()
    {
        Category = category, Subject = subject, Container = Raised.Cause.Container, Statement = "s", Confidence = Confidence.Certain, Rule = "r", Fingerprint = "other",
    };

    private static IReadOnlyList<TriedFix> Read(Diagnosis? after, string? ended = "RolledBack", Plan? plan = null, string server = "", params JournalEvent[] events)
    {
        plan ??= Raised;
        JournalEvent[] all = events.Length > 0 ? events : [JournalEvent.Approved, JournalEvent.Judged, JournalEvent.Undone, JournalEvent.Ended];
        var files = new Dictionary<string, byte[]> { ["1-plan.json"] = JsonSerializer.SerializeToUtf8Bytes(plan, PlanJson.Default.Plan) };
        if (after is not null)
        {
            files["1-diagnosis-after.json"] = JsonSerializer.SerializeToUtf8Bytes(after, CoreJson.Default.Diagnosis);
        }

        var past = new PastFix("fix-1", [.. all.Select(e => new JournalEntry(Noon, 1, e, e is JournalEvent.Undone ? 0 : null, e is JournalEvent.Ended ? ended : null))], files.GetValueOrDefault);
        return TriedFixes.Read([past], plan.Workload, server.Length > 0 ? server : plan.Server);
    }

    [Fact]
    public void What_came_after_a_fix_says_whether_it_was_the_same_failure()
    {
        Assert.True(Assert.Single(Read(After(Cause(Category.OomLimit, "web")))).SameCause);
        Assert.False(Assert.Single(Read(After(Cause(Category.MissingModule, "express")))).SameCause);
        Assert.Null(Assert.Single(Read(null)).SameCause);
    }

    [Fact]
    public void Without_a_cause_the_end_itself_tells_whether_it_was_for_memory()
    {
        Assert.False(Assert.Single(Read(After(null, 3))).SameCause);
        Assert.Null(Assert.Single(Read(After(null, 137, "OOMKilled"))).SameCause);
        Assert.Null(Assert.Single(Read(After(null, 137))).SameCause);
    }

    [Fact]
    public void A_fix_that_was_never_watched_to_its_end_says_nothing() => Assert.Empty(Read(null, events: [JournalEvent.Approved, JournalEvent.Starting]));

    [Fact]
    public void Only_fixes_of_the_same_workload_on_the_same_server_count()
    {
        Assert.Empty(Read(null, server: "https://elsewhere"));
        Assert.Empty(TriedFixes.Read([new("fix-1", [new(Noon, 1, JournalEvent.Approved), new(Noon, 1, JournalEvent.Judged)], _ => JsonSerializer.SerializeToUtf8Bytes(Raised, PlanJson.Default.Plan))], Raised.Workload with { Namespace = "other" }, Raised.Server));
    }

    [Fact]
    public void What_held_and_what_was_taken_back_are_told_apart()
    {
        var held = Assert.Single(Read(null, "Stable", events: [JournalEvent.Approved, JournalEvent.Judged, JournalEvent.Ended]));
        var back = Assert.Single(Read(After(null, 3)));

        Assert.Equal((true, false, false), (held.Held, held.TakenBack, held.IsWanted));
        Assert.Equal((false, true), (back.Held, back.TakenBack));
    }

    [Fact]
    public void A_journal_that_cannot_be_read_is_left_out() =>
        Assert.Empty(TriedFixes.Read([new("fix-1", [new(Noon, 1, JournalEvent.Approved), new(Noon, 1, JournalEvent.Judged)], _ => "no json"u8.ToArray())], Raised.Workload, Raised.Server));
}
