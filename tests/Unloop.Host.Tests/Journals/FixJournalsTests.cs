using System.Text;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Journals;
using Unloop.Host.Journals;
using Unloop.Host.Tests.Inputs;

namespace Unloop.Host.Tests.Journals;

public sealed class FixJournalsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly WorkloadRef Web = new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "u" };

    private readonly TemporaryFolder _root = new();

    private FixJournals Journals => new(_root.Path, "0.1.0");

    public void Dispose() => _root.Dispose();

    private IFixJournal Start()
    {
        var (journal, problem) = Journals.Start(Web, Noon);
        Assert.Null(problem);
        return journal!;
    }

    private static JournalEntry Entry(JournalEvent happened, int? step = null, string? value = null) => new(Noon, 1, happened, step, value);

    [Fact]
    public void What_was_written_is_there_for_the_next_process()
    {
        string id;
        using (var journal = Start())
        {
            id = journal.Id;
            Assert.Null(journal.Append(Entry(JournalEvent.Approved, value: "sha256:1")));
            Assert.Null(journal.Append(Entry(JournalEvent.Starting, 0)));
            Assert.Null(journal.Keep("1-plan.json", "{}"u8.ToArray()));
        }

        var (again, problem) = Journals.Open(null);
        Assert.Null(problem);
        using (again)
        {
            Assert.Equal(id, again!.Id);
            Assert.Equal([JournalEvent.Approved, JournalEvent.Starting], again.Entries.Select(e => e.Event));
            Assert.Equal("{}", Encoding.UTF8.GetString(again.Kept("1-plan.json")!));
            Assert.Null(again.Kept("2-plan.json"));
        }
    }

    [Fact]
    public void A_line_that_a_crash_cut_off_is_as_if_it_had_not_been_written()
    {
        var journal = Start();
        Assert.Null(journal.Append(Entry(JournalEvent.Approved)));
        journal.Dispose();
        File.AppendAllText(Path.Combine(journal.Folder, "journal.jsonl"), """{"at":"2026-05-01T12""");
        using (var again = Journals.Open(journal.Id).Journal!)
        {
            Assert.Single(again.Entries);
            Assert.Null(again.Append(Entry(JournalEvent.Ended, value: "stable")));
        }

        using var third = Journals.Open(journal.Id).Journal!;
        Assert.Equal([JournalEvent.Approved, JournalEvent.Ended], third.Entries.Select(e => e.Event));
    }

    [Fact]
    public void A_journal_that_is_not_what_was_written_is_not_trusted()
    {
        var journal = Start();
        journal.Dispose();
        File.WriteAllText(Path.Combine(journal.Folder, "journal.jsonl"), "nonsense\n{}\n");
        var (again, problem) = Journals.Open(journal.Id);
        Assert.Null(again);
        Assert.Contains("is damaged", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_never_end_the_same_fix()
    {
        using var journal = Start();
        var (second, problem) = Journals.Open(journal.Id);
        Assert.Null(second);
        Assert.Equal(ProblemKind.Refused, problem!.Kind);
    }

    [Fact]
    public void A_fix_that_has_ended_is_not_unfinished()
    {
        using (var journal = Start())
        {
            Assert.Null(journal.Append(Entry(JournalEvent.Approved)));
            Assert.Equal([journal.Id], Journals.Unfinished());
            Assert.Null(journal.Append(Entry(JournalEvent.Ended, value: "stable")));
        }

        Assert.Empty(Journals.Unfinished());
        Assert.Equal(ProblemKind.NoMatch, Journals.Open(null).Problem!.Kind);
    }

    [Theory]
    [InlineData(nameof(FixVerdict.Stable), true)]
    [InlineData(nameof(FixVerdict.Holding), true)]
    [InlineData(nameof(FixVerdict.RolledBack), false)]
    [InlineData(nameof(FixVerdict.Undone), false)]
    public void A_fix_that_holds_and_whose_alarm_is_not_set_is_found(string verdict, bool isFound)
    {
        using var journal = Start();
        Assert.Null(journal.Append(Entry(JournalEvent.Approved)));
        Assert.Null(journal.Append(Entry(JournalEvent.Ended, value: verdict)));
        Assert.Empty(Journals.WithoutAlarm());
        Assert.Null(journal.Keep(AlarmWish.Asked, "{}"u8.ToArray()));
        Assert.Equal(isFound ? [journal.Id] : [], Journals.WithoutAlarm());
        Assert.Null(journal.Keep(AlarmWish.Set, "{}"u8.ToArray()));
        Assert.Empty(Journals.WithoutAlarm());
    }

    [Fact]
    public void Two_fixes_in_one_second_have_a_journal_each()
    {
        using var one = Start();
        using var two = Start();
        Assert.NotEqual(one.Id, two.Id);
    }

    [Theory]
    [InlineData("../etc")]
    [InlineData("/etc")]
    [InlineData("..")]
    public void An_id_is_a_name_and_never_a_path(string id) => Assert.Equal(ProblemKind.NoMatch, Journals.Open(id).Problem!.Kind);

    [Fact]
    public void Only_its_user_may_read_a_journal()
    {
        using var journal = Start();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(journal.Folder));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(journal.Folder, "journal.jsonl")));
        }
    }

    [Fact]
    public void What_is_kept_is_never_written_over()
    {
        using var journal = Start();
        Assert.Null(journal.Keep("before", "first"u8.ToArray()));
        Assert.Null(journal.Keep("before", "second"u8.ToArray()));
        Assert.Equal("first", Encoding.UTF8.GetString(journal.Kept("before")!));
    }

    [Fact]
    public void Former_fixes_of_a_workload_are_read_also_while_one_is_under_way()
    {
        using var running = Start();
        Assert.Null(running.Append(Entry(JournalEvent.Approved, value: "sha256:1")));
        Assert.Null(running.Keep("1-plan.json", "{}"u8.ToArray()));

        var past = Assert.Single(Journals.Of(Web));

        Assert.Equal((running.Id, JournalEvent.Approved, "{}"), (past.Id, past.Entries[0].Event, Encoding.UTF8.GetString(past.Kept("1-plan.json")!)));
        Assert.Null(past.Kept("2-plan.json"));
        Assert.Empty(Journals.Of(Web with { Name = "api" }));
        Assert.Empty(new FixJournals(null, "0.1.0").Of(Web));
    }
}
