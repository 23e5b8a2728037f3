using Unloop.Engine.Fixing.Journals;

namespace Unloop.Engine.Tests.Fixing;

public class FixStateTests
{
    private static JournalEntry Entry(JournalEvent happened, int? step = null, string? value = null, int attempt = 1) => new(DateTimeOffset.UnixEpoch, attempt, happened, step, value);

    [Fact]
    public void A_step_that_was_announced_and_never_ended_is_in_doubt() =>
        Assert.Equal(StepState.Begun, new FixState([Entry(JournalEvent.Approved, value: "h"), Entry(JournalEvent.Starting, 0)]).Of(1, 0));

    [Fact]
    public void What_a_step_foretold_is_known_after_a_crash_and_its_end_knows_better()
    {
        JournalEntry[] begun = [Entry(JournalEvent.Starting, 0), Entry(JournalEvent.Starting, 0, "foreseen")];
        Assert.Equal("foreseen", new FixState(begun).Value(1, 0));
        Assert.Equal("real", new FixState([.. begun, Entry(JournalEvent.Done, 0, "real")]).Value(1, 0));
        Assert.Equal("real", new FixState([.. begun, Entry(JournalEvent.Done, 0, "real"), Entry(JournalEvent.Undoing, 0)]).Value(1, 0));
    }

    [Fact]
    public void Once_the_way_back_is_begun_it_is_the_only_one_until_another_plan_is_approved()
    {
        JournalEntry[] back = [Entry(JournalEvent.Approved, value: "h"), Entry(JournalEvent.Starting, 0), Entry(JournalEvent.Undoing, 0)];
        Assert.True(new FixState(back).IsGoingBack);
        var next = new FixState([.. back, Entry(JournalEvent.Undone, 0), Entry(JournalEvent.Approved, value: "i", attempt: 2)]);
        Assert.False(next.IsGoingBack);
        Assert.Equal((2, "i", StepState.Undone, StepState.Waiting), (next.Attempt, next.ApprovedHash, next.Of(1, 0), next.Of(2, 0)));
    }
}
