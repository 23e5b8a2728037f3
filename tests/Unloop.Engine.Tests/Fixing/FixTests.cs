using System.Text;
using Unloop.Core;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Core.Stability;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Journals;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>Whole fixes: approved, carried out, proven, or taken back.</summary>
public class FixTests
{
    private static readonly FixTerms Once = new() { Proof = FakeWorld.Plan().Proof, Attempts = 1 };

    [Fact]
    public async Task A_plan_that_holds_is_stable_and_everything_is_given_back_and_written_down()
    {
        var bench = new FixBench();
        var record = await bench.RunAsync();
        bench.IsAllDone(record);
        Assert.Equal([true], bench.Person.Asked.Select(a => a.IsFirst));
        Assert.Equal(nameof(FixVerdict.Stable), new FixState(bench.World.Journal.Entries).Ended);
        Assert.Equal(["FixApplied", "FixHolds"], bench.World.Notes);
        Assert.Contains(FakeWorld.Digest, Encoding.UTF8.GetString(Assert.Single(bench.World.Journal.Files, f => f.Key.StartsWith("report-", StringComparison.Ordinal)).Value), StringComparison.Ordinal);
        Assert.Equal((Category.MissingModule, StabilityState.Stable), (record.Before?.Cause?.Category, Assert.Single(record.Attempts).Proof?.State));
        Assert.Equal([FakeWorld.Digest], record.LeftBehind);
    }

    [Fact]
    public async Task What_nobody_approves_is_not_begun()
    {
        var bench = new FixBench { Plans = [FakeWorld.Plan(), FixBench.Other()] };
        bench.Person.Agrees = 0;
        var record = await bench.RunAsync();
        Assert.Equal((FixVerdict.NotApplied, 0, 0), (record.Verdict, bench.Journals.Started, bench.World.Writes));
        _ = Assert.Single(bench.Person.Asked);
        bench.IsAllBack();
    }

    [Fact]
    public async Task The_same_cause_again_takes_everything_back_after_its_evidence_is_kept()
    {
        var bench = new FixBench(_ => Ailment.Module) { Plans = [FakeWorld.Plan(), FixBench.Other()], Terms = Once };
        var record = await bench.RunAsync();
        Assert.Equal(FixVerdict.RolledBack, record.Verdict);
        bench.IsAllBack();
        _ = Assert.Single(bench.Person.Asked);
        Assert.Equal([("1-evidence-after", 0)], bench.World.Journal.Evidence);
        var attempt = Assert.Single(record.Attempts);
        Assert.True(attempt.TakenBack);
        Assert.Contains("It is the same cause as before", attempt.Comparison, StringComparison.Ordinal);
        Assert.Equal(Category.MissingModule, attempt.After?.Cause?.Category);
        Assert.Equal(["FixApplied", "FixTakenBack"], bench.World.Notes);
    }

    [Fact]
    public async Task Another_plan_of_the_offer_is_tried_from_the_state_of_before()
    {
        var bench = new FixBench(t => FixBench.Has(t, "\"B\"") ? Ailment.None : Ailment.Module) { Plans = [FakeWorld.Plan(), FixBench.Other()] };
        var record = await bench.RunAsync();
        Assert.Equal(FixVerdict.Stable, record.Verdict);
        Assert.Equal([(true, FakeWorld.Plan().TemplateHash), (false, FakeWorld.Plan().TemplateHash)], bench.Person.Asked.Select(a => (a.IsFirst, a.TemplateHash)));
        Assert.Equal([true, false], record.Attempts.Select(a => a.TakenBack));
        Assert.Equal(FakeWorld.DockerfileBefore, bench.World.File);
        Assert.False(FixBench.IsBuilt(bench.World.Template));
    }

    [Fact]
    public async Task What_may_not_be_carried_out_is_passed_over_for_what_may()
    {
        var owned = FixBench.Other("C") with { Owners = [new Owner("Helm release web", "Change the chart.", [])] };
        var bench = new FixBench(t => FixBench.Has(t, "\"B\"") ? Ailment.None : Ailment.Module) { Plans = [FakeWorld.Plan(), owned, FixBench.Other()] };
        Assert.Equal(FixVerdict.Stable, (await bench.RunAsync()).Verdict);
        Assert.Equal(["Copy the manifest before the install.", "Set B."], bench.Person.Asked.Select(a => a.Plan.Statement));
    }

    [Fact]
    public async Task Every_plan_is_tried_once_and_no_more()
    {
        var bench = new FixBench(_ => Ailment.Module) { Plans = [FakeWorld.Plan(), FixBench.Other("B"), FixBench.Other("C"), FixBench.Other("D")] };
        Assert.Equal(FixVerdict.RolledBack, (await bench.RunAsync()).Verdict);
        Assert.Equal(3, bench.Person.Asked.Count);
        bench.IsAllBack();
    }

    [Fact]
    public async Task A_pod_of_before_that_is_still_going_is_no_evidence_of_what_was_changed()
    {
        var bench = new FixBench(Behind) { OldPodLingers = true };
        var record = await bench.RunAsync();
        bench.IsAllDone(record);
        Assert.Equal(Category.OomLimit, record.Attempts[0].After!.Cause!.Category);
    }

    [Fact]
    public async Task What_a_warning_announces_is_waited_for_before_it_is_put_back()
    {
        var bench = new FixBench(_ => Ailment.Module) { WellAtFirst = 3 };
        var record = await bench.RunAsync();
        Assert.Equal(FixVerdict.RolledBack, record.Verdict);
        Assert.Equal(FailureKind.Warning, record.Attempts[0].Proof!.Failure!.Kind);
        Assert.Equal(Category.MissingModule, record.Attempts[0].After!.Cause!.Category);
    }

    [Fact]
    public async Task Another_cause_behind_the_first_is_mended_from_there()
    {
        var bench = new FixBench(Behind);
        var record = await bench.RunAsync();
        bench.IsAllDone(record);
        Assert.Equal([false, false], record.Attempts.Select(a => a.TakenBack));
        Assert.Equal(Category.OomLimit, bench.Person.Asked[1].Plan.Cause.Category);
        Assert.NotEqual(FakeWorld.Plan().TemplateHash, bench.Person.Asked[1].TemplateHash);
        Assert.Contains("came behind it", record.Attempts[0].Comparison, StringComparison.Ordinal);
        Assert.Equal(FixVerdict.Undone, (await bench.UndoAsync()).Verdict);
        bench.IsAllBack();
    }

    [Fact]
    public async Task Where_the_second_fails_too_both_go_back_the_newest_first()
    {
        var bench = new FixBench(t => FixBench.IsBuilt(t) ? Ailment.Memory : Ailment.Module);
        var record = await bench.RunAsync();
        Assert.Equal(FixVerdict.RolledBack, record.Verdict);
        Assert.Equal([true, true], record.Attempts.Select(a => a.TakenBack));
        Assert.Equal([2, 1], bench.World.Journal.Entries.Where(e => e.Event is JournalEvent.Undone).Select(e => e.Attempt).Distinct());
        bench.IsAllBack();
    }

    [Fact]
    public async Task Where_the_second_plan_is_not_approved_the_first_goes_back_too()
    {
        var bench = new FixBench(Behind);
        bench.Person.Agrees = 1;
        Assert.Equal(FixVerdict.RolledBack, (await bench.RunAsync()).Verdict);
        Assert.Equal(2, bench.Person.Asked.Count);
        bench.IsAllBack();
    }

    [Fact]
    public async Task A_fix_that_holds_is_undone_whole_and_undoing_it_twice_is_harmless()
    {
        var bench = new FixBench();
        _ = await bench.RunAsync();
        Assert.Equal(FixVerdict.Undone, (await bench.UndoAsync()).Verdict);
        bench.IsAllBack();
        var writes = bench.World.Writes;
        bench.World.EditVariable("2");
        Assert.Equal((FixVerdict.Undone, writes), ((await bench.UndoAsync()).Verdict, bench.World.Writes));
    }

    [Fact]
    public async Task What_had_ended_is_not_begun_again()
    {
        var bench = new FixBench();
        _ = await bench.RunAsync();
        bench.World.EditVariable("2");
        var record = await bench.ResumeAsync();
        Assert.Equal((FixVerdict.Stable, 1), (record.Verdict, bench.World.Writes));
        Assert.Contains("had ended before", record.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_with_an_owner_is_carried_out_only_despite_it()
    {
        Plan owned = FakeWorld.Plan() with { Owners = [new Owner("Helm release web", "Change the chart.", [])] };
        var bench = new FixBench { Plans = [owned] };
        var record = await bench.RunAsync();
        Assert.Equal((FixVerdict.NotApplied, 0, 0), (record.Verdict, bench.Person.Asked.Count, bench.World.Writes));
        Assert.Contains("--despite-owner", record.Says, StringComparison.Ordinal);
        var despite = new FixBench { Plans = [owned], Terms = Once with { DespiteOwner = true } };
        despite.IsAllDone(await despite.RunAsync());
    }

    [Fact]
    public async Task What_must_be_made_anew_is_made_anew_only_on_request()
    {
        var recreate = RecreateTests.Plan();
        var bench = new FixBench { Plans = [recreate] };
        var record = await bench.RunAsync();
        Assert.Equal((FixVerdict.NotApplied, 0), (record.Verdict, bench.Person.Asked.Count));
        Assert.Contains("--recreate", record.Says, StringComparison.Ordinal);
    }

    /// <summary>The image was one cause, and behind it is too little memory.</summary>
    internal static Ailment Behind(System.Text.Json.Nodes.JsonObject template) =>
        !FixBench.IsBuilt(template) ? Ailment.Module : FixBench.Has(template, "48Mi") ? Ailment.Memory : Ailment.None;
}
